package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;

class ExecutionStartTest {

    private static final String STATE_MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:provision";
    private static final String EXECUTION = "arn:aws:states:us-east-1:111122223333:execution:provision:";

    private final EndedExecutions executions = new EndedExecutions();
    private final ExecutionStart start = new ExecutionStart(executions, STATE_MACHINE, new RequestSchema());
    private final ObjectNode request = (ObjectNode) sample("console/provision.json");

    @Test
    void anExecutionStartsWithTheRequestItself() {
        APIGatewayProxyResponseEvent answer = post(request.toPrettyString());
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(202);
        assertThat(executions.inputs).hasSize(1).allSatisfy((arn, input) -> {
            assertThat(body(answer).path("executionArn").textValue()).isEqualTo(arn).startsWith(EXECUTION + "nova-rig-");
            assertThat(parsed(input)).isEqualTo(request);
        });
    }

    @Test
    void theSameRequestWrittenInAnotherWayIsTheSameRequest() {
        APIGatewayProxyResponseEvent first = post(request.toString());
        ObjectNode reordered = Json.MAPPER.createObjectNode();
        reordered.set("restrictedInstanceGroups", request.get("restrictedInstanceGroups"));
        reordered.setAll(request);
        APIGatewayProxyResponseEvent again = post(reordered.toPrettyString());
        assertThat(again.getStatusCode()).isEqualTo(202);
        assertThat(body(again)).isEqualTo(body(first));
        assertThat(executions.inputs).hasSize(1);
    }

    @Test
    void anExecutionThatWasStartedWithAnEventIsRecognised() {
        post(request.toString());
        executions.inputs.replaceAll((arn, input) -> sample("api/provision.json").toString());
        assertThat(post(request.toString()).getStatusCode()).isEqualTo(202);
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsAConflict() {
        post(request.toString());
        assertThat(post(request.put("nodeRecovery", "None").toString()).getStatusCode()).isEqualTo(409);
        executions.inputs.replaceAll((arn, input) -> "[]");
        assertThat(post(request.toString()).getStatusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"clusterName\": nova}                      | line 1, column 17",
        "{\"clusterName\": \"a\", \"clusterName\": \"b\"} | gives clusterName twice",
        "{\"network\": {\"x\": 1, \"x\": 2}}           | gives network.x twice",
        "{} {}                                        | send one request object alone",
        "{\"clusterName\":                            | ends too early",
        "``                                           | is empty"
    })
    void aBodyThatIsNotOneRequestIsRefusedInWords(String body, String words) {
        APIGatewayProxyResponseEvent answer = post(body);
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(body(answer).path("message").textValue()).contains(words);
        assertThat(executions.inputs).isEmpty();
    }

    @Test
    void aDeepBodyIsRefused() {
        APIGatewayProxyResponseEvent answer = post("{\"tags\":".repeat(100_000));
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getBody()).contains("nest at most").doesNotContain("()", "Constraints");
    }

    @Test
    void placesAreCounted() {
        assertThat(post(request.put("nodeRecovery", "perhaps").toString()).getBody()).contains("in 1 place;").doesNotContain("listed");
        assertThat(post(request.put("clusterName", "-").toString()).getBody()).contains("in 2 places;");
    }

    @Test
    void aRequestThatIsWrongEverywhereGetsAnAnswerThatLambdaReturns() {
        for (int i = 0; i < 100_000; i++) {
            request.put("field-" + i, i);
        }
        APIGatewayProxyResponseEvent answer = post(request.toString());
        assertThat(body(answer).path("message").textValue()).contains("in 100000 places", "the first 100 are listed");
        assertThat(body(answer).path("violations")).hasSize(100);
        assertThat(answer.getBody().length()).isLessThan(6_000_000);
    }

    private APIGatewayProxyResponseEvent post(String body) {
        return start.answer(new APIGatewayProxyRequestEvent()
                .withBody(body)
                .withHeaders(Map.of("idempotency-key", "the-same"))
                .withRequestContext(new APIGatewayProxyRequestEvent.ProxyRequestContext()));
    }

    private static JsonNode body(APIGatewayProxyResponseEvent answer) {
        return parsed(answer.getBody());
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode sample(String file) {
        try {
            return Json.MAPPER.readTree(Path.of("../../events").resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Step Functions, in which every execution has ended: a name is not taken twice, whatever the input. */
    private static final class EndedExecutions implements SfnClient {

        private final Map<String, String> inputs = new HashMap<>();

        @Override
        public StartExecutionResponse startExecution(StartExecutionRequest request) {
            String arn = EXECUTION + request.name();
            if (inputs.putIfAbsent(arn, request.input()) != null) {
                throw ExecutionAlreadyExistsException.builder().message("Execution Already Exists: '" + arn + "'").build();
            }
            return StartExecutionResponse.builder().executionArn(arn).build();
        }

        @Override
        public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
            return DescribeExecutionResponse.builder().executionArn(request.executionArn()).input(inputs.get(request.executionArn())).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
