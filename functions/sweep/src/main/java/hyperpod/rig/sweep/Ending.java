package hyperpod.rig.sweep;

import hyperpod.rig.resources.Failure;
import java.time.Instant;

/** What Step Functions knows of how an execution of {@code provision} ended. */
sealed interface Ending {

    /**
     * Step Functions knows no execution of this name: it forgets executions 90 days after their end, and a tag can hold
     * any text.
     *
     * @param reason why it knows none
     */
    record Unknown(String reason) implements Ending {}

    /** It runs, may be redriven at any moment, or succeeded: somebody looks after what it created. */
    record NotFailed() implements Ending {}

    /**
     * It failed, timed out or was aborted.
     *
     * @param executionArn the execution's ARN
     * @param status FAILED, TIMED_OUT or ABORTED
     * @param startDate when it began
     * @param stopDate when it ended
     * @param failure the error that it ended with, as {@code rollback} takes it
     */
    record WithoutSuccess(String executionArn, String status, Instant startDate, Instant stopDate, Failure failure)
            implements Ending {}
}
