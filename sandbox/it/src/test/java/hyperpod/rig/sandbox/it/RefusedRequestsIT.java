package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/** Requests that cannot be met get a clear error and create nothing. */
@ExtendWith(LocalStack.Resolver.class)
class RefusedRequestsIT {

    private static final String MALFORMED = "functions/core/src/test/resources/malformed-requests.json";

    private final LocalStack stack;
    private final Executions executions;

    RefusedRequestsIT(LocalStack stack) {
        this.stack = stack;
        executions = new Executions(stack);
    }

    @Test
    void everyMalformedRequestIsAnsweredWithItsViolationAndStartsNothing() {
        int started = executions.count();
        JsonNode malformed = Project.json(MALFORMED);
        assertThat(malformed).hasSizeGreaterThanOrEqualTo(60);
        malformed.forEach(one -> {
            LocalStack.Answer answer =
                    stack.call(SdkHttpMethod.POST, "/clusters", changed(one).toString(), Map.of());
            assertThat(answer.status()).as(one.get("name").asText()).isEqualTo(400);
            assertThat(answer.body().at("/violations/0/path"))
                    .as(one.get("name").asText())
                    .isEqualTo(one.get("path"));
        });
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{} {}",
                "{\"clusterName\": \"a\", \"clusterName\": \"b\"}",
                "[".repeat(10_000))) {
            assertThat(stack.call(SdkHttpMethod.POST, "/clusters", body, Map.of())
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(executions.count()).isEqualTo(started);
    }

    /** The same through the state machine, which a start from the console reaches without the API. */
    @Test
    void malformedRequestsFromTheConsoleCreateNothing() {
        JsonNode before = stack.controlPlanes();
        Map<String, JsonNode> running = new LinkedHashMap<>();
        Stream.of(0, 20, 40, 60, 80)
                .map(Project.json(MALFORMED)::get)
                .forEach(one -> running.put(executions.start(changed(one).toString()), one));
        running.forEach((execution, one) -> {
            DescribeExecutionResponse ended = executions.awaitEnd(execution);
            assertThat(ended.error()).isEqualTo("ProvisioningFailed");
            assertThat(ended.cause())
                    .contains(
                            "hyperpod.rig.core.InvalidRequestException",
                            one.get("path").asText());
            one.get("words").forEach(words -> assertThat(ended.cause()).contains(words.asText()));
        });
        assertThat(created(stack.controlPlanes())).isEqualTo(created(before));
    }

    @Test
    void requestsThatAwsCannotMeetAreRefusedBeforeAnythingIsCreated() {
        ObjectNode request = stack.request("refused");
        ObjectNode foreign = stack.request("foreign");
        Map<String, ObjectNode> cases = new LinkedHashMap<>();
        cases.put(
                "lies in Region eu-west-1",
                with(
                        request,
                        "/eksClusterArn",
                        request.get("eksClusterArn").asText().replace("us-east-1", "eu-west-1")));
        cases.put(
                "belongs to account 999999999999",
                with(
                        request,
                        "/eksClusterArn",
                        request.get("eksClusterArn").asText().replaceFirst(":\\d{12}:", ":999999999999:")));
        cases.put(
                "does not exist: create the EKS cluster first",
                with(request, "/eksClusterArn", request.get("eksClusterArn").asText() + "-2"));
        cases.put("network.subnetIds[0] is", with(request, "/network/subnetIds/0", "subnet-00000000000000000"));
        cases.put(
                "network.subnetIds[1] is",
                with(
                        request,
                        "/network/subnetIds/1",
                        foreign.at("/network/subnetIds/0").asText()));
        cases.put(
                "network.securityGroupIds[0] is",
                with(
                        request,
                        "/network/securityGroupIds/0",
                        foreign.at("/network/securityGroupIds/0").asText()));
        String role = "/restrictedInstanceGroups/0/executionRoleArn";
        cases.put(
                "parameter ExecutionRoleResource is role/rig-*",
                with(request, role, "arn:aws:iam::000000000000:role/nobody"));
        cases.put(
                "create the role, or correct the ARN",
                with(request, role, "arn:aws:iam::000000000000:role/rig-nobody"));
        cases.put(
                "does not let SageMaker assume it",
                with(request, role, request.at(role).asText().replace("-execution", "-eks")));
        cases.put("free addresses", with(request, "/restrictedInstanceGroups/0/instanceCount", "6758"));
        cases.put(
                "does not allow s3:ListBucket",
                with(request, "/s3/outputBucket", foreign.at("/s3/outputBucket").asText()));
        cases.put(
                "which does not exist: create the bucket", with(request, "/s3/outputBucket", "nobody-has-this-bucket"));
        cases.put("(L-E13DF72A) has room for", with(request, "/restrictedInstanceGroups/0/ebsVolumeGiB", "2000"));
        cases.put(
                "(L-BEF3120E) has room for",
                with(request, "/restrictedInstanceGroups/0/instanceType", "ml.p4de.24xlarge"));

        JsonNode before = stack.controlPlanes();
        Map<String, String> running = new LinkedHashMap<>();
        cases.forEach((words, input) -> running.put(words, executions.start(input.toString())));
        running.forEach(
                (words, execution) -> assertThat(executions.awaitEnd(execution).cause())
                        .contains("hyperpod.rig.core.InvalidRequestException")
                        .contains(words));
        assertThat(created(stack.controlPlanes())).isEqualTo(created(before));
    }

    /** What exists, without what changes by itself. */
    private static String created(JsonNode controlPlanes) {
        return controlPlanes.findValuesAsText("clusterArn") + " " + controlPlanes.findValuesAsText("ClusterArn") + " "
                + controlPlanes.findValuesAsText("FileSystemId") + " " + controlPlanes.findValuesAsText("fileSystemId");
    }

    private static JsonNode changed(JsonNode malformed) {
        ObjectNode request = (ObjectNode) Project.json("events/console/provision.json");
        malformed
                .get("set")
                .properties()
                .forEach(change -> set(request, JsonPointer.compile(change.getKey()), change.getValue()));
        malformed.get("remove").forEach(removed -> {
            JsonPointer pointer = JsonPointer.compile(removed.textValue());
            ((ObjectNode) request.at(pointer.head())).remove(pointer.last().getMatchingProperty());
        });
        return request;
    }

    private static ObjectNode with(ObjectNode request, String pointer, String value) {
        ObjectNode changed = request.deepCopy();
        JsonNode number =
                value.matches("\\d{1,5}") ? changed.numberNode(Integer.parseInt(value)) : TextNode.valueOf(value);
        set(changed, JsonPointer.compile(pointer), number);
        return changed;
    }

    private static void set(ObjectNode request, JsonPointer pointer, JsonNode value) {
        switch (request.at(pointer.head())) {
            case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), value);
            case ArrayNode array -> array.set(pointer.last().getMatchingIndex(), value);
            default -> throw new IllegalArgumentException(pointer + " points into a value");
        }
    }
}
