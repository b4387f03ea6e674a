package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the template names itself fits under the longest name that a stack may have. Other names are CloudFormation's,
 * which shortens them.
 */
class StackNamesTest {

    private static final JsonNode RESOURCES = TranslatedTemplate.read().get("Resources");

    /** A stack's name: a letter first, then letters, digits and hyphens, 128 characters at most. */
    private static final String LONGEST = "n" + "0123456789-abcde".repeat(8).substring(0, 127);

    private static final String STACK_ID =
            "arn:aws:cloudformation:us-east-1:111122223333:stack/" + LONGEST + "/51af3dc0-da77-11e4-872e-1234567db123";
    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::StackName", LONGEST,
            "AWS::StackId", STACK_ID,
            "AWS::Partition", "aws",
            "AWS::Region", "us-east-1",
            "AWS::AccountId", "111122223333",
            "AWS::URLSuffix", "amazonaws.com");

    /** Properties that name a resource, and how many characters its service takes. */
    private static final Map<String, Integer> MOST_CHARACTERS = Map.ofEntries(
            Map.entry("AWS::ApiGateway::Deployment StageName", 128),
            Map.entry("AWS::ApiGateway::RestApi Name", 1_024),
            Map.entry("AWS::ApiGateway::Stage StageName", 128),
            Map.entry("AWS::CloudWatch::Alarm AlarmName", 255),
            Map.entry("AWS::Events::Rule Name", 64),
            Map.entry("AWS::IAM::ManagedPolicy ManagedPolicyName", 128),
            Map.entry("AWS::IAM::Role RoleName", 64),
            Map.entry("AWS::Lambda::Alias Name", 128),
            Map.entry("AWS::Lambda::Function FunctionName", 64),
            Map.entry("AWS::Logs::LogGroup LogGroupName", 512),
            Map.entry("AWS::S3::Bucket BucketName", 63),
            Map.entry("AWS::SNS::Topic DisplayName", 100),
            Map.entry("AWS::SNS::Topic TopicName", 256),
            Map.entry("AWS::SQS::Queue QueueName", 80),
            Map.entry("AWS::StepFunctions::StateMachine StateMachineName", 80));

    /** These properties refer to another resource. */
    private static final Set<String> NAMES_OF_OTHERS = Set.of(
            "AWS::CloudWatch::Alarm MetricName",
            "AWS::Lambda::Alias FunctionName",
            "AWS::Lambda::EventInvokeConfig FunctionName",
            "AWS::Lambda::EventSourceMapping FunctionName",
            "AWS::Lambda::Permission FunctionName",
            "AWS::Lambda::Version FunctionName");

    private record Named(String logicalId, String property, String name) {}

    @Test
    void everyNameFits() {
        List<Named> names = names().toList();
        assertThat(names).extracting(Named::logicalId).contains("ProvisionStateMachine", "SweepLogs");
        assertThat(names)
                .allSatisfy(named ->
                        assertThat(MOST_CHARACTERS).as(named.toString()).containsKey(named.property()))
                .allSatisfy(named -> assertThat(named.name())
                        .as(named.toString())
                        .hasSizeLessThanOrEqualTo(MOST_CHARACTERS.get(named.property())));
    }

    @Test
    void rollbackKnowsProvisionByItsName() {
        String name = value(RESOURCES.at("/ProvisionStateMachine/Properties/StateMachineName"));
        assertThat(value(
                        RESOURCES.at("/RollbackStateMachine/Properties/DefinitionSubstitutions/ProvisionExecutionArn")))
                .isEqualTo("arn:aws:states:us-east-1:111122223333:execution:" + name);
        assertThat(value(RESOURCES.at(
                        "/RollbackStateMachineProvisionStopped/Properties/EventPattern/detail/stateMachineArn/0")))
                .isEqualTo("arn:aws:states:us-east-1:111122223333:stateMachine:" + name);
    }

    private static Stream<Named> names() {
        return RESOURCES.properties().stream().flatMap(resource -> {
            String type = resource.getValue().get("Type").asText();
            return resource.getValue().path("Properties").properties().stream()
                    .filter(property -> property.getKey().endsWith("Name"))
                    .filter(property -> !NAMES_OF_OTHERS.contains(type + ' ' + property.getKey()))
                    .map(property ->
                            new Named(resource.getKey(), type + ' ' + property.getKey(), value(property.getValue())));
        });
    }

    /** What CloudFormation makes of a value out of texts, pseudo parameters, and functions that cut and join these. */
    private static String value(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        Map.Entry<String, JsonNode> function = value.properties().iterator().next();
        JsonNode given = function.getValue();
        return switch (function.getKey()) {
            case "Ref" -> PSEUDO_PARAMETERS.getOrDefault(given.asText(), '<' + given.asText() + '>');
            case "Fn::Sub" -> given.isArray() ? substituted(given.get(0), given.get(1)) : substituted(given, null);
            case "Fn::Select" -> parts(given.get(1)).get(given.get(0).asInt());
            default -> throw new AssertionError("not known here: " + value);
        };
    }

    private static List<String> parts(JsonNode split) {
        JsonNode given = split.get("Fn::Split");
        return List.of(value(given.get(1)).split(Pattern.quote(given.get(0).asText())));
    }

    private static String substituted(JsonNode text, JsonNode variables) {
        Map<String, String> values = new HashMap<>(PSEUDO_PARAMETERS);
        List<Map.Entry<String, JsonNode>> given =
                variables == null ? List.of() : new ArrayList<>(variables.properties());
        given.forEach(variable -> values.put(variable.getKey(), value(variable.getValue())));
        return Pattern.compile("\\$\\{([^}]+)}")
                .matcher(text.asText())
                .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    }
}
