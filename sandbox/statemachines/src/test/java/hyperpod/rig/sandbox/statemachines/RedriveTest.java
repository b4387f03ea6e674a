package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hyperpod.rig.sandbox.statemachines.definition.Definition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Redrive as the developer guide and the API reference have it. */
class RedriveTest {

    private static final TaskResult DONE = new TaskResult.Succeeded(World.json("{\"done\": true}"));
    private static final TaskResult INTEGRATED = new TaskResult.Integrated();
    private static final TaskResult REFUSED = new TaskResult.Failed("E", "no");
    private static final String TASK = World.machine(
            "\"A\": {\"Type\": \"Pass\", \"Assign\": {\"x\": 1}, \"Next\": \"B\"}, \"B\": " + World.task("""
                    "Arguments": {"x": "{% $x %}", "redriven": "{% $states.context.Execution.RedriveCount %}"}, "TimeoutSeconds": 60,
                    "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 1}], "End": true"""));

    private final Deque<TaskResult> answers = new ArrayDeque<>();
    private final World world = new World(call -> answers.isEmpty() ? DONE : answers.remove());

    /** The steps that succeeded are not run again; the task has all its repetitions again. */
    @Test
    void itGoesOnFromTheStateThatFailed() {
        answers.addAll(List.of(REFUSED, REFUSED, REFUSED));
        Execution execution = world.runToEnd(TASK, "{\"a\": 1}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        world.stepFunctions.redriveExecution(execution.arn());
        assertThat(execution.isRunning()).isTrue();
        assertThat(execution.error()).isEmpty();
        world.agenda.runAll();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(world.calls)
                .extracting(TaskCall::attempt, call -> call.arguments().toString())
                .extracting(Object::toString)
                .containsExactly(
                        "(0, \"{\"x\":1,\"redriven\":0}\")",
                        "(1, \"{\"x\":1,\"redriven\":0}\")",
                        "(0, \"{\"x\":1,\"redriven\":1}\")",
                        "(1, \"{\"x\":1,\"redriven\":1}\")");
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .containsSubsequence("PassStateExited", "LambdaFunctionFailed", "ExecutionFailed", "ExecutionRedriven")
                .endsWith(
                        "LambdaFunctionScheduled",
                        "LambdaFunctionStarted",
                        "LambdaFunctionSucceeded",
                        "TaskStateExited",
                        "ExecutionSucceeded")
                .filteredOn(type -> type.equals("PassStateEntered"))
                .hasSize(1);
        assertThat(execution.input()).isEqualTo(World.json("{\"a\": 1}"));
    }

    @Test
    void itsEventsSayThatItRunsAgain() {
        answers.addAll(List.of(REFUSED, REFUSED));
        Execution execution = world.runToEnd(TASK, "{}");
        world.stepFunctions.redriveExecution(execution.arn());
        world.agenda.runAll();
        assertThat(world.events)
                .extracting(event -> event.at("/detail/status").textValue())
                .containsExactly("RUNNING", "FAILED", "RUNNING", "SUCCEEDED");
        assertThat(world.events)
                .extracting(event -> event.at("/detail/startDate").longValue())
                .containsOnly(World.START.toEpochMilli());
    }

    /** A function that a stopped execution called runs on; its answer is no answer to the new attempt. */
    @Test
    void anAnswerToTheAttemptBeforeIsNotTaken() {
        answers.add(new TaskResult.Later(Duration.ofSeconds(50), () -> new TaskResult.Failed("Old", "")));
        answers.add(new TaskResult.Later(Duration.ofSeconds(55), () -> DONE));
        Execution execution = world.start(TASK, "{}");
        world.agenda.runUntil(World.START.plusSeconds(10));
        world.stepFunctions.stopExecution(execution.arn(), Optional.of("Mine"), Optional.empty());
        world.stepFunctions.redriveExecution(execution.arn());
        world.agenda.runAll();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.stopDate()).as("its 60 seconds began anew").contains(World.START.plusSeconds(65));
    }

    @Test
    void aStateThatFailsFailsAgain() {
        Execution execution = world.runToEnd(
                World.machine(
                        "\"A\": {\"Type\": \"Fail\", \"Error\": \"E\", \"Cause\": \"{% $states.context.Execution.RedriveCount > 0 ? $states.context.Execution.RedriveTime : 'never' %}\"}"),
                "{}");
        world.agenda.runUntil(World.START.plusSeconds(5));
        world.stepFunctions.redriveExecution(execution.arn());
        world.agenda.runAll();
        assertThat(execution.error()).contains("E");
        assertThat(execution.cause()).contains("2026-11-25T00:00:05.000Z");
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(5));
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .containsExactly(
                        "ExecutionStarted",
                        "FailStateEntered",
                        "ExecutionFailed",
                        "ExecutionRedriven",
                        "FailStateEntered",
                        "ExecutionFailed");
        assertThat(execution.redriveCount()).isEqualTo(1);
    }

    @Test
    void theTimeOfTheWholeExecutionBeginsAnew() {
        Execution execution = world.runToEnd(
                World.machine(
                                "\"A\": {\"Type\": \"Wait\", \"Seconds\": 90, \"Next\": \"B\"}, \"B\": {\"Type\": \"Wait\", \"Seconds\": 90, \"End\": true}")
                        .replace("\"StartAt\"", "\"TimeoutSeconds\": 100, \"StartAt\""),
                "{}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
        world.stepFunctions.redriveExecution(execution.arn());
        world.agenda.runAll();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(190));
    }

    @Test
    void whatRunsOrSucceededOrIsOldIsRefused() {
        Execution execution = world.start(TASK, "{}");
        refused(execution, "ExecutionNotRedrivable", "RUNNING");
        world.agenda.runAll();
        refused(execution, "ExecutionNotRedrivable", "SUCCEEDED");
        World other = new World(_ -> REFUSED);
        Execution failed = other.runToEnd(TASK, "{}");
        assertThat(failed.description().get("RedriveStatus").textValue()).isEqualTo("REDRIVABLE");
        other.agenda.runUntil(World.START.plus(Duration.ofDays(15)));
        assertThat(failed.description().get("RedriveStatus").textValue()).isEqualTo("NOT_REDRIVABLE");
        assertThatExceptionOfType(StepFunctionsException.class)
                .isThrownBy(() -> other.stepFunctions.redriveExecution(failed.arn()))
                .withMessageContaining("14 days");
        assertThatExceptionOfType(StepFunctionsException.class)
                .isThrownBy(() -> other.stepFunctions.redriveExecution("arn:aws:states:x"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("ExecutionDoesNotExist"));
    }

    private void refused(Execution execution, String code, String why) {
        assertThatExceptionOfType(StepFunctionsException.class)
                .isThrownBy(() -> world.stepFunctions.redriveExecution(execution.arn()))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    /** "You must start a new execution if you update your state machine definition." */
    @Test
    void itKeepsItsDefinition() {
        answers.addAll(List.of(REFUSED, REFUSED));
        Execution execution = world.runToEnd(TASK, "{}");
        world.stepFunctions.createStateMachine(
                "machine", Definition.read(World.machine("\"A\": {\"Type\": \"Fail\", \"Error\": \"New\"}"), Map.of()));
        world.stepFunctions.redriveExecution(execution.arn());
        world.agenda.runAll();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }

    /** A redriven task that starts an execution starts another one. */
    @Test
    void aNestedExecutionIsStartedAnew() {
        answers.addAll(List.of(REFUSED, REFUSED));
        String parent = World.machine("""
                "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                  "Arguments": {"StateMachineArn": "%s"}, "Output": "{%% $states.result.Status %%}", "End": true}""".formatted("arn:aws:states:us-east-1:111122223333:stateMachine:nested"));
        World both = new World(
                call -> call.resource().contains("lambda") ? answers.isEmpty() ? DONE : answers.remove() : INTEGRATED);
        both.stepFunctions.createStateMachine("nested", Definition.read(TASK, Map.of()));
        Execution execution = both.runToEnd(parent, "{}");
        assertThat(execution.error()).contains("States.TaskFailed");
        both.stepFunctions.redriveExecution(execution.arn());
        both.agenda.runAll();
        assertThat(execution.output()).contains(World.json("\"SUCCEEDED\""));
        assertThat(both.stepFunctions.executions())
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SUCCEEDED, ExecutionStatus.FAILED, ExecutionStatus.SUCCEEDED);
    }

    @Test
    void whatEndedLongAgoIsForgottenAndItsNameIsFree() {
        Execution execution = world.runToEnd(TASK, "{}");
        world.agenda.runUntil(World.START.plus(Duration.ofDays(91)));
        assertThat(world.stepFunctions.execution(execution.arn())).isEmpty();
        Execution second = world.runToEnd(TASK, "{}");
        assertThat(second.arn()).isEqualTo(execution.arn());
        assertThat(world.stepFunctions.executions()).containsExactly(execution, second);
    }
}
