package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function's role allows what the function's code calls, and nothing else. That its grants are such as AWS knows
 * is shown by {@code sandbox/tests/test_grants.py}.
 */
class LeastPrivilegeTest {

    private static final JsonNode RESOURCES = Project.template().get("Resources");

    /**
     * Statements for what Lambda does for the function, and for what AWS demands of the caller besides the call's own
     * action.
     */
    private static final Set<String> NOT_CALLED_BY_CODE = Set.of("Log", "Trace");

    private static final String DEPENDENT = "Dependent";

    /** Creating with tags needs the service's tagging action as well. */
    private static final Map<String, String> TAGGING = Map.of(
            "sagemaker:CreateCluster", "sagemaker:AddTags",
            "fsx:CreateFileSystem", "fsx:TagResource",
            "fsx:CreateDataRepositoryAssociation", "fsx:TagResource");

    static Stream<String> functions() {
        return RESOURCES.properties().stream()
                .filter(resource -> resource.getValue().get("Type").asText().equals("AWS::Serverless::Function"))
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theRoleAllowsExactlyWhatTheCodeCalls(String function) {
        Set<String> called =
                SdkCalls.of(RESOURCES.get(function).at("/Properties/Handler").asText());
        Set<String> needed = new TreeSet<>(called);
        called.stream().filter(TAGGING::containsKey).map(TAGGING::get).forEach(needed::add);
        Set<String> allowed = statements(roleOf(function))
                .filter(statement ->
                        !NOT_CALLED_BY_CODE.contains(statement.get("Sid").asText()))
                .filter(statement -> !statement.get("Sid").asText().startsWith(DEPENDENT))
                .flatMap(LeastPrivilegeTest::actions)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(allowed).isEqualTo(needed).isNotEmpty();
    }

    @Test
    void everyFunctionHasARoleOfItsOwn() {
        assertThat(functions().map(LeastPrivilegeTest::roleOf))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyFunctionWritesItsOwnLogAlone(String function) {
        String logs = function.replaceFirst("Function$", "Logs");
        assertThat(RESOURCES
                        .get(function)
                        .at("/Properties/LoggingConfig/LogGroup")
                        .asText())
                .isEqualTo(logs);
        assertThat(RESOURCES.get(logs).at("/Properties/LogGroupName").asText())
                .isEqualTo("/aws/lambda/${AWS::StackName}/" + function.replaceFirst("Function$", ""));
        assertThat(statements(roleOf(function))
                        .filter(statement -> actions(statement).anyMatch(action -> action.startsWith("logs:"))))
                .hasSize(1)
                .allSatisfy(statement ->
                        assertThat(statement.get("Resource").asText()).isEqualTo(logs + ".Arn"));
    }

    /**
     * FSx looks at the bucket with the permissions of the caller.
     *
     * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/setting-up.html">Adding permissions to use data
     *     repositories</a>
     */
    @Test
    void whoLinksMayUseTheBucketsThatTheParameterNames() {
        List<JsonNode> onBuckets = statements("LinkFileSystemRole")
                .filter(statement -> actions(statement).anyMatch(action -> action.startsWith("s3:")))
                .toList();
        assertThat(onBuckets)
                .allSatisfy(statement -> assertThat(statement.get("Resource").toString())
                        .contains("LinkedBucketArns")
                        .doesNotContain("\"*\""));
        // An action on objects allows nothing on a bucket's own ARN, nor one on buckets on that of its objects.
        assertThat(onBuckets).hasSize(3).allSatisfy(statement -> {
            boolean ofObjects = statement.get("Resource").toString().contains("/*");
            assertThat(actions(statement))
                    .as(statement.toString())
                    .allMatch(
                            action -> ofObjects == action.matches("s3:(Get|Put)Object.*|s3:ListMultipartUploadParts"));
        });
        assertThat(onBuckets.stream().flatMap(LeastPrivilegeTest::actions))
                .contains(
                        "s3:GetBucketLocation",
                        "s3:GetBucketAcl",
                        "s3:ListBucket",
                        "s3:GetObject",
                        "s3:ListMultipartUploadParts")
                .filteredOn(action -> !action.matches("s3:(Get|List)\\w+"))
                .containsExactly("s3:PutObject");
    }

    @Test
    void everyWildcardResourceHasItsReasonBesideIt() throws Exception {
        assertThat(Files.readAllLines(Project.file("template.yaml")))
                .filteredOn(line -> line.matches(".*\\bResource: [\"']\\*[\"'].*"))
                .hasSizeGreaterThan(20)
                .allMatch(line -> line.matches(".*# \\S.{10,}"));
    }

    private static String roleOf(String function) {
        return RESOURCES.get(function).at("/Properties/Role").asText().replaceFirst("\\.Arn$", "");
    }

    /** A role's own statements and those of the policies that it shares with others. */
    private static Stream<JsonNode> statements(String role) {
        JsonNode properties = RESOURCES.get(role).get("Properties");
        return Stream.concat(
                        StateMachine.elements(properties.path("Policies")).map(policy -> policy.get("PolicyDocument")),
                        StateMachine.elements(properties.path("ManagedPolicyArns"))
                                .map(policy -> RESOURCES.get(policy.asText()).at("/Properties/PolicyDocument")))
                .flatMap(document -> StateMachine.elements(document.get("Statement")))
                .map(LeastPrivilegeTest::ifItIsThere);
    }

    /** A statement under a condition is {@code !If [condition, statement, nothing]}. */
    private static JsonNode ifItIsThere(JsonNode statement) {
        if (!statement.isArray()) {
            return statement;
        }
        assertThat(statement.get(2).asText()).as(statement.toString()).isEqualTo("AWS::NoValue");
        return statement.get(1);
    }

    private static Stream<String> actions(JsonNode statement) {
        JsonNode action = statement.get("Action");
        return action.isArray() ? StateMachine.elements(action).map(JsonNode::asText) : Stream.of(action.asText());
    }
}
