package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Task, Retry, Catch and timeouts as the developer guide has them. */
class TaskTest {

    private static final TaskResult DONE = new TaskResult.Succeeded(World.json("{\"done\": true}"));
    private static final String RETRY =
            "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 3, \"BackoffRate\": 2, \"MaxAttempts\": 5%s}], \"End\": true";

    @Test
    void aTaskGetsItsArgumentsAndGivesItsResult() {
        World world = new World(call -> DONE);
        Execution execution = world.runToEnd(World.machine("\"A\": " + World.task("""
                "Arguments": {"n": "{% $states.input.n + 1 %}"}, "Assign": {"r": "{% $states.result.done %}"},
                "Output": {"in": "{% $states.input %}", "out": "{% $states.result %}"}, "End": true""")), "{\"n\": 1}");
        assertThat(world.calls).singleElement().satisfies(call -> {
            assertThat(call.arguments()).isEqualTo(World.json("{\"n\": 2}"));
            assertThat(call.state()).isEqualTo("A");
            assertThat(call.executionArn()).isEqualTo(execution.arn());
        });
        assertThat(execution.variables().get("r").booleanValue()).isTrue();
        assertThat(execution.output()).contains(World.json("{\"in\": {\"n\": 1}, \"out\": {\"done\": true}}"));
    }

    /** AWS calls a function with an empty object, whatever the state's input is. */
    @Test
    void aTaskWithoutArgumentsGetsAnEmptyObject() {
        World world = new World(call -> DONE);
        Execution execution = world.runToEnd(World.machine("\"A\": " + World.task("\"End\": true")), "{\"n\": 1}");
        assertThat(world.calls.getFirst().arguments()).isEqualTo(World.json("{}"));
        assertThat(execution.output()).contains(World.json("{\"done\": true}"));
    }

    @Test
    void aRetryWaitsLongerEachTimeAndEnds() {
        World world = new World(call -> new TaskResult.Failed("E", "why"));
        Execution execution = world.runToEnd(World.machine("\"A\": " + World.task(RETRY.formatted(""))), "{}");
        assertThat(waits(world)).containsExactly(3.0, 6.0, 12.0, 24.0, 48.0);
        assertThat(world.calls).extracting(TaskCall::attempt).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(execution.error()).contains("E");
        assertThat(execution.cause()).contains("why");
    }

    @Test
    void aRetryWaitsNoLongerThanItsMaximum() {
        World world = new World(call -> new TaskResult.Failed("E", ""));
        world.runToEnd(World.machine("\"A\": " + World.task(RETRY.formatted(", \"MaxDelaySeconds\": 10"))), "{}");
        assertThat(waits(world)).containsExactly(3.0, 6.0, 10.0, 10.0, 10.0);
    }

    @Test
    void fullJitterIsAnywhereBelow() {
        Set<Double> first = new java.util.HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            World world = jittered(seed);
            List<Double> waits = waits(world);
            assertThat(waits).hasSize(5);
            assertThat(waits.get(0)).isBetween(0.0, 3.0);
            assertThat(waits.get(1)).isBetween(0.0, 6.0);
            assertThat(waits.get(4)).isBetween(0.0, 48.0);
            first.add(waits.get(0));
        }
        assertThat(first).hasSizeGreaterThan(40).anyMatch(wait -> wait < 1).anyMatch(wait -> wait > 2);
        assertThat(waits(jittered(7))).isEqualTo(waits(jittered(7)));
    }

    private static World jittered(long seed) {
        World world =
                new World(Settings.withSeed(seed), call -> new TaskResult.Failed("E", ""), new ExecutionObserver() {});
        world.runToEnd(World.machine("\"A\": " + World.task(RETRY.formatted(", \"JitterStrategy\": \"FULL\""))), "{}");
        return world;
    }

    private static List<Double> waits(World world) {
        List<Double> waits = new ArrayList<>();
        for (int i = 1; i < world.calls.size(); i++) {
            waits.add(Duration.between(
                                    world.calls.get(i - 1).time(),
                                    world.calls.get(i).time())
                            .toMillis()
                    / 1000.0);
        }
        return waits;
    }

    /** The guide's example: each retrier counts for itself, and the counts begin again in the next state. */
    @Test
    void eachRetrierCountsForItself() {
        List<String> errors = List.of("A", "B", "A", "C", "C", "B");
        List<TaskResult> results = new ArrayList<>();
        errors.forEach(error -> results.add(new TaskResult.Failed(error, "")));
        World world = new World(call -> results.isEmpty() ? DONE : results.removeFirst());
        Execution execution = world.runToEnd(
                World.machine("\"A\": " + World.task("""
                "Retry": [{"ErrorEquals": ["A", "B"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 3},
                          {"ErrorEquals": ["C"], "IntervalSeconds": 5}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}],
                "End": true""") + ", \"Caught\": {\"Type\": \"Succeed\"}"), "{}");
        assertThat(waits(world)).containsExactly(1.0, 2.0, 4.0, 5.0, 10.0);
        assertThat(execution.state()).isEqualTo("Caught");
    }

    @ParameterizedTest
    @CsvSource({
        "States.ALL, E, true",
        "States.ALL, States.Timeout, true",
        "States.ALL, States.Runtime, false",
        "States.ALL, States.DataLimitExceeded, false",
        "States.TaskFailed, E, true",
        "States.TaskFailed, Lambda.Unknown, true",
        "States.TaskFailed, States.Timeout, false",
        "States.TaskFailed, States.DataLimitExceeded, false",
        "States.Timeout, States.Timeout, true",
        "States.DataLimitExceeded, States.DataLimitExceeded, true",
        "States.Runtime, States.Runtime, false",
        "E, E, true",
        "E, e, false",
        "E, E2, false"
    })
    void aCatcherTakesTheErrorsThatItNames(String named, String error, boolean taken) {
        World world = new World(call -> new TaskResult.Failed(error, "because"));
        Execution execution = world.runToEnd(
                World.machine("\"A\": " + World.task("""
                "Assign": {"never": true}, "Next": "End",
                "Catch": [{"ErrorEquals": ["%s"], "Next": "Caught", "Assign": {"e": "{%% $states.errorOutput %%}"}}]""".formatted(named))
                        + ", \"Caught\": {\"Type\": \"Succeed\"}, \"End\": {\"Type\": \"Succeed\"}"),
                "{}");
        if (taken) {
            assertThat(execution.output())
                    .contains(World.json("{\"Error\": \"%s\", \"Cause\": \"because\"}".formatted(error)));
            assertThat(execution.variables())
                    .isEqualTo(World.json(
                            "{\"e\": %s}".formatted(execution.output().orElseThrow())));
        } else {
            assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(execution.error()).contains(error);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResultBeyondTheQuotaIsTakenByAllIfAWSDoesSo(boolean taken) {
        Set<OpenQuestion> yes = EnumSet.noneOf(OpenQuestion.class);
        if (taken) {
            yes.add(OpenQuestion.STATES_ALL_TAKES_DATA_LIMIT_EXCEEDED);
        }
        World world = new World(
                Settings.withSeed(1).answering(yes),
                call -> new TaskResult.Succeeded(new TextNode("x".repeat(262_143))),
                new ExecutionObserver() {});
        Execution execution =
                world.runToEnd(World.machine("\"A\": " + World.task("""
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B\"""") + ", \"B\": {\"Type\": \"Succeed\"}"), "{}");
        assertThat(execution.status()).isEqualTo(taken ? ExecutionStatus.SUCCEEDED : ExecutionStatus.FAILED);
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .startsWith(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "LambdaFunctionScheduled",
                        "LambdaFunctionStarted",
                        "LambdaFunctionFailed");
    }

    @Test
    void aQueryThatFailsIsCaughtAndRepeatedAsAnyError() {
        World world = new World(call -> DONE);
        Execution execution =
                world.runToEnd(World.machine("\"A\": " + World.task("""
                "Arguments": "{% $nothing %}", "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B\"""") + ", \"B\": {\"Type\": \"Succeed\"}"), "{}");
        assertThat(world.calls).isEmpty();
        assertThat(execution.output().orElseThrow().get("Error").textValue()).isEqualTo("States.QueryEvaluationError");
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "EvaluationFailed",
                        "EvaluationFailed",
                        "EvaluationFailed",
                        "TaskStateExited",
                        "SucceedStateEntered",
                        "SucceedStateExited",
                        "ExecutionSucceeded");
    }

    /** Nothing catches what goes wrong in catching. */
    @Test
    void aCatcherThatFailsEndsTheExecution() {
        World world = new World(call -> new TaskResult.Failed("E", ""));
        Execution execution =
                world.runToEnd(World.machine("\"A\": " + World.task("""
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "Output": "{% $nothing %}"}], "Next": "B\"""") + ", \"B\": {\"Type\": \"Succeed\"}"), "{}");
        assertThat(execution.error()).contains("States.QueryEvaluationError");
    }

    @Test
    void aTaskThatTakesTooLongTimesOutInEachAttempt() {
        World world = new World(call -> new TaskResult.Later(Duration.ofSeconds(61), () -> DONE));
        Execution execution =
                world.runToEnd(World.machine("\"A\": " + World.task("""
                "TimeoutSeconds": 60, "Retry": [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 10, "MaxAttempts": 1}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B\"""") + ", \"B\": {\"Type\": \"Succeed\"}"), "{}");
        assertThat(execution.output()).contains(World.json("{\"Error\": \"States.Timeout\", \"Cause\": \"\"}"));
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(130));
        assertThat(world.calls).hasSize(2);
    }

    @Test
    void aTaskThatTakesItsTimeSucceeds() {
        World world = new World(call -> new TaskResult.Later(Duration.ofSeconds(59), () -> DONE));
        Execution execution = world.runToEnd(
                World.machine("\"A\": " + World.task("\"TimeoutSeconds\": \"{% 60 %}\", \"End\": true")), "{}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.stopDate()).contains(World.START.plusSeconds(59));
        assertThat(world.agenda.instant()).as("no timer is left").isEqualTo(World.START.plusSeconds(59));
    }

    /** As a function does: what it creates is there, though nobody waits for it. */
    @Test
    void workGoesOnWhenNobodyWaits() {
        List<String> created = new ArrayList<>();
        World world = new World(call -> new TaskResult.Later(Duration.ofSeconds(20), () -> {
            created.add(call.state());
            return DONE;
        }));
        Execution execution = world.start(World.machine("\"A\": " + World.task("\"End\": true")), "{}");
        world.agenda.runUntil(World.START.plusSeconds(10));
        world.stepFunctions.stopExecution(execution.arn(), java.util.Optional.empty(), java.util.Optional.empty());
        world.agenda.runAll();
        assertThat(created).containsExactly("A");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(execution.history())
                .extracting(HistoryEvent::type)
                .endsWith("LambdaFunctionStarted", "ExecutionAborted");
    }
}
