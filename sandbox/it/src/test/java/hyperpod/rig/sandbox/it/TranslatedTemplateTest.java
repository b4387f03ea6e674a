package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SAM and CloudFormation make of the template beyond its words, and what AWS's services ask of it. */
class TranslatedTemplateTest {

    private static final JsonNode RESOURCES = TranslatedTemplate.read().get("Resources");

    /**
     * With the caller's credentials, which SAM chooses unless it is given others, every caller would need the right to
     * invoke the functions.
     */
    @Test
    void theApiInvokesItsFunctionsItself() {
        assertThat(ofType("AWS::ApiGateway::RestApi").map(api -> api.at("/Properties/Body/paths")))
                .hasSize(1)
                .allSatisfy(paths -> {
                    assertThat(paths.findValues("x-amazon-apigateway-integration"))
                            .hasSize(2);
                    assertThat(paths.findValues("credentials")).isEmpty();
                    assertThat(paths.findValues("security").toString())
                            .isEqualTo("[[{\"AWS_IAM\":[]}], [{\"AWS_IAM\":[]}]]");
                });
    }

    /**
     * EventBridge names no source when it uses the key of an encrypted topic.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html">Amazon SNS: managing encryption
     *     keys</a>
     */
    @Test
    void eventBridgeUsesTheKeyOfTheTopicWithoutACondition() {
        JsonNode statements = RESOURCES.at("/DataKey/Properties/KeyPolicy/Statement");
        assertThat(StateMachine.elements(statements)
                        .filter(statement -> statement.toString().contains("\"events.amazonaws.com\"")))
                .hasSize(1)
                .allSatisfy(statement -> {
                    assertThat(statement.at("/Principal/Service").asText()).isEqualTo("events.amazonaws.com");
                    assertThat(statement.get("Action").toString())
                            .isEqualTo("[\"kms:Decrypt\",\"kms:GenerateDataKey\"]");
                    assertThat(statement.has("Condition")).isFalse();
                });
        assertThat(StateMachine.elements(statements)
                        .filter(statement -> statement.toString().contains("\"cloudwatch.amazonaws.com\"")))
                .hasSize(1)
                .allSatisfy(statement -> assertThat(
                                statement.at("/Condition/StringEquals").has("aws:SourceAccount"))
                        .isTrue());
    }

    private static Stream<JsonNode> ofType(String type) {
        return RESOURCES
                .valueStream()
                .filter(resource -> resource.get("Type").asText().equals(type));
    }
}
