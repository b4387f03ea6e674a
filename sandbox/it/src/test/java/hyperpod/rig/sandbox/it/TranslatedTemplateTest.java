package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SAM and CloudFormation make of the template beyond its words, and what AWS's services ask of it. */
class TranslatedTemplateTest {

    private static final JsonNode RESOURCES = TranslatedTemplate.read().get("Resources");

    /** With the caller's credentials, which SAM chooses if it is not told, every caller would need the right to invoke the functions. */
    @Test
    void theApiInvokesItsFunctionsItself() {
        assertThat(ofType("AWS::ApiGateway::RestApi").map(api -> api.at("/Properties/Body/paths"))).hasSize(1).allSatisfy(paths -> {
            assertThat(paths.findValues("x-amazon-apigateway-integration")).hasSize(2);
            assertThat(paths.findValues("credentials")).isEmpty();
            assertThat(paths.findValues("security").toString()).isEqualTo("[[{\"AWS_IAM\":[]}], [{\"AWS_IAM\":[]}]]");
        });
    }

    private static Stream<JsonNode> ofType(String type) {
        return RESOURCES.valueStream().filter(resource -> resource.get("Type").asText().equals(type));
    }
}
