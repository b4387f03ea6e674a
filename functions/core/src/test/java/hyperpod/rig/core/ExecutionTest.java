package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionTest {

    private static final String STATES = "arn:aws-cn:states:cn-north-1:111122223333:";

    /** A tag, from which the sweep has the name, may hold any text, or none. */
    @ParameterizedTest
    @ValueSource(strings = {"nova-rig-1", "", " ", "a:b:c", "a/b", "stateMachine:x"})
    void theArnHoldsTheNameAsItIs(String name) {
        assertThat(Execution.arnOf(STATES + "stateMachine:provision", name))
                .isEqualTo(STATES + "execution:provision:" + name);
    }
}
