package hyperpod.rig.api;

import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * The state that an execution entered last.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html">GetExecutionHistory</a>
 */
final class CurrentStep {

    /** A state that is repeated at every retry leaves some 100 events. Pages may hold fewer than they could. */
    private static final int EVENTS_PER_PAGE = 200;

    private static final int PAGES = 5;

    private final SfnClient stepFunctions;

    CurrentStep(SfnClient stepFunctions) {
        this.stepFunctions = stepFunctions;
    }

    /** Empty if it has entered none, or not among its newest events. */
    Optional<String> of(String executionArn) {
        return stepFunctions
                .getExecutionHistoryPaginator(r -> r.executionArn(executionArn)
                        .reverseOrder(true)
                        .includeExecutionData(false)
                        .maxResults(EVENTS_PER_PAGE))
                .stream()
                .limit(PAGES)
                .map(GetExecutionHistoryResponse::events)
                .flatMap(events -> events.stream())
                .filter(event -> event.stateEnteredEventDetails() != null)
                .map(HistoryEvent::stateEnteredEventDetails)
                .map(entered -> entered.name())
                .findFirst();
    }
}
