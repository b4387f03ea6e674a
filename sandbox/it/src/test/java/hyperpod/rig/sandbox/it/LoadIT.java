package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Executions that start together, throttled by the control planes and by Lambda; {@code make load} starts a hundred. It
 * has a stack of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class LoadIT {

    @Test
    void executionsThatStartTogetherEndRightAndThrottlingIsAbsorbed() {
        LocalStack.Output output = LocalStack.run(List.of("sandbox/load", "--executions", "24"));
        assertThat(output.lastLine())
                .as(output.text())
                .startsWith("LOAD {\"executions\": 24, \"strangers\": 500, \"failing\": 6,")
                .endsWith("\"orphaned\": 0, \"foreignTouched\": 0, \"wrongStatus\": 0, \"misreported\": 0}");
        assertThat(output.exitStatus()).as(output.text()).isZero();
    }
}
