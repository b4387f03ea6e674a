package hyperpod.rig.sandbox.statemachines;

/** An API call that Step Functions refuses. */
public final class StepFunctionsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    StepFunctionsException(String code, String message) {
        super(message);
        this.code = code;
    }

    static StepFunctionsException doesNotExist(String executionArn) {
        return new StepFunctionsException("ExecutionDoesNotExist", "Execution Does Not Exist: '" + executionArn + "'");
    }

    /** Such as {@code ExecutionAlreadyExists}, {@code InvalidName}. */
    public String code() {
        return code;
    }
}
