package hyperpod.rig.sandbox.statemachines.jsonata;

/**
 * An expression has no JSON value. The message says why, as Step Functions does in {@code States.QueryEvaluationError}.
 */
public final class EvaluationException extends Exception {

    private static final long serialVersionUID = 1L;

    EvaluationException(String message) {
        super(message);
    }

    EvaluationException(String message, Throwable cause) {
        super(message, cause);
    }
}
