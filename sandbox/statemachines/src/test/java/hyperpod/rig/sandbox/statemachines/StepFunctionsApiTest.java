package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The engine as a service: members and errors as the API reference has them. */
class StepFunctionsApiTest {

    private static final String WAITING = World.machine(
            "\"A\": {\"Type\": \"Wait\", \"Seconds\": 100, \"Next\": \"B\"}, \"B\": {\"Type\": \"Fail\", \"Error\": \"E\"}");

    private final World world = new World(_ -> new TaskResult.Integrated());
    private final String machine = world.stepFunctions.createStateMachine("m", Definition.read(WAITING, Map.of()));
    private final StepFunctionsApi api = new StepFunctionsApi(world.stepFunctions);

    private JsonNode call(String operation, String body) {
        return World.json(api.answer(operation, World.json(body)).toString());
    }

    private String start(String name) {
        return call("StartExecution", """
                {"stateMachineArn": "%s", "name": "%s", "input": "{\\"a\\": 1}"}""".formatted(machine, name))
                .get("executionArn")
                .textValue();
    }

    private JsonNode describe(String arn) {
        return call("DescribeExecution", "{\"executionArn\": \"" + arn + "\"}");
    }

    @Test
    void anExecutionIsStartedDescribedStoppedAndRedriven() {
        String arn = start("one");
        assertThat(describe(arn)).isEqualTo(World.json("""
                {"executionArn": "%s", "stateMachineArn": "%s", "name": "one", "status": "RUNNING", "startDate": 1795564800.0,
                 "input": "{\\"a\\":1}", "inputDetails": {"included": true}, "redriveCount": 0,
                 "redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is RUNNING and cannot be redriven"}""".formatted(arn, machine)));
        world.agenda.runUntil(World.START.plusSeconds(5));
        assertThat(call("StopExecution", "{\"executionArn\": \"%s\", \"error\": \"Mine\"}".formatted(arn)))
                .isEqualTo(World.json("{\"stopDate\": 1795564805.0}"));
        assertThat(describe(arn).get("error").textValue()).isEqualTo("Mine");
        assertThat(call("RedriveExecution", "{\"executionArn\": \"%s\"}".formatted(arn)))
                .isEqualTo(World.json("{\"redriveDate\": 1795564805.0}"));
        assertThat(describe(arn).get("status").textValue()).isEqualTo("RUNNING");
        JsonNode history = call(
                "GetExecutionHistory",
                "{\"executionArn\": \"%s\", \"reverseOrder\": true, \"maxResults\": 1}".formatted(arn));
        assertThat(history.get("events").get(0).get("type").textValue()).isEqualTo("ExecutionRedriven");
        assertThat(history.get("nextToken").textValue()).isEqualTo("1");
    }

    @Test
    void listsAreFilteredAndPaged() {
        String first = start("one");
        start("two");
        world.agenda.runUntil(World.START);
        world.stepFunctions.stopExecution(first, java.util.Optional.empty(), java.util.Optional.empty());
        assertThat(call(
                        "ListExecutions",
                        "{\"stateMachineArn\": \"%s\", \"statusFilter\": \"ABORTED\"}".formatted(machine)))
                .isEqualTo(World.json("""
                        {"executions": [{"executionArn": "%s", "stateMachineArn": "%s", "name": "one", "status": "ABORTED",
                          "startDate": 1795564800.0, "stopDate": 1795564800.0, "redriveCount": 0}]}""".formatted(first, machine)));
        JsonNode page = call("ListExecutions", "{\"stateMachineArn\": \"%s\", \"maxResults\": 1}".formatted(machine));
        assertThat(page.at("/executions/0/name").textValue())
                .as("the newest first")
                .isEqualTo("two");
        JsonNode next = call(
                "ListExecutions",
                "{\"stateMachineArn\": \"%s\", \"maxResults\": 1, \"nextToken\": \"%s\"}"
                        .formatted(machine, page.get("nextToken").textValue()));
        assertThat(next.at("/executions/0/name").textValue()).isEqualTo("one");
        assertThat(next.has("nextToken")).isFalse();
    }

    @Test
    void aDescriptionMayBeLate() {
        world.stepFunctions.describeLate(Duration.ofSeconds(30));
        String arn = start("one");
        assertThatExceptionOfType(StepFunctionsException.class).isThrownBy(() -> describe(arn));
        world.agenda.runUntil(World.START.plusSeconds(50));
        world.stepFunctions.stopExecution(arn, java.util.Optional.empty(), java.util.Optional.empty());
        assertThat(describe(arn).get("status").textValue()).isEqualTo("RUNNING");
        world.agenda.runUntil(World.START.plusSeconds(70));
        world.stepFunctions.redriveExecution(arn);
        assertThat(describe(arn).get("status").textValue()).isEqualTo("RUNNING");
        world.agenda.runUntil(World.START.plusSeconds(90));
        assertThat(describe(arn).get("status").textValue()).isEqualTo("ABORTED");
        world.agenda.runUntil(World.START.plusSeconds(100));
        assertThat(describe(arn).get("status").textValue()).isEqualTo("RUNNING");
        assertThat(describe(arn).get("redriveCount").intValue()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsRefusedByItsName() {
        refused("StartExecution", "{\"stateMachineArn\": \"arn:aws:states:x\"}", "StateMachineDoesNotExist");
        refused(
                "StartExecution",
                "{\"stateMachineArn\": \"%s\", \"input\": \"{\"}".formatted(machine),
                "InvalidExecutionInput");
        refused("DescribeExecution", "{\"executionArn\": \"nova\"}", "InvalidArn");
        refused("DescribeExecution", "{}", "ValidationException");
        refused("DescribeExecution", "{\"executionArn\": \"arn:aws:states:x\"}", "ExecutionDoesNotExist");
        refused("CreateActivity", "{}", "UnknownOperationException");
    }

    private void refused(String operation, String body, String code) {
        assertThatExceptionOfType(StepFunctionsException.class)
                .isThrownBy(() -> call(operation, body))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
