package hyperpod.rig.sweep;

import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;

/**
 * Executions of a state machine that have not ended: the first of them, because one is enough to say so.
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

    /**
     * Some that run, and some that wait to be redriven.
     *
     * @param most how many of each, 1 to 1,000
     */
    List<ExecutionListItem> some(int most) {
        return Stream.of(ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE)
                .flatMap(status -> inStatus(status, most).stream())
                .toList();
    }

    private List<ExecutionListItem> inStatus(ExecutionStatus status, int most) {
        ListExecutionsResponse page = stepFunctions.listExecutions(
                r -> r.stateMachineArn(stateMachineArn).statusFilter(status).maxResults(most));
        return ServiceUnavailableException.unlessMissing(
                page.hasExecutions() ? page.executions() : null, "ListExecutions.executions");
    }
}
