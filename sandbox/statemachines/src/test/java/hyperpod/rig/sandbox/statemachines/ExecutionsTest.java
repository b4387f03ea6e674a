package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executions as a whole: names, ends, histories, events, and one that waits for another. */
class ExecutionsTest {

    private static final String WAITING = World.machine("\"A\": {\"Type\": \"Wait\", \"Seconds\": 100, \"End\": true}");
    private static final String NESTED = "arn:aws:states:us-east-1:111122223333:stateMachine:nested";
    private static final String PARENT = World.machine("""
            "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "TimeoutSeconds": 60,
              "Arguments": {"StateMachineArn": "%s", "Name": "child", "Input": {"n": "{%% 1 + 1 %%}"}},
              "Output": "{%% $states.result %%}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B"},
            "B": {"Type": "Succeed"}""".formatted(NESTED));

    private final World world = new World(call -> new TaskResult.Integrated());

    @Test
    void aHistoryHasAWSsEventsWithTheirIds() {
        Execution execution = new World(call -> new TaskResult.Succeeded(World.json("{}")))
                .runToEnd(World.machine("""
                "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
                "B": {"Type": "Wait", "Seconds": 1, "Next": "C"},
                "C": {"Type": "Choice", "Choices": [{"Condition": "{%% true %%}", "Next": "D"}]},
                "D": %s, "E": {"Type": "Succeed"}""".formatted(World.task("\"Next\": \"E\""))), "{\"a\": 1}");
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .containsExactly(
                        "ExecutionStarted",
                        "PassStateEntered",
                        "PassStateExited",
                        "WaitStateEntered",
                        "WaitStateExited",
                        "ChoiceStateEntered",
                        "ChoiceStateExited",
                        "TaskStateEntered",
                        "LambdaFunctionScheduled",
                        "LambdaFunctionStarted",
                        "LambdaFunctionSucceeded",
                        "TaskStateExited",
                        "SucceedStateEntered",
                        "SucceedStateExited",
                        "ExecutionSucceeded");
        assertThat(execution.history()).extracting(HistoryEvent::id).containsExactly(ids(1, 15));
        assertThat(execution.history().get(1).previousEventId()).isZero();
        assertThat(execution.history().stream().skip(2).map(HistoryEvent::previousEventId))
                .containsExactly(ids(2, 14));
        assertThat(execution.history().get(2).json()).isEqualTo(World.json("""
                {"timestamp": "2026-11-25T00:00:00Z", "type": "PassStateExited", "id": 3, "previousEventId": 2,
                 "stateExitedEventDetails": {"name": "A", "output": "{\\"a\\":1}", "assignedVariables": {"x": "1"}}}"""));
    }

    private static Long[] ids(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toArray(Long[]::new);
    }

    @Test
    void aNestedExecutionGivesItsOutputAsJson() {
        nested(World.machine(
                "\"A\": {\"Type\": \"Pass\", \"Output\": {\"was\": \"{% $states.input.n %}\"}, \"End\": true}"));
        Execution parent = world.runToEnd(PARENT, "{}");
        JsonNode result = parent.output().orElseThrow();
        assertThat(result.get("Output")).isEqualTo(World.json("{\"was\": 2}"));
        assertThat(result.get("Input")).isEqualTo(World.json("{\"n\": 2}"));
        assertThat(result.get("Status").textValue()).isEqualTo("SUCCEEDED");
        assertThat(result.get("ExecutionArn").textValue()).endsWith(":execution:nested:child");
        assertThat(result.get("StartDate").longValue()).isEqualTo(World.START.toEpochMilli());
        assertThat(parent.history())
                .extracting(HistoryEvent::type)
                .startsWith(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSubmitted",
                        "TaskSucceeded",
                        "TaskStateExited");
    }

    @Test
    void aNestedExecutionThatFailsIsAFailedTask() {
        nested(World.machine("\"A\": {\"Type\": \"Fail\", \"Error\": \"Own\", \"Cause\": \"because\"}"));
        Execution parent = world.runToEnd(PARENT, "{}");
        JsonNode caught = parent.output().orElseThrow();
        assertThat(caught.get("Error").textValue()).isEqualTo("States.TaskFailed");
        JsonNode cause = World.json(caught.get("Cause").textValue());
        assertThat(cause.get("Error").textValue()).isEqualTo("Own");
        assertThat(cause.get("Cause").textValue()).isEqualTo("because");
        assertThat(cause.get("Status").textValue()).isEqualTo("FAILED");
    }

    @Test
    void aNestedExecutionThatCannotBeStartedIsAnErrorOfTheService() {
        assertThat(world.runToEnd(PARENT, "{}")
                        .output()
                        .orElseThrow()
                        .get("Error")
                        .textValue())
                .isEqualTo("StepFunctions.StateMachineDoesNotExistException");
        World second = new World(call -> new TaskResult.Integrated());
        String arn = second.stepFunctions.createStateMachine("nested", Definition.read(WAITING, Map.of()));
        second.stepFunctions.startExecution(arn, Optional.of("child"), World.json("{}"));
        assertThat(second.runToEnd(PARENT, "{}")
                        .output()
                        .orElseThrow()
                        .get("Error")
                        .textValue())
                .isEqualTo("StepFunctions.ExecutionAlreadyExistsException");
    }

    /** The guide: a best effort. Both outcomes are possible. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNestedExecutionThatNobodyWaitsForIsStopped(boolean stopped) {
        Settings settings =
                Settings.withSeed(1).answering(stopped ? Set.of(OpenQuestion.NESTED_EXECUTION_IS_STOPPED) : Set.of());
        for (boolean byTimeout : new boolean[] {true, false}) {
            World one = new World(settings, call -> new TaskResult.Integrated(), new ExecutionObserver() {});
            one.stepFunctions.createStateMachine("nested", Definition.read(WAITING, Map.of()));
            Execution parent = one.start(PARENT, "{}");
            one.agenda.runUntil(World.START.plusSeconds(10));
            if (!byTimeout) {
                one.stepFunctions.stopExecution(parent.arn(), Optional.empty(), Optional.empty());
            }
            one.agenda.runAll();
            Execution child = one.stepFunctions.executions().getLast();
            assertThat(child.name()).isEqualTo("child");
            assertThat(child.status()).isEqualTo(stopped ? ExecutionStatus.ABORTED : ExecutionStatus.SUCCEEDED);
            assertThat(parent.status()).isEqualTo(byTimeout ? ExecutionStatus.SUCCEEDED : ExecutionStatus.ABORTED);
        }
    }

    @Test
    void anExecutionThatIsStoppedSaysWhatItsStopperSaid() {
        Execution execution = world.start(WAITING, "{}");
        world.agenda.runUntil(World.START.plusSeconds(5));
        world.stepFunctions.stopExecution(execution.arn(), Optional.of("Mine"), Optional.of("enough"));
        world.agenda.runAll();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(5));
        assertThat(execution.history().getLast().json()).isEqualTo(World.json("""
                {"timestamp": "2026-11-25T00:00:05Z", "type": "ExecutionAborted", "id": 3, "previousEventId": 0,
                 "executionAbortedEventDetails": {"error": "Mine", "cause": "enough"}}"""));
        world.stepFunctions.stopExecution(execution.arn(), Optional.of("Later"), Optional.empty());
        assertThat(execution.error()).contains("Mine");
        assertThatThrownBy(() -> world.stepFunctions.stopExecution("arn:x", Optional.empty(), Optional.empty()))
                .hasMessageContaining("Does Not Exist");
    }

    @Test
    void anExecutionTimesOutWithoutAnError() {
        Execution execution =
                world.runToEnd(WAITING.replace("\"StartAt\"", "\"TimeoutSeconds\": 99, \"StartAt\""), "{}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(99));
        assertThat(execution.error()).isEmpty();
        assertThat(execution.history().getLast().type()).isEqualTo("ExecutionTimedOut");
    }

    @Test
    void aStandardExecutionEndsAfterAYear() {
        Execution execution = world.runToEnd(World.machine("""
                "A": {"Type": "Wait", "Seconds": 99999999, "End": true}"""), "{}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    }

    @Test
    void theEventsOfAnExecutionAreAsEventBridgeDeliversThem() {
        Execution execution = world.start(World.machine("""
                "A": {"Type": "Wait", "Seconds": 5, "Next": "B"}, "B": {"Type": "Fail", "Error": "E", "Cause": "c"}"""), "{\"a\": 1}");
        world.agenda.runUntil(World.START);
        assertThat(world.events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/detail/status").textValue()).isEqualTo("RUNNING"));
        world.agenda.runAll();
        assertThat(world.events).hasSize(2);
        JsonNode event = world.events.getLast();
        assertThat(event.get("detail")).isEqualTo(World.json("""
                {"executionArn": "%s", "stateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:machine", "name": "one",
                 "status": "FAILED", "startDate": 1795564800000, "stopDate": 1795564805000, "input": "{\\"a\\":1}",
                 "inputDetails": {"included": true}, "output": null, "outputDetails": null, "error": "E", "cause": "c"}""".formatted(execution.arn())));
        assertThat(event.get("source").textValue()).isEqualTo("aws.states");
        assertThat(event.get("detail-type").textValue()).isEqualTo("Step Functions Execution Status Change");
        assertThat(event.get("resources").get(0).textValue()).isEqualTo(execution.arn());
    }

    @Test
    void anEventMayComeWithoutErrorAndWithoutLargeData() {
        World one = new World(
                Settings.withSeed(1).answering(Set.of()),
                call -> new TaskResult.Integrated(),
                new ExecutionObserver() {});
        one.runToEnd(World.machine("\"A\": {\"Type\": \"Fail\", \"Error\": \"E\"}"), '"' + "x".repeat(254_000) + '"');
        JsonNode detail = one.events.getLast().get("detail");
        assertThat(detail.has("error")).isFalse();
        assertThat(detail.has("cause")).isFalse();
        assertThat(detail.get("input").isNull()).isTrue();
        assertThat(detail.at("/inputDetails/included").booleanValue()).isFalse();
    }

    @Test
    void aNameBelongsToOneExecutionForNinetyDays() {
        String arn = world.stepFunctions.createStateMachine("machine", Definition.read(WAITING, Map.of()));
        Execution first = world.stepFunctions.startExecution(arn, Optional.of("one"), World.json("{}"));
        assertThat(world.stepFunctions.startExecution(arn, Optional.of("one"), World.json("{}")))
                .isSameAs(first);
        assertThatThrownBy(() -> world.stepFunctions.startExecution(arn, Optional.of("one"), World.json("{\"a\": 1}")))
                .satisfies(refused ->
                        assertThat(((StepFunctionsException) refused).code()).isEqualTo("ExecutionAlreadyExists"));
        world.agenda.runAll();
        assertThatThrownBy(() -> world.stepFunctions.startExecution(arn, Optional.of("one"), World.json("{}")))
                .isInstanceOf(StepFunctionsException.class);
        world.agenda.runUntil(first.stopDate().orElseThrow().plus(Duration.ofDays(90)));
        assertThat(world.stepFunctions.startExecution(arn, Optional.of("one"), World.json("{}")))
                .isNotSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "a/b", "a:b", "a\"", "a\\", "a*", "a?", "a<b", "a{b", "a%", "a#", "a^", "a|", "a~", "a`",
                "a$", "a&", "a,", "a;", "a\u0001", "a\u0085"
            })
    void someNamesAreRefused(String name) {
        String arn = world.stepFunctions.createStateMachine("machine", Definition.read(WAITING, Map.of()));
        assertThatThrownBy(() -> world.stepFunctions.startExecution(arn, Optional.of(name), World.json("{}")))
                .hasMessageContaining("Invalid Name");
        assertThatThrownBy(() -> world.stepFunctions.startExecution(arn, Optional.of("x".repeat(81)), World.json("{}")))
                .hasMessageContaining("Invalid Name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nova-1", "!'()", "a.b_c+d=e@f", "é"})
    void othersAreTaken(String name) {
        String arn = world.stepFunctions.createStateMachine("machine", Definition.read(WAITING, Map.of()));
        assertThat(world.stepFunctions
                        .startExecution(arn, Optional.of(name), World.json("{}"))
                        .arn())
                .endsWith(":" + name);
    }

    @Test
    void anInputBeyondTheQuotaIsRefused() {
        String arn = world.stepFunctions.createStateMachine("machine", Definition.read(WAITING, Map.of()));
        JsonNode input = World.json('"' + "x".repeat(262_143) + '"');
        assertThatThrownBy(() -> world.stepFunctions.startExecution(arn, Optional.empty(), input))
                .hasMessageContaining("262144");
    }

    /** AWS keeps the last of 25,000 events for the end. */
    @Test
    void aHistoryThatIsFullEndsTheExecution() {
        Execution execution = world.runToEnd(World.machine("""
                "A": {"Type": "Wait", "Seconds": 1, "Next": "B"},
                "B": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "C"}], "Default": "A"},
                "C": {"Type": "Succeed"}"""), "{}");
        assertThat(execution.history()).hasSize(25_000);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).contains("States.Runtime");
        assertThat(execution.cause()).contains("The execution reached the maximum number of history events (25000).");
    }

    @Test
    void aTaskMayAskHowAnExecutionStands() {
        String describe = World.machine("""
                "A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution", "Arguments": {"ExecutionArn": "{%% %s %%}"},
                  "Catch": [{"ErrorEquals": ["Sfn.ExecutionDoesNotExistException"], "Next": "B"}], "Next": "B"},
                "B": {"Type": "Succeed"}""");
        Execution found = world.runToEnd(describe.formatted("$states.context.Execution.Id"), "{\"a\": 1}");
        assertThat(found.output().orElseThrow().get("Status").textValue()).isEqualTo("RUNNING");
        assertThat(found.output().orElseThrow().get("Input").textValue()).isEqualTo("{\"a\":1}");
        assertThat(new World(call -> new TaskResult.Integrated())
                        .runToEnd(describe.formatted("'arn:x'"), "{}")
                        .output()
                        .orElseThrow()
                        .get("Error")
                        .textValue())
                .isEqualTo("Sfn.ExecutionDoesNotExistException");
    }

    @Test
    void aTaskMayReadHowAnExecutionEnded() {
        Execution failed =
                world.runToEnd(World.machine("\"A\": {\"Type\": \"Fail\", \"Error\": \"E\", \"Cause\": \"c\"}"), "{}");
        String arn = world.stepFunctions.createStateMachine(
                "reader", Definition.read(World.machine("""
                "A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:getExecutionHistory", "End": true,
                  "Arguments": {"ExecutionArn": "%s", "ReverseOrder": true, "MaxResults": 1}}""".formatted(failed.arn())), Map.of()));
        Execution reader = world.stepFunctions.startExecution(arn, Optional.empty(), World.json("{}"));
        world.agenda.runAll();
        assertThat(reader.output()).contains(World.json("""
                {"Events": [{"Timestamp": "2026-11-25T00:00:00Z", "Type": "ExecutionFailed", "Id": 3, "PreviousEventId": 2,
                  "ExecutionFailedEventDetails": {"Error": "E", "Cause": "c"}}]}"""));
    }

    @Test
    void aMessageNeedsATopic() {
        String publish = World.machine("""
                "A": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": {%s"Message": "hello"}, "End": true}""");
        assertThat(world.runToEnd(publish.formatted("\"TopicArn\": \"arn:t\", "), "{}")
                        .output()
                        .orElseThrow()
                        .has("MessageId"))
                .isTrue();
        assertThat(new World(call -> new TaskResult.Integrated())
                        .runToEnd(publish.formatted(""), "{}")
                        .error())
                .contains("SNS.InvalidParameterException");
    }

    @ParameterizedTest
    @EnumSource(OpenQuestion.class)
    void theSameSeedGivesTheSameRun(OpenQuestion question) {
        assertThat(story(7, question)).isEqualTo(story(7, question)).isNotEqualTo(story(8, question));
    }

    private static String story(long seed, OpenQuestion question) {
        World one = new World(
                Settings.withSeed(seed).answering(Set.of(question)),
                call -> call.resource().contains("lambda")
                        ? new TaskResult.Failed("E", "")
                        : new TaskResult.Integrated(),
                new ExecutionObserver() {});
        Execution execution = one.runToEnd(World.machine("\"A\": " + World.task("""
                "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 6, "JitterStrategy": "FULL"}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "Output": "{% $uuid() & $random() %}"}], "Next": "B\"""") + """
                , "B": {"Type": "Succeed"}"""), "{}");
        return execution.history().stream()
                        .map(event -> event.json().toString())
                        .toList()
                + one.events.toString();
    }

    private void nested(String definition) {
        world.stepFunctions.createStateMachine("nested", Definition.read(definition, Map.of()));
    }
}
