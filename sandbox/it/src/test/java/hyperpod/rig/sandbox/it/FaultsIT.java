package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A fixed sample of the fault campaign, of each kind of fault the same number; {@code make faults} runs all of it. It
 * has stacks of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {

    @Test
    void whateverFailsNothingIsLeftBehindAndNothingForeignIsTouched() {
        LocalStack.Output output = LocalStack.run(
                List.of("sandbox/faults", "--sample", "32", "--seed", "1", "--stacks", "1", "--lanes", "4"));
        assertThat(output.lastLine())
                .as(output.text())
                .isEqualTo(
                        "FAULTS {\"cases\": 32, \"orphaned\": 0, \"foreignTouched\": 0, \"wrongStatus\": 0, \"misreported\": 0, \"seed\": 1}");
        assertThat(output.exitStatus()).as(output.text()).isZero();
    }
}
