package hyperpod.rig.api;

import hyperpod.rig.core.Execution;
import hyperpod.rig.ledger.RollbackRecord;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Executions as Step Functions knows them now. It forgets them 90 days after their end, and then takes their names for
 * new ones.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
final class Executions {

    private final SfnClient stepFunctions;

    Executions(SfnClient stepFunctions) {
        this.stepFunctions = stepFunctions;
    }

    /** The execution of {@code provision}; empty if Step Functions has forgotten it. */
    Optional<DescribeExecutionResponse> describe(Execution execution) {
        return describe(execution.arn())
                .filter(found ->
                        execution.startDate().stream().allMatch(startDate -> isAt(startDate, found.startDate())));
    }

    /** The rollback; empty if Step Functions has forgotten it. */
    Optional<DescribeExecutionResponse> describe(RollbackRecord rollback) {
        return describe(rollback.arn());
    }

    /** The execution with this ARN, whenever it began; empty if Step Functions knows none. */
    Optional<DescribeExecutionResponse> describe(String executionArn) {
        try {
            return Optional.of(stepFunctions.describeExecution(r -> r.executionArn(executionArn)));
        } catch (ExecutionDoesNotExistException e) {
            return Optional.empty();
        }
    }

    /** Whether it has not ended yet, or will go on. */
    static boolean runs(DescribeExecutionResponse execution) {
        return execution.status() == ExecutionStatus.RUNNING || execution.status() == ExecutionStatus.PENDING_REDRIVE;
    }

    private static boolean isAt(Instant startDate, Instant found) {
        return found != null && Execution.isSameStart(startDate, found);
    }
}
