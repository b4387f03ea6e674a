package hyperpod.rig.sandbox.statemachines;

/** Where AWS's documents leave something open, or AWS was seen to do otherwise: a run is tried with both answers. */
public enum OpenQuestion {
    /**
     * Whether a Retry or Catch of States.ALL takes States.DataLimitExceeded. The developer guide says that it does not;
     * recorded answers of AWS to a function whose result is too large (LocalStack's tests, 2024) say that it does.
     */
    STATES_ALL_TAKES_DATA_LIMIT_EXCEEDED,
    /**
     * Whether the status-change event carries {@code error} and {@code cause}. They are not in the documented fields.
     */
    STATUS_CHANGE_HAS_ERROR_AND_CAUSE,
    /**
     * Whether a nested execution is stopped with the task that waits for it. The guide calls it a best effort.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html">Run a job
     *     (.sync)</a>
     */
    NESTED_EXECUTION_IS_STOPPED
}
