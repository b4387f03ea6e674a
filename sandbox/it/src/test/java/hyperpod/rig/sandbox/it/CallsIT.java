package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** No operation makes more calls to AWS because others have clusters in the account. It has a stack of its own. */
@Execution(ExecutionMode.CONCURRENT)
class CallsIT {

    @Test
    void eachOperationMakesTheSameCallsAmongFiveHundredClustersOfStrangers() {
        LocalStack.Output output = LocalStack.run(List.of("sandbox/calls"));
        assertThat(output.lastLine()).as(output.text()).startsWith("CALLS {\"strangers\": 500, \"different\": 0,");
        assertThat(output.exitStatus()).as(output.text()).isZero();
    }
}
