package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Evaluation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison itself: what is alike passes, and every kind of difference is seen. */
class JsonataAgreementTest {

    @Test
    void whatIsAlikePasses() throws Exception {
        JsonataAgreement.check(List.of(
                of("$states.input.n + $x", "3"),
                of("$states.input.none = null", "true"),
                of("$x / 2", "0.5"),
                of("{'a': [1.0, 'b:1.0,']}", "{\"a\": [1, \"b:1.0,\"]}"),
                of("$millis()", "1795564800123"),
                of("$now()", "\"2026-11-25T00:00:00.123Z\""),
                of("$fromMillis($millis())", "\"2026-11-25T00:00:00.123Z\""),
                of("null", "null"),
                nothing("$nowhere"),
                nothing("1 + 'a'"),
                nothing("$eval('1')")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {"1 + 1 | 3", "'1' | 1", "$nowhere | null", "1 + 'a' | 1", "[1] | 1", "{'a': 1} | {\"a\": 2}"})
    void aDifferenceIsSeen(String expression, String result) {
        assertThatThrownBy(() -> JsonataAgreement.check(List.of(of(expression, result))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("evaluate.mjs");
    }

    @Test
    void aValueThatHereIsNoneIsSeen() {
        assertThatThrownBy(() -> JsonataAgreement.check(List.of(nothing("null"))))
                .isInstanceOf(AssertionError.class);
    }

    private static Evaluation nothing(String expression) {
        return evaluation(expression, Optional.empty());
    }

    private static Evaluation of(String expression, String result) {
        return evaluation(expression, Optional.of(Workflow.json(result)));
    }

    private static Evaluation evaluation(String expression, Optional<JsonNode> result) {
        return new Evaluation(
                "machine/State/Output",
                expression,
                Workflow.json("{\"states\": {\"input\": {\"n\": 2, \"none\": null}}, \"x\": 1}"),
                Workflow.START.plusMillis(123),
                result);
    }
}
