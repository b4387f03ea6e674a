package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.core.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Reports the newest execution of {@code provision} for a cluster's name. Step Functions keeps executions for 90 days.
 * The number of calls does not grow with the number of executions: Step Functions grants an account few of them a
 * second, which the workflow needs as well.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
 */
final class ExecutionReport {

    /** What ListExecutions returns at most in one answer. */
    private static final int LISTED = 1_000;

    /**
     * Executions of any name can be started from the console or by an event, so that their inputs must be read. Of
     * those that the API started, the name says for which cluster.
     */
    private static final int INPUTS_READ = 10;

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    ExecutionReport(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /**
     * What GET answers.
     *
     * @param status RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED
     * @param currentStep the state that was entered last
     * @param result the execution's output, if it succeeded
     * @param error name of the error that it ended with
     * @param cause the failure and what remains, if it failed
     */
    record Report(
            String clusterName,
            String executionArn,
            String status,
            Optional<String> currentStep,
            Instant startDate,
            Optional<Instant> stopDate,
            Optional<JsonNode> result,
            Optional<String> error,
            Optional<JsonNode> cause) {}

    /** 200 with a {@link Report}, or 404. */
    APIGatewayProxyResponseEvent answer(String clusterName) {
        return newest(clusterName)
                .map(execution -> {
                    ApiHandler.logExecution(execution.name());
                    return Answers.of(200, report(clusterName, execution));
                })
                .orElseGet(() -> Answers.error(
                        404,
                        "no execution for a cluster named '" + clusterName
                                + "' was found; check the name. Looked at were the"
                                + " newest " + LISTED
                                + " executions: those that the API started, and the inputs of the newest "
                                + INPUTS_READ + " others. Step Functions has older ones"));
    }

    private Optional<DescribeExecutionResponse> newest(String clusterName) {
        List<ExecutionListItem> newestFirst = stepFunctions
                .listExecutions(r -> r.stateMachineArn(stateMachineArn).maxResults(LISTED))
                .executions();
        return newestFirst.stream()
                .filter(execution ->
                        !StartedName.isFromApi(execution.name()) || StartedName.isFor(clusterName, execution.name()))
                .limit(INPUTS_READ)
                .map(execution -> describedFor(clusterName, execution))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> newestFirst.stream()
                        .filter(execution -> StartedName.isFor(clusterName, execution.name()))
                        .findFirst()
                        .flatMap(execution -> describedFor(clusterName, execution)));
    }

    private Optional<DescribeExecutionResponse> describedFor(String clusterName, ExecutionListItem listed) {
        DescribeExecutionResponse execution =
                stepFunctions.describeExecution(r -> r.executionArn(listed.executionArn()));
        return StartedRequest.of(execution.input())
                .filter(request -> request.path("clusterName").asText().equals(clusterName))
                .map(_ -> execution);
    }

    private Report report(String clusterName, DescribeExecutionResponse execution) {
        return new Report(
                clusterName,
                execution.executionArn(),
                execution.statusAsString(),
                currentStep(execution.executionArn()),
                execution.startDate(),
                Optional.ofNullable(execution.stopDate()),
                Optional.ofNullable(execution.output()).map(ExecutionReport::parsed),
                Optional.ofNullable(execution.error()),
                Optional.ofNullable(execution.cause()).map(ExecutionReport::parsed));
    }

    private Optional<String> currentStep(String executionArn) {
        return stepFunctions
                .getExecutionHistoryPaginator(
                        r -> r.executionArn(executionArn).reverseOrder(true).includeExecutionData(false))
                .events()
                .stream()
                .filter(event -> event.stateEnteredEventDetails() != null)
                .map(HistoryEvent::stateEnteredEventDetails)
                .map(entered -> entered.name())
                .findFirst();
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(json);
        }
    }
}
