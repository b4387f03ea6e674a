package hyperpod.rig.core;

/**
 * An error that a handler ends with. The fully qualified class name is the error name that the state machine matches
 * on, so it is a contract. Messages say what was wrong, with which value, and what to do, in at most
 * {@value #MAX_MESSAGE} characters: quoted twice as JSON they still fit the 32,768 of an execution's cause.
 */
public abstract class ProvisioningException extends RuntimeException {

    private static final int MAX_MESSAGE = 7_000;

    protected ProvisioningException(String message) {
        super(Excerpt.of(message, MAX_MESSAGE));
    }

    protected ProvisioningException(String message, Throwable cause) {
        super(Excerpt.of(message, MAX_MESSAGE), cause);
    }
}
