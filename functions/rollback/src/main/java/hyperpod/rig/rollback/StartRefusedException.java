package hyperpod.rig.rollback;

/** A start of {@code rollback} that means nothing that can be done; nothing is deleted. */
final class StartRefusedException extends RuntimeException {

    private final Error error;

    /** Names of the errors with which the state machine ends, which others match on. */
    enum Error {
        /** A field that nobody knows, or a value that none of its field can be. */
        INPUT_UNUSABLE("InputUnusable"),
        NOT_AN_EXECUTION_OF_PROVISION("NotAnExecutionOfProvision"),
        START_DATE_UNUSABLE("StartDateUnusable"),
        UNKNOWN_EXECUTION("UnknownExecution");

        private final String text;

        Error(String text) {
            this.text = text;
        }

        /** The name. */
        String text() {
            return text;
        }
    }

    StartRefusedException(Error error, String message) {
        super(message + " Nothing was deleted.");
        this.error = error;
    }

    Error error() {
        return error;
    }
}
