package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An update of the stack leaves to running executions the code that they began with. */
class FunctionVersionsTest {

    private static final JsonNode RESOURCES = TranslatedTemplate.read().get("Resources");
    private static final Set<String> PARAMETERS = Project.template().get("Parameters").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\{(\\w+)}");

    /** ValidateRequest is the first state, which is over in seconds. */
    private static final String AS_IT_IS_NOW = "ValidateRequestFunction";

    @Test
    void aStateMachineCallsVersions() {
        assertThat(called())
                .hasSizeGreaterThan(10)
                .allSatisfy(function -> assertThat(function.has("Ref")
                                || function.at("/Fn::GetAtt/0").asText().equals(AS_IT_IS_NOW))
                        .as(function.toString())
                        .isTrue());
        assertThat(called().filter(function -> function.has("Ref"))
                        .map(function -> RESOURCES.get(function.get("Ref").asText())))
                .allSatisfy(version -> {
                    assertThat(version.get("Type").asText()).isEqualTo("AWS::Lambda::Version");
                    assertThat(version.path("DeletionPolicy").asText()).isEqualTo("Retain");
                    assertThat(version.path("UpdateReplacePolicy").asText())
                            .as("a version is replaced if its description changes, and only then")
                            .isEqualTo(version.at("/Properties/Description").isMissingNode() ? "" : "Retain");
                });
    }

    /**
     * CloudFormation makes a new version when a property of the version changes, and not when the function's does; and
     * refuses one of a function that has not changed.
     */
    @Test
    void aParameterThatAFunctionReadsMakesANewVersion() {
        assertThat(versions()).hasSizeGreaterThan(5).allSatisfy(version -> {
            JsonNode properties = version.get("Properties");
            JsonNode variables =
                    RESOURCES.get(properties.at("/FunctionName/Ref").asText()).at("/Properties/Environment/Variables");
            assertThat(parameters(properties.path("Description")))
                    .as(version.toString())
                    .isEqualTo(parameters(variables));
        });
    }

    @Test
    void aStateMachineMayCallTheVersionsOfBefore() {
        for (String machine : List.of("ProvisionStateMachine", "RollbackStateMachine")) {
            Set<String> called = called(machine)
                    .map(function -> function.has("Ref")
                            ? RESOURCES
                                            .get(function.get("Ref").asText())
                                            .at("/Properties/FunctionName/Ref")
                                            .asText() + ":*"
                            : AS_IT_IS_NOW)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> allowed = RESOURCES
                    .at('/' + machine + "Role/Properties/Policies/0/PolicyDocument/Statement")
                    .valueStream()
                    .filter(statement -> statement.get("Action").asText().equals("lambda:InvokeFunction"))
                    .flatMap(statement -> statement.get("Resource").valueStream())
                    .map(resource -> resource.has("Fn::Sub")
                            ? resource.get("Fn::Sub").asText().replaceAll("\\$\\{(\\w+)\\.Arn}", "$1")
                            : resource.at("/Fn::GetAtt/0").asText())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(allowed).isEqualTo(called).isNotEmpty();
        }
    }

    private static Stream<JsonNode> versions() {
        return RESOURCES
                .valueStream()
                .filter(resource -> resource.get("Type").asText().equals("AWS::Lambda::Version"));
    }

    /** What stands for the functions in the definitions. */
    private static Stream<JsonNode> called() {
        return Stream.of("ProvisionStateMachine", "RollbackStateMachine").flatMap(FunctionVersionsTest::called);
    }

    private static Stream<JsonNode> called(String machine) {
        return RESOURCES.at('/' + machine + "/Properties/DefinitionSubstitutions").properties().stream()
                .filter(substitution -> substitution.getKey().endsWith("FunctionArn"))
                .map(Map.Entry::getValue);
    }

    /** The parameters that a value refers to. */
    private static Set<String> parameters(JsonNode value) {
        Stream<String> substituted = value.findValuesAsText("Fn::Sub").stream()
                .flatMap(text -> SUBSTITUTED.matcher(text).results().map(found -> found.group(1)));
        return Stream.concat(value.findValuesAsText("Ref").stream(), substituted)
                .filter(PARAMETERS::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
