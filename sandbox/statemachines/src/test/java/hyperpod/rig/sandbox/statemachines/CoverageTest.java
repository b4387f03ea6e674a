package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.definition.Definition;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final String DEFINITION = World.machine("\"A\": " + World.task("""
            "Retry": [{"ErrorEquals": ["E", "F"]}, {"ErrorEquals": ["States.ALL"]}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "Next": "B\"""") + """
            , "B": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.yes %}", "Next": "C"}], "Default": "D"},
            "C": {"Type": "Succeed"}, "D": {"Type": "Succeed"}""");

    private final Coverage coverage = new Coverage();

    @Test
    void whatIsNotEnteredIsMissing() {
        coverage.want("machine", Definition.read(DEFINITION, Map.of()));
        assertThat(coverage.missing())
                .containsExactly(
                        "machine/A",
                        "machine/A/Retry[0] E",
                        "machine/A/Retry[0] F",
                        "machine/A/Retry[1] States.ALL",
                        "machine/A/Catch[0]",
                        "machine/B",
                        "machine/B/Choices[0]",
                        "machine/B/Default",
                        "machine/C",
                        "machine/D");
        run(new TaskResult.Succeeded(World.json("{\"yes\": true}")));
        assertThat(coverage.missing())
                .doesNotContain("machine/A", "machine/B/Choices[0]", "machine/C")
                .contains("machine/D");
        run(new TaskResult.Failed("F", ""));
        assertThat(coverage.missing())
                .containsExactly(
                        "machine/A/Retry[0] E", "machine/A/Retry[1] States.ALL", "machine/B/Default", "machine/D");
        run(new TaskResult.Failed("X", ""));
        run(new TaskResult.Failed("E", ""));
        run(new TaskResult.Succeeded(World.json("{\"yes\": false}")));
        assertThat(coverage.missing()).isEmpty();
    }

    private void run(TaskResult result) {
        new World(Settings.withSeed(1), call -> result, coverage).runToEnd(DEFINITION, "{}");
    }
}
