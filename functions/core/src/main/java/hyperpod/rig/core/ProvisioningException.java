package hyperpod.rig.core;

/**
 * An error that a handler ends with. The fully qualified class name is the error name that the state machine matches on, so it
 * is a contract. Messages say what was wrong, with which value, and what to do.
 */
public abstract class ProvisioningException extends RuntimeException {

    protected ProvisioningException(String message) {
        super(message);
    }

    protected ProvisioningException(String message, Throwable cause) {
        super(message, cause);
    }
}
