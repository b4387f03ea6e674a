package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The script for a first run in an AWS account, as a person takes it, with that person's rights, from deployment to
 * removal. It has a stack of its own, and waits more than it works: it runs beside the other tests.
 */
@Execution(ExecutionMode.CONCURRENT)
class FirstRunIT {

    @Test
    void everyStepPassesAsPromisedAndNothingStandsAfterwards() throws Exception {
        LocalStack.Output output = LocalStack.run(List.of("sandbox/rehearsal"));
        assertThat(output.lastLine()).as(output.text()).startsWith("REHEARSAL ");
        JsonNode result = new ObjectMapper().readTree(output.lastLine().substring("REHEARSAL ".length()));
        assertThat(result.at("/passed").toString())
                .as(output.text())
                .isEqualTo("[\"check\",\"deploy\",\"refuse\",\"plan\",\"create\",\"take-back\",\"remove\"]");
        assertThat(result.at("/differences").asInt(-1)).as(output.text()).isZero();
        assertThat(result.at("/stands").asBoolean(true)).isFalse();
        assertThat(output.exitStatus()).isZero();
    }
}
