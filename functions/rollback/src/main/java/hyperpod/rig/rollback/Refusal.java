package hyperpod.rig.rollback;

import hyperpod.rig.core.Failure;

/**
 * Why the state machine gave up deleting a kind of resource.
 *
 * @param error name of the error
 * @param cause for a function the JSON of its error, for the rest plain text
 */
public record Refusal(String error, String cause) {

    /** In words. */
    String inWords() {
        String message = Failure.of("", error, cause).message();
        return message.isBlank() ? error : message;
    }
}
