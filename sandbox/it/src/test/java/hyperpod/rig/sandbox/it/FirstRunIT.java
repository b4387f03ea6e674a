package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The script for a first run in an AWS account, as a person takes it, with that person's rights, from deployment to
 * removal.
 */
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
