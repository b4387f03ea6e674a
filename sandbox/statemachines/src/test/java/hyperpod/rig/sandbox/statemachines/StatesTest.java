package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The states but Task, as the States Language and the developer guide have them.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html">Variables</a>
 */
class StatesTest {

    /** The example of the developer guide: x is swapped with y, and nothing sees a value of the same Assign. */
    @Test
    void assignmentsSeeTheVariablesAsTheyWereBefore() {
        Execution execution = World.run("""
                "A": {"Type": "Pass", "Assign": {"x": 3, "a": 6}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"x": "{% $a %}", "nextX": "{% $x %}"}, "Output": "{% $x %}", "Next": "C"},
                "C": {"Type": "Succeed", "Output": "{% [$x, $nextX, $states.input] %}"}""", "{}");
        assertThat(execution.output()).contains(World.json("[6, 3, 3]"));
    }

    @Test
    void whatHasNoOutputPassesItsInputOn() {
        Execution execution = World.run("""
                "A": {"Type": "Pass", "Next": "B"},
                "B": {"Type": "Wait", "Seconds": 1, "Next": "C"},
                "C": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "D"}], "Default": "D"},
                "D": {"Type": "Succeed"}""", "{\"kept\": true}");
        assertThat(execution.output()).contains(World.json("{\"kept\": true}"));
    }

    @Test
    void theContextObjectNamesExecutionStateAndMachine() {
        Execution execution = World.run("""
                "A": {"Type": "Wait", "Seconds": 90, "Next": "B"},
                "B": {"Type": "Pass", "Output": "{% $states.context %}", "End": true}""", "{\"in\": 1}");
        assertThat(execution.output()).contains(World.json("""
                {"Execution": {"Id": "arn:aws:states:us-east-1:111122223333:execution:machine:one", "Input": {"in": 1}, "Name": "one",
                  "RoleArn": "arn:aws:iam::111122223333:role/machine", "StartTime": "2026-11-25T00:00:00.000Z", "RedriveCount": 0},
                 "State": {"EnteredTime": "2026-11-25T00:01:30.000Z", "Name": "B", "RetryCount": 0},
                 "StateMachine": {"Id": "arn:aws:states:us-east-1:111122223333:stateMachine:machine", "Name": "machine"}}"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Seconds\": 7 | 7",
                "\"Seconds\": \"{% $states.input.n * 60 %}\" | 120",
                "\"Seconds\": \"{% 0 %}\" | 0",
                "\"Timestamp\": \"2026-11-25T01:00:00Z\" | 3600",
                "\"Timestamp\": \"{% $fromMillis($millis() + 1500) %}\" | 1.5",
                "\"Timestamp\": \"2026-11-25T00:00:10+01:00\" | 0"
            })
    void aWaitTakesItsTime(String field, double seconds) {
        Execution execution =
                World.run("\"A\": {\"Type\": \"Wait\", %s, \"End\": true}".formatted(field), "{\"n\": 2}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(Duration.between(World.START, execution.stopDate().orElseThrow())
                        .toMillis())
                .isEqualTo((long) (seconds * 1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Seconds\": \"7\"",
                "\"Seconds\": \"{% '7' %}\"",
                "\"Seconds\": \"{% 1.5 %}\"",
                "\"Seconds\": \"{% -1 %}\"",
                "\"Seconds\": \"{% 100000000 %}\"",
                "\"Timestamp\": \"2016-12-05 21:29:29Z\"",
                "\"Timestamp\": \"2016-12-05T21:29:29\"",
                "\"Timestamp\": \"2016-13-05T21:29:29Z\"",
                "\"Timestamp\": \"2016-12-05T25:29:29Z\"",
                "\"Timestamp\": \"05-12-2016T21:29:29Z\""
            })
    void aWaitWithoutATimeFails(String field) {
        Execution execution = World.run("\"A\": {\"Type\": \"Wait\", %s, \"End\": true}".formatted(field), "{}");
        assertThat(execution.error()).contains("States.QueryEvaluationError");
    }

    @ParameterizedTest
    @CsvSource({"1, small, a", "5, middle, b", "11, large, default"})
    void theFirstRuleThatIsTrueDecides(int size, String end, String assigned) {
        Execution execution = World.run("""
                "A": {"Type": "Choice", "Default": "large", "Assign": {"by": "default"}, "Choices": [
                  {"Condition": "{% $states.input.size < 3 %}", "Next": "small", "Assign": {"by": "a"}},
                  {"Condition": "{% $states.input.size < 9 %}", "Next": "middle", "Assign": {"by": "b"}, "Output": "{% 'from b' %}"},
                  {"Condition": "{% $states.input.size < 10 %}", "Next": "small"}]},
                "small": {"Type": "Succeed"}, "middle": {"Type": "Succeed"}, "large": {"Type": "Succeed"}""", "{\"size\": %d}".formatted(size));
        assertThat(execution.state()).isEqualTo(end);
        assertThat(execution.variables().at("/by").textValue()).isEqualTo(assigned);
    }

    @Test
    void aChoiceThatMatchesNothingFails() {
        Execution execution = World.run("""
                "A": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "B"}]}, "B": {"Type": "Succeed"}""", "{}");
        assertThat(execution.error()).contains("States.NoChoiceMatched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% 1 %}", "{% 'true' %}", "{% null %}", "{% [true] %}", "true"})
    void aConditionIsTrueOrFalse(String condition) {
        Execution execution = World.run("""
                "A": {"Type": "Choice", "Choices": [{"Condition": "%s", "Next": "B"}]}, "B": {"Type": "Succeed"}""".formatted(condition), "{}");
        assertThat(execution.error()).contains("States.QueryEvaluationError");
        assertThat(execution.cause().orElseThrow()).contains("Choices[0]/Condition", "Expected 'boolean', but was");
    }

    @Test
    void aFailSaysWhatItsExpressionsSay() {
        Execution execution = World.run("""
                "A": {"Type": "Fail", "Error": "{% 'My' & 'Error' %}", "Cause": "{% $string($states.input) %}"}""", "{\"a\": 1}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).contains("MyError");
        assertThat(execution.cause()).contains("{\"a\":1}");
    }

    @Test
    void aFailMaySayNothing() {
        Execution execution = World.run("\"A\": {\"Type\": \"Fail\"}", "{}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).isEmpty();
        assertThat(execution.cause()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Cause\": \"{% 7 %}\" | States.QueryEvaluationError",
                "\"Error\": \"{% {} %}\" | States.QueryEvaluationError",
                "\"Cause\": \"{% $join($map([1..32769], function($i) { 'x' })) %}\" | States.Runtime",
                "\"Error\": \"{% $join($map([1..257], function($i) { 'x' })) %}\" | States.Runtime"
            })
    void aFailWithAWrongTextFailsOtherwise(String field, String error) {
        assertThat(World.run("\"A\": {\"Type\": \"Fail\", %s}".formatted(field), "{}")
                        .error())
                .contains(error);
    }

    @Test
    void aCauseMayBeAsLongAsAWSTakes() {
        Execution execution = World.run("""
                "A": {"Type": "Fail", "Cause": "{% $join($map([1..32768], function($i) { 'x' })) %}"}""", "{}");
        assertThat(execution.cause().orElseThrow()).hasSize(32_768);
    }

    /** What a failing state would have assigned is not assigned. */
    @Test
    void anUndefinedMemberOfAnAssignFailsWithItsPlace() {
        Execution execution = World.run("""
                "A": {"Type": "Pass", "Assign": {"ok": 1, "list": [1, {"deep": "{% $nothing %}"}]}, "End": true}""", "{}");
        assertThat(execution.cause().orElseThrow())
                .contains("specified for the field 'Assign/list[1]/deep' returned nothing");
        assertThat(execution.variables()).isEmpty();
    }

    @Test
    void dataBeyondTheQuotaFails() {
        Execution execution = World.run("""
                "A": {"Type": "Pass", "Output": "{% $states.input & $states.input %}", "End": true}""", '"' + "x".repeat(131_073) + '"');
        assertThat(execution.error()).contains("States.DataLimitExceeded");
        assertThat(execution.cause())
                .contains(
                        "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service"
                                + " limit.");
    }

    @Test
    void dataCountInBytesOfUtf8() {
        String definition = "\"A\": {\"Type\": \"Pass\", \"Output\": \"{% $states.input & '' %}\", \"End\": true}";
        assertThat(World.run(definition, '"' + "é".repeat(131_071) + '"').status())
                .isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(World.run("""
                "A": {"Type": "Pass", "Output": "{% $states.input & 'é' %}", "End": true}""", '"' + "é".repeat(131_071) + '"').error()).contains("States.DataLimitExceeded");
    }

    @Test
    void variablesOfOneAssignHaveAQuotaTogether() {
        String states = """
                "A": {"Type": "Pass", "Assign": {"a": "{% $states.input %}", "b": "{% $states.input %}"}, "End": true}""";
        assertThat(World.run(states, '"' + "x".repeat(131_050) + '"').status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(World.run(states, '"' + "x".repeat(131_072) + '"').error()).contains("States.DataLimitExceeded");
    }
}
