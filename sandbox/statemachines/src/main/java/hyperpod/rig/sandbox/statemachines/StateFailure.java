package hyperpod.rig.sandbox.statemachines;

import java.util.Optional;

/** A state fails with an error. */
final class StateFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final String ALL = "States.ALL";
    static final String DATA_LIMIT = "States.DataLimitExceeded";
    static final String NO_CHOICE = "States.NoChoiceMatched";
    static final String QUERY = "States.QueryEvaluationError";
    static final String RUNTIME = "States.Runtime";
    static final String TASK_FAILED = "States.TaskFailed";
    static final String TIMEOUT = "States.Timeout";

    private final String error;
    private final transient Optional<String> location;

    StateFailure(String error, String cause) {
        this(error, cause, Optional.empty());
    }

    /** @param location the field whose expression failed */
    StateFailure(String error, String cause, Optional<String> location) {
        super(cause, null, false, false);
        this.error = error;
        this.location = location;
    }

    static StateFailure tooLarge(String what) {
        return new StateFailure(
                DATA_LIMIT,
                "The state/task '" + what
                        + "' returned a result with a size exceeding the maximum number of bytes service limit.");
    }

    String error() {
        return error;
    }

    /** Empty text if there is none. */
    String cause() {
        return getMessage();
    }

    boolean isEvaluation() {
        return error.equals(QUERY);
    }

    Optional<String> location() {
        return location;
    }
}
