package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
                            .hasSize(4);
                    assertThat(paths.findValues("credentials")).isEmpty();
                    assertThat(paths.findValues("security").toString())
                            .isEqualTo(
                                    "[[{\"AWS_IAM\":[]}], [{\"AWS_IAM\":[]}], [{\"AWS_IAM\":[]}], [{\"AWS_IAM\":[]}]]");
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

    /** The default bus and the namespace of metrics are every application's of the account and Region. */
    @Test
    void eventsAndMetricsAreThoseOfThisApplication() {
        String own = "[{\"Ref\":\"AWS::StackName\"}]";
        assertThat(ofType("AWS::Events::Rule")
                        .map(rule -> rule.at("/Properties/EventPattern"))
                        .filter(pattern -> pattern.path("source").toString().equals("[\"hyperpod.rig\"]")))
                .hasSizeGreaterThan(3)
                .allSatisfy(
                        pattern -> assertThat(pattern.at("/detail/application").toString())
                                .as(pattern.toString())
                                .isIn(own, "[{\"exists\":false}]"));
        assertThat(RESOURCES
                        .at("/ProvisionStateMachineProvisionRequested/Properties/EventPattern/detail/application")
                        .toString())
                .isEqualTo(own);
        assertThat(ofType("AWS::CloudWatch::Alarm")
                        .map(alarm -> alarm.get("Properties"))
                        .filter(alarm -> alarm.get("Namespace").asText().equals("HyperPodRig")))
                .hasSizeGreaterThan(1)
                .allSatisfy(alarm -> assertThat(alarm.path("Dimensions").toString())
                        .as(alarm.toString())
                        .isEqualTo("[{\"Name\":\"Service\",\"Value\":{\"Ref\":\"AWS::StackName\"}}]"));
        assertThat(StateMachine.read("statemachine/rollback.asl.json")
                        .states()
                        .get("RingAlarm")
                        .at("/Arguments/MetricData/0/Dimensions")
                        .toString())
                .isEqualTo("[{\"Name\":\"Service\",\"Value\":\"${ApplicationName}\"}]");
    }

    /** EventBridge publishes to the topic for the rules that the topic's policy names. */
    @Test
    void everyRuleMayPublishToTheTopicThatItNotifies() {
        Set<String> notifying = RESOURCES.properties().stream()
                .filter(resource -> resource.getValue().get("Type").asText().equals("AWS::Events::Rule"))
                .filter(rule -> rule.getValue()
                        .at("/Properties/Targets")
                        .findValuesAsText("Ref")
                        .contains("ResultTopic"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(notifying).hasSizeGreaterThan(2);
        assertThat(RESOURCES
                        .at("/ResultTopicPolicy/Properties/PolicyDocument/Statement")
                        .findValue("aws:SourceArn")
                        .valueStream()
                        .map(arn -> arn.at("/Fn::GetAtt/0").asText()))
                .containsExactlyInAnyOrderElementsOf(notifying);
    }

    /** API Gateway gives up after 29 seconds; a function that goes on would answer nobody. */
    @Test
    void aFunctionBehindTheApiAnswersBeforeApiGatewayGivesUp() {
        assertThat(ofType("AWS::Lambda::Permission")
                        .map(permission -> permission.get("Properties"))
                        .filter(permission ->
                                permission.get("Principal").asText().equals("apigateway.amazonaws.com"))
                        .map(permission -> permission.at("/FunctionName/Ref").asText())
                        .distinct())
                .hasSize(4)
                .allSatisfy(function -> assertThat(RESOURCES
                                .get(function)
                                .at("/Properties/Timeout")
                                .asInt())
                        .as(function)
                        .isBetween(1, 28));
    }

    /** Lambda leaves 100 of an account's concurrency unreserved; a new account has ten. */
    @Test
    void noConcurrencyIsReservedUnlessItIsAskedFor() {
        assertThat(ofType("AWS::Lambda::Function")
                        .map(function -> function.at("/Properties/ReservedConcurrentExecutions"))
                        .filter(reserved -> !reserved.isMissingNode()))
                .hasSize(2)
                .allSatisfy(reserved -> assertThat(reserved.toString())
                        .isEqualTo("{\"Fn::If\":[\"ConcurrencyIsReserved\",1,{\"Ref\":\"AWS::NoValue\"}]}"));
        assertThat(Project.template()
                        .at("/Parameters/ReservesConcurrency/Default")
                        .asText())
                .isEqualTo("false");
    }

    private static Stream<JsonNode> ofType(String type) {
        return RESOURCES
                .valueStream()
                .filter(resource -> resource.get("Type").asText().equals(type));
    }
}
