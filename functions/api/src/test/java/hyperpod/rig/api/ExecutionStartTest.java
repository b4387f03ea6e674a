package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import hyperpod.rig.testkit.StateMachineExecution;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;

class ExecutionStartTest {

    private static final RequestSchema SCHEMA = new RequestSchema();

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final World world = new World(account);
    private final ExecutionStart start =
            new ExecutionStart(world.ledger, account.client(SfnClient.builder()), AwsAccount.PROVISION, SCHEMA);
    private final ObjectNode request = SampleRequest.json();

    @Test
    void anExecutionStartsWithTheRequestItself() {
        APIGatewayProxyResponseEvent answer = post(request.toPrettyString());
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(202);
        assertThat(account.executions()).singleElement().satisfies(execution -> {
            assertThat(body(answer).path("executionArn").textValue())
                    .isEqualTo(execution.arn())
                    .startsWith(AwsAccount.execution("nova-rig-"));
            assertThat(execution.get("stateMachineArn")).isEqualTo(AwsAccount.PROVISION);
            assertThat(JsonText.parsed(execution.get("input"))).isEqualTo(request);
        });
        assertThat(body(answer).path("clusterName").textValue()).isEqualTo("nova-rig");
        assertThat(answer.getHeaders())
                .containsEntry("Location", "clusters/nova-rig")
                .containsEntry("Content-Type", "application/json");
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
        assertThat(account.executions()).hasSize(1);
    }

    /** Step Functions itself is idempotent only while the execution runs. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "SUCCEEDED", "FAILED"})
    void theSameKeyAndRequestStartOnceWhateverBecameOfIt(String status) {
        APIGatewayProxyResponseEvent first = post(request.toString());
        account.executions().forEach(execution -> execution.status(status));
        APIGatewayProxyResponseEvent again = post(request.toString());
        assertThat(again.getStatusCode()).isEqualTo(202);
        assertThat(body(again)).isEqualTo(body(first));
        assertThat(account.executions()).hasSize(1);
    }

    /** The name becomes a tag; Step Functions would take more characters than a tag. */
    @Test
    void theNameCanBeATagWhateverTheKeyIs() {
        request.put("clusterName", "a".repeat(63));
        for (String key : List.of("it's (mine)!", "\u20ac", "")) {
            APIGatewayProxyRequestEvent event = event(request.toString()).withHeaders(Map.of("Idempotency-Key", key));
            assertThat(start.answer(event).getStatusCode()).isEqualTo(202);
        }
        assertThat(account.executions())
                .hasSize(3)
                .allSatisfy(execution -> assertThat(execution.get("name")).matches("[a-zA-Z0-9-]{1,80}"));
    }

    @Test
    void anAnswerThatGetsLostStartsOneExecution() {
        account.losesAnswer("StartExecution", 1);
        assertThat(post(request.toString()).getStatusCode()).isEqualTo(202);
        assertThat(account.executions()).hasSize(1);
        assertThat(account.calls("StartExecution")).hasSizeGreaterThan(1);
    }

    @Test
    void aBodyThatIsFarTooLargeIsNotRead() {
        APIGatewayProxyResponseEvent answer = post("{\"restrictedInstanceGroups\": [" + "{},".repeat(500_000) + "{}]}");
        assertThat(answer.getStatusCode()).isEqualTo(413);
        assertThat(body(answer).path("message").textValue()).contains("1 MiB", "256 KiB");
    }

    @Test
    void anotherKeyAndAnotherNameAreOtherExecutions() {
        post(request.toString());
        start.answer(event(request.toString()).withHeaders(Map.of("Idempotency-Key", "another")));
        post(request.put("clusterName", "supernova").toString());
        assertThat(account.executions()).hasSize(3);
    }

    /** Then every call of the API is a request of its own. */
    @Test
    void withoutAKeyTheCallsOwnIdIsTheKey() {
        List<String> arns = Stream.of("request-1", "request-2", "request-1")
                .map(id -> start.answer(event(request.toString())
                        .withHeaders(null)
                        .withRequestContext(new APIGatewayProxyRequestEvent.ProxyRequestContext().withRequestId(id))))
                .map(answer -> body(answer).path("executionArn").textValue())
                .toList();
        assertThat(arns.get(0)).isNotEqualTo(arns.get(1)).isEqualTo(arns.get(2));
    }

    /** Then it takes the name for a new execution. */
    @Test
    void theSameKeyAndRequestStartOnceEvenWhenStepFunctionsHasForgottenIt() {
        APIGatewayProxyResponseEvent first = post(request.toString());
        beginsItsEntry();
        account.executions().forEach(StateMachineExecution::gone);
        assertThat(body(post(request.toString()))).isEqualTo(body(first));
        assertThat(post(request.put("nodeRecovery", "None").toString()).getStatusCode())
                .isEqualTo(409);
        assertThat(account.calls("StartExecution")).hasSize(1);
    }

    /** Nothing says that it started. */
    @Test
    void aStartThatFailedIsMadeUpForByTheSameRequest() {
        account.fails("StartExecution", "AccessDeniedException", 400);
        assertThat(Answers.to(() -> post(request.toString())).getStatusCode()).isEqualTo(500);
        account.recovers("StartExecution");
        assertThat(post(request.toString()).getStatusCode()).isEqualTo(202);
        assertThat(account.executions()).hasSize(1);
    }

    @Test
    void withoutTheLedgerNothingStarts() {
        account.fails("UpdateItem", "InternalServerError", 500);
        assertThat(Answers.to(() -> post(request.toString())).getStatusCode()).isEqualTo(503);
        assertThat(account.executions()).isEmpty();
    }

    @Test
    void theLedgerKnowsWhoAskedFirst() {
        start.answer(event(request.toString()).withRequestContext(World.call().getRequestContext()));
        assertThat(beginsItsEntry().requestedBy()).contains(World.CALLER);
    }

    @Test
    void anExecutionOfThisNameThatAPersonStartedForAnotherRequestIsAConflict() {
        String name = StartedName.of("nova-rig", "the-same");
        world.ledger.begin(
                new Execution(name, AwsAccount.execution(name), Optional.of(World.BEGAN)),
                request.deepCopy().put("nodeRecovery", "None"));
        assertThat(post(request.toString()).getStatusCode()).isEqualTo(409);
        assertThat(account.executions()).isEmpty();
    }

    private LedgerEntry beginsItsEntry() {
        StateMachineExecution execution = account.executions().getFirst();
        return world.ledger.begin(
                new Execution(execution.get("name"), execution.arn(), Optional.of(AwsAccount.NOW)),
                JsonText.parsed(execution.get("input")));
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsAConflict() {
        post(request.toString());
        APIGatewayProxyResponseEvent conflict =
                post(request.deepCopy().put("nodeRecovery", "None").toString());
        assertThat(conflict.getStatusCode()).isEqualTo(409);
        assertThat(body(conflict).path("message").textValue())
                .contains("Idempotency-Key was used before", "GET /clusters/nova-rig");
        account.executions().forEach(execution -> execution.status("SUCCEEDED"));
        assertThat(post(request.deepCopy().put("nodeRecovery", "None").toString())
                        .getStatusCode())
                .isEqualTo(409);
        assertThat(account.executions()).hasSize(1);
    }

    @Test
    void aBodyInBase64IsDecoded() {
        String encoded = Base64.getEncoder().encodeToString(request.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(start.answer(event(encoded).withIsBase64Encoded(true)).getStatusCode())
                .isEqualTo(202);
        assertThat(start.answer(event("%").withIsBase64Encoded(true)).getStatusCode())
                .isEqualTo(400);
    }

    @Test
    void moreThanStepFunctionsTakesIsTooLarge() {
        ArrayNode groups = (ArrayNode) request.get("restrictedInstanceGroups");
        ObjectNode group = (ObjectNode) groups.get(0);
        group.put("executionRoleArn", "arn:aws:iam::111122223333:role/" + "path/".repeat(380) + "nova-rig");
        group.put("trainingPlanArn", "arn:aws:sagemaker:us-east-1:111122223333:training-plan/" + "x".repeat(1_900));
        for (int i = 1; i < 100; i++) {
            groups.add(group.deepCopy().put("name", "rig-" + (i + 1)));
        }
        APIGatewayProxyResponseEvent answer = post(request.toString());
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(413);
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void stepFunctionsThatThrottlesIsForTheEdgeToAnswer() {
        account.fails("StartExecution", "ServiceUnavailable", 503);
        assertThat(Answers.to(() -> post(request.toString())).getStatusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
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
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void aDeepBodyIsRefused() {
        APIGatewayProxyResponseEvent answer = post("{\"tags\":".repeat(100_000));
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getBody()).contains("nest at most").doesNotContain("()", "Constraints");
    }

    @Test
    void placesAreCounted() {
        assertThat(post(request.put("nodeRecovery", "perhaps").toString()).getBody())
                .contains("in 1 place;")
                .doesNotContain("listed");
        assertThat(post(request.put("clusterName", "-").toString()).getBody()).contains("in 2 places;");
    }

    @Test
    void aRequestThatIsWrongEverywhereGetsAnAnswerThatLambdaReturns() {
        for (int i = 0; i < 50_000; i++) {
            request.put("field-" + i, i);
        }
        APIGatewayProxyResponseEvent answer = post(request.toString());
        assertThat(body(answer).path("message").textValue()).contains("in 50000 places", "the first 100 are listed");
        assertThat(body(answer).path("violations")).hasSize(100);
        assertThat(answer.getBody().length()).isLessThan(6_000_000);
    }

    private APIGatewayProxyResponseEvent post(String body) {
        return start.answer(event(body));
    }

    private static APIGatewayProxyRequestEvent event(String body) {
        return new APIGatewayProxyRequestEvent()
                .withBody(body)
                .withHeaders(Map.of("idempotency-key", "the-same"))
                .withRequestContext(new APIGatewayProxyRequestEvent.ProxyRequestContext());
    }

    private static JsonNode body(APIGatewayProxyResponseEvent answer) {
        return JsonText.parsed(answer.getBody());
    }
}
