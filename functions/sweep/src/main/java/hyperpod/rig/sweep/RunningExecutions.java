package hyperpod.rig.sweep;

import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * The executions of a state machine that have not ended.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
 */
final class RunningExecutions {

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    RunningExecutions(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /** Those that run, and those that wait to be redriven. */
    List<ExecutionListItem> all() {
        return Stream.of(ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE)
                .flatMap(this::inStatus)
                .toList();
    }

    private Stream<ExecutionListItem> inStatus(ExecutionStatus status) {
        return stepFunctions
                .listExecutionsPaginator(r -> r.stateMachineArn(stateMachineArn).statusFilter(status))
                .stream()
                .map(page -> page.hasExecutions() ? page.executions() : null)
                .flatMap(page -> ServiceUnavailableException.unlessMissing(page, "ListExecutions.executions").stream());
    }
}
