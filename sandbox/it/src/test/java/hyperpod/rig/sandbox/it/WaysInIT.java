package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

@ExtendWith(LocalStack.Resolver.class)
class WaysInIT {

    private final LocalStack stack;
    private final Executions executions;

    WaysInIT(LocalStack stack) {
        this.stack = stack;
        executions = new Executions(stack);
    }

    @Test
    void aConsoleStartProvisions() {
        DescribeExecutionResponse ended = executions.awaitEnd(
                executions.start(withoutHealthChecks("by-console").toString()));
        assertThat(ended.status()).as(ended.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(ended.output()).contains("\"clusterName\": \"by-console\"", "\"verdict\": \"LOCKED\"");
    }

    @Test
    void anEventProvisions() {
        String detail = withoutHealthChecks("by-event")
                .put("application", stack.application())
                .toString();
        stack.client(EventBridgeClient.builder())
                .putEvents(r -> r.entries(PutEventsRequestEntry.builder()
                        .source("hyperpod.rig")
                        .detailType("Provision Requested")
                        .detail(detail)
                        .build()));
        String execution = executions.awaitStart(stack.output("ProvisionStateMachineArn"), "by-event");
        DescribeExecutionResponse ended = executions.awaitEnd(execution);
        assertThat(ended.status()).as(ended.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }

    @Test
    void theApiStartsOncePerKeyAndReports() {
        ObjectNode request = withoutHealthChecks("by-api");
        Map<String, String> key = Map.of("Idempotency-Key", "the-same-key");
        LocalStack.Answer first = stack.call(SdkHttpMethod.POST, "/clusters", request.toString(), key);
        LocalStack.Answer second = stack.call(SdkHttpMethod.POST, "/clusters", request.toString(), key);
        assertThat(first.status()).as(first.body().toString()).isEqualTo(202);
        assertThat(second.body().get("executionArn")).isEqualTo(first.body().get("executionArn"));

        LocalStack.Answer running = stack.call(SdkHttpMethod.GET, "/clusters/by-api", "", Map.of());
        assertThat(running.status()).isEqualTo(200);
        assertThat(running.body().get("status").asText()).isEqualTo("RUNNING");
        assertThat(running.body().get("state").asText()).isEqualTo("UNDER_WAY");
        assertThat(running.body().get("currentStep").asText()).isNotEmpty();

        executions.awaitEnd(first.body().get("executionArn").asText());
        LocalStack.Answer ended = stack.call(SdkHttpMethod.GET, "/clusters/by-api", "", Map.of());
        assertThat(ended.body().get("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(ended.body().get("state").asText())
                .as(ended.body().toString())
                .isEqualTo("STANDS");
        assertThat(ended.body().at("/cluster/status").asText()).isEqualTo("InService");
        assertThat(ended.body().at("/cluster/nodes")).isNotEmpty();
        assertThat(ended.body().at("/requestedBy").asText()).contains(":user/");
        assertThat(ended.body().at("/notAnswered")).isEmpty();
        assertThat(ended.body().at("/result/egress/verdict").asText()).isEqualTo("LOCKED");
        assertThat(ended.body().get("currentStep").asText()).isEqualTo("Provisioned");

        ObjectNode reordered = request.objectNode();
        reordered.set("restrictedInstanceGroups", request.get("restrictedInstanceGroups"));
        reordered.setAll(request);
        LocalStack.Answer again = stack.call(SdkHttpMethod.POST, "/clusters", reordered.toPrettyString(), key);
        assertThat(again.body().get("executionArn")).isEqualTo(first.body().get("executionArn"));

        request.put("nodeRecovery", "None");
        LocalStack.Answer other = stack.call(SdkHttpMethod.POST, "/clusters", request.toString(), key);
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void theApiDeletesWhatIsConfirmedAndSaysWhatBecameOfIt() {
        LocalStack.Answer started = stack.call(
                SdkHttpMethod.POST,
                "/clusters",
                withoutHealthChecks("to-be-deleted").toString(),
                Map.of());
        executions.awaitEnd(started.body().get("executionArn").asText());
        assertThat(names(stack.call(SdkHttpMethod.GET, "/clusters?maxResults=50", "", Map.of())))
                .contains("to-be-deleted STANDS");

        LocalStack.Answer refused = stack.call(SdkHttpMethod.DELETE, "/clusters/to-be-deleted", "", Map.of());
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(409);
        assertThat(refused.body().at("/wouldBeDeleted/clusterStatus").asText()).isEqualTo("InService");

        LocalStack.Answer deleted =
                stack.call(SdkHttpMethod.DELETE, "/clusters/to-be-deleted?artifactsSynchronised=true", "", Map.of());
        assertThat(deleted.status()).as(deleted.body().toString()).isEqualTo(202);
        LocalStack.Answer again = stack.call(
                SdkHttpMethod.DELETE, "/clusters/to-be-deleted", "{\"artifactsSynchronised\": true}", Map.of());
        assertThat(again.body().get("rollbackArn")).isEqualTo(deleted.body().get("rollbackArn"));

        DescribeExecutionResponse rollback =
                executions.awaitEnd(deleted.body().get("rollbackArn").asText());
        assertThat(rollback.status()).as(rollback.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        LocalStack.Answer gone = stack.call(SdkHttpMethod.GET, "/clusters/to-be-deleted", "", Map.of());
        assertThat(gone.body().get("state").asText()).as(gone.body().toString()).isEqualTo("GONE");
        assertThat(gone.body().at("/rollbacks/0/status").asText()).isEqualTo("COMPLETE");
        assertThat(gone.body().at("/rollbacks/0/confirmation/requestedBy").asText())
                .contains(":user/");
        assertThat(stack.call(SdkHttpMethod.DELETE, "/clusters/to-be-deleted?artifactsSynchronised=true", "", Map.of())
                        .status())
                .isEqualTo(404);
    }

    private static List<String> names(LocalStack.Answer list) {
        assertThat(list.status()).as(list.body().toString()).isEqualTo(200);
        return list.body()
                .path("clusters")
                .valueStream()
                .map(cluster -> cluster.path("clusterName").asText() + " "
                        + cluster.path("state").asText())
                .toList();
    }

    @Test
    void aListIsAskedForInWordsThatItKnows() {
        LocalStack.Answer answer = stack.call(SdkHttpMethod.GET, "/clusters?maxResults=51", "", Map.of());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("message").asText()).contains("maxResults is 51");
    }

    @Test
    void anUnknownClusterIsNotFound() {
        LocalStack.Answer answer = stack.call(SdkHttpMethod.GET, "/clusters/nobody-asked-for-this", "", Map.of());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().get("message").asText()).contains("nobody-asked-for-this");
    }

    @Test
    void theApiAnswersNobodyWithoutASignature() {
        assertThat(stack.callUnsigned("/clusters/by-api").status()).isEqualTo(403);
    }

    @Test
    void aMixtureOfWaysInIsRefused() {
        ObjectNode request = (ObjectNode) Project.json("events/console/provision.json");
        request.put("httpMethod", "POST");
        DescribeExecutionResponse ended = executions.awaitEnd(executions.start(request.toString()));
        assertThat(ended.cause()).contains("InvalidRequestException", "mixes ways in");
    }

    @Test
    void anExecutionThatIsStoppedFromOutsideIsRolledBack() {
        String execution = executions.start(withoutHealthChecks("to-be-stopped").toString());
        executions.awaitState(execution, "WaitForCluster");
        executions.stop(execution);
        String name = execution.substring(execution.lastIndexOf(':') + 1);
        assertThat(stack.controlPlanes().toString()).contains(name);

        DescribeExecutionResponse rollback =
                executions.awaitEnd(executions.awaitStart(stack.output("RollbackStateMachineArn"), name));
        assertThat(rollback.status()).as(rollback.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(stack.controlPlanes().toString()).doesNotContain(name);
    }

    /** Deep health checks only take time here. */
    private ObjectNode withoutHealthChecks(String clusterName) {
        ObjectNode request = stack.request(clusterName);
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        return request;
    }
}
