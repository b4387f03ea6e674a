package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each function starts from its zip, loads few classes until it asks for its first event, answers it and asks for the
 * next. How long that takes is for {@code make bench} to say.
 */
class FunctionStartIT {

    private static final int MAX_CLASSES = 2_700;

    @Test
    void everyFunctionStartsLightlyAndLivesOn() throws IOException {
        LocalStack.Output output = LocalStack.run(List.of("sandbox/bench", "--classes"));
        assertThat(output.exitStatus()).as(output.text()).isZero();
        JsonNode classes =
                new ObjectMapper().readTree(output.text().lines().toList().getLast());

        assertThat(classes.properties())
                .hasSize((int) LeastPrivilegeTest.functions().count());
        assertThat(classes.properties())
                .allSatisfy(function -> assertThat(function.getValue().intValue())
                        .as(function.getKey())
                        .isBetween(1, MAX_CLASSES));
    }
}
