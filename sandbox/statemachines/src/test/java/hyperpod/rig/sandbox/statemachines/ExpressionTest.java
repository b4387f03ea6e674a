package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JSONata as Step Functions has it: facts of the developer guide, and of answers that AWS gave to LocalStack's tests.
 */
class ExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "$states.input.text & '!' | \"hello!\"",
                "$states.input.nothing = null | false",
                "$exists($states.input.nothing) | false",
                "$exists($states.input.none) | true",
                "$states.input.none | null",
                "$states.input.numbers[$ > 1] | [2,3]",
                "$states.input.numbers[$ > 2] | 3",
                "$sum($states.input.numbers) / 3 | 2",
                "1 / 3 | 0.3333333333333333",
                "$merge([{'a': 1}, {'b': 2}]) | {\"a\":1,\"b\":2}",
                "$partition([0], 1) | [[0]]",
                "$partition([1,2,3,4,5], 2) | [[1,2],[3,4],[5]]",
                "$range(0, 9, 3) | [0,3,6,9]",
                "$range(1, 9, 2) | [1,3,5,7,9]",
                "$range(1, 9, 9) | 1",
                "$range(4, 0, -2) | [4,2,0]",
                "$parse('{\"a\": [1, null]}').a[0] | 1",
                "$parse('null') | null",
                "$hash('input data', 'SHA-1') | \"aaff4a450a104cd177d28d18d74485e8cae074b7\"",
                "$hash('', 'MD5') | \"d41d8cd98f00b204e9800998ecf8427e\"",
                "$random(7) = $random(7) | true",
                "$random() != $random() | true",
                "$uuid() != $uuid() | true",
                "$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) | true",
                "$millis() | 1795564800000",
                "$now() | \"2026-11-25T00:00:00.000Z\"",
                "$now('[Y]-[M01]') | \"2026-11\"",
                "$fromMillis($toMillis($now())) = $now() | true",
                "($x := 5; $x * 2) | 10"
            })
    void hasTheValue(String expression, String value) {
        String input = """
                {"text": "hello", "none": null, "numbers": [1, 2, 3]}""";
        Execution execution = World.run(pass(expression), input);
        assertThat(execution.cause()).isEmpty();
        assertThat(execution.output().orElseThrow()).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "$doesNotExist | returned nothing (undefined).",
                "$states.input.nothing | returned nothing (undefined).",
                "text | returned nothing (undefined).",
                "$states.result | returned nothing (undefined).",
                "$eval('1') | threw an error during evaluation. T1006: Attempted to invoke a non-function",
                "$randomSeeded(1) | threw an error during evaluation. T1006: Attempted to invoke a non-function",
                "function($x) { $x } | returned an unsupported result type.",
                "{'a': [$sum]} | returned an unsupported result type.",
                "$error('no') | threw an error during evaluation.",
                "1 + 'a' | threw an error during evaluation.",
                "$number('x') | threw an error during evaluation.",
                "$parse('{') | threw an error during evaluation.",
                "$hash('a', 'MD4') | threw an error during evaluation.",
                "$partition([1], 0) | threw an error during evaluation.",
                "$range(1, 2, 0) | threw an error during evaluation.",
                "($f := function($x) { $f($x) & 'x' }; $f(1)) | threw an error during evaluation."
            })
    void hasNoValue(String expression, String why) {
        Execution execution = World.run(pass(expression), "{\"text\": 1}");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).contains("States.QueryEvaluationError");
        assertThat(execution.cause().orElseThrow())
                .startsWith("An error occurred while executing the state 'A' (entered at the event id #2). The JSONata"
                        + " expression '" + expression + "' specified for the field 'Output' " + why);
    }

    /** A value that an expression made is not one that a later one can change. */
    @Test
    void variablesKeepTheirValues() {
        Execution execution = World.run("""
                "A": {"Type": "Pass", "Assign": {"x": {"list": [1, {"a": null}], "n": null}}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"y": "{% $x ~> |$|{'list': 2}| %}"}, "Next": "C"},
                "C": {"Type": "Pass", "Output": "{% {'x': $x, 'y': $y.list, 'null': $x.n = null} %}", "End": true}""", "{}");
        assertThat(execution.output()).contains(World.json("""
                {"x": {"list": [1, {"a": null}], "n": null}, "y": 2, "null": true}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740991", "1.5", "-0.001", "100000000000000000000", "1795564800000", "0"})
    void numbersAreKept(String number) {
        Execution execution = World.run(pass("$states.input"), number);
        assertThat(execution.output().orElseThrow().decimalValue()).isEqualByComparingTo(number);
    }

    private static String pass(String expression) {
        return """
                "A": {"Type": "Pass", "End": true, "Output": "{%% %s %%}"}""".formatted(expression.replace("\"", "\\\""));
    }
}
