package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.core.Json;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Reports the newest execution of {@code provision} for a cluster's name. Step Functions keeps executions for 90 days.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
 */
final class ExecutionReport {

    // Executions can be started under any name, so that the inputs must be read; more would not fit the API's 29
    // seconds.
    private static final int NEWEST = 100;

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
                        "none of the newest " + NEWEST + " executions is for a cluster named '" + clusterName
                                + "'; check the name, or look into Step Functions for older ones"));
    }

    private Optional<DescribeExecutionResponse> newest(String clusterName) {
        return stepFunctions
                .listExecutionsPaginator(r -> r.stateMachineArn(stateMachineArn).maxResults(NEWEST))
                .executions()
                .stream()
                .limit(NEWEST)
                .map(ExecutionListItem::executionArn)
                .map(arn -> stepFunctions.describeExecution(r -> r.executionArn(arn)))
                .filter(execution -> StartedRequest.of(execution.input())
                        .map(request -> request.path("clusterName").asText())
                        .filter(clusterName::equals)
                        .isPresent())
                .findFirst();
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
