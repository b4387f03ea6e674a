package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * What executions without success left is found, reported and, if the parameter says so, taken back; nothing else is
 * touched.
 */
@ExtendWith(LocalStack.Resolver.class)
class SweepIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOUND = "Orphaned Resources Found";

    private final LocalStack stack;
    private final LambdaClient lambda;
    private final Executions executions;

    SweepIT(LocalStack stack) {
        this.stack = stack;
        lambda = stack.client(LambdaClient.builder());
        executions = new Executions(stack);
    }

    @Test
    void whatNobodyTakesBackIsToldAndTakenBack() throws IOException {
        String succeeded =
                executions.start(withoutHealthChecks("sweep-succeeded").toString());
        String failed = stoppedWithItsRollback("sweep-orphan");
        JsonNode request = stack.request("sweep-stranger");
        List<TaggedResource> strangers = List.of(
                TaggedResource.cluster(stack, request, "sweep-stranger", tags("hyperpod-rig-other", name(failed))),
                TaggedResource.fileSystem(stack, request, Map.of("hyperpod-rig:execution", name(failed))));
        List<TaggedResource> forged = List.of(
                TaggedResource.fileSystem(stack, request, tags("hyperpod-rig", name(failed))),
                TaggedResource.fileSystem(stack, request, Map.of("hyperpod-rig:application", "hyperpod-rig")),
                TaggedResource.fileSystem(stack, request, tags("hyperpod-rig", "long-forgotten")),
                TaggedResource.fileSystem(stack, request, tags("hyperpod-rig", "other:" + name(failed))));
        assertThat(executions.awaitEnd(succeeded).status()).isEqualTo(ExecutionStatus.SUCCEEDED);

        startsRollback(false);
        sweep(); // the function's process is up now, and the next sweep quick enough to find an execution that runs
        Notifications notifications = new Notifications(stack, "sweep-notifications");
        String running = executions.start(stack.request("sweep-running").toString());
        executions.awaitState(running, "WaitForCluster");
        JsonNode report = sweep();
        assertThat(executions.describe(running).status())
                .as("while the sweep ran")
                .isEqualTo(ExecutionStatus.RUNNING);
        JsonNode orphaned = orphaned(report, failed);
        assertThat(orphaned.get("status").asText()).isEqualTo("ABORTED");
        assertThat(orphaned.get("rollbackStarted").asBoolean()).isFalse();
        List<TaggedResource> left = orphaned.get("resources").findValuesAsText("id").stream()
                .map(TaggedResource::new)
                .toList();
        assertThat(left).extracting(TaggedResource::id).contains("sweep-orphan");
        assertThat(report.get("orphaned").findValuesAsText("executionArn")).doesNotContain(succeeded, running);
        assertThat(ids(report.get("disputed")))
                .containsAll(forged.stream().map(TaggedResource::id).toList())
                .doesNotContainAnyElementsOf(
                        strangers.stream().map(TaggedResource::id).toList())
                .doesNotContain("sweep-orphan", "sweep-succeeded", "sweep-running");
        assertThat(disputes(report, forged)).containsOnly("NOT_MEANT");
        assertThat(notifications.receive(failed)).contains(FOUND, failed, "sweep-orphan");
        assertThat(startedFor(failed)).isZero();
        JsonNode untouched = stack.controlPlanes();
        assertThat(left).allMatch(resource -> resource.stands(untouched));

        startsRollback(true);
        assertThat(orphaned(sweep(), failed).get("rollbackStarted").asBoolean()).isTrue();
        String rollbackArn = executions.awaitStart(stack.output("RollbackStateMachineArn"), failed);
        executions.awaitState(rollbackArn, "DeleteCluster");
        assertThat(sweep().get("orphaned").findValuesAsText("executionArn"))
                .as("it is rolled back now, as the ledger says")
                .doesNotContain(failed);
        assertThat(startedFor(failed)).isEqualTo(1);
        DescribeExecutionResponse rollback = executions.awaitEnd(rollbackArn);
        assertThat(rollback.name()).startsWith("sweep-");
        assertThat(rollback.status()).as(rollback.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(executions.awaitEnd(running).status()).isEqualTo(ExecutionStatus.SUCCEEDED);

        JsonNode after = stack.controlPlanes();
        assertThat(left).allMatch(resource -> resource.isGone(after));
        assertThat(strangers).allMatch(resource -> resource.stands(after));
        assertThat(forged).allMatch(resource -> resource.stands(after));
        assertThat(List.of(new TaggedResource("sweep-succeeded"), new TaggedResource("sweep-running")))
                .allMatch(resource -> resource.stands(after));
        assertThat(List.of(succeeded, running)).allMatch(execution -> startedFor(execution) == 0);
        assertThat(sweep().get("orphaned").findValuesAsText("executionArn"))
                .as("the index of tags still lists what is gone")
                .doesNotContain(failed, succeeded, running);
        untagged(succeeded);
        stack.controlPlaneClient(SageMakerClient.builder()).deleteCluster(r -> r.clusterName("sweep-stranger"));
        Stream.concat(strangers.stream(), forged.stream())
                .filter(stranger -> stranger.id().startsWith("fs-"))
                .forEach(stranger -> stack.controlPlaneClient(FSxClient.builder())
                        .deleteFileSystem(r -> r.fileSystemId(stranger.id())));
    }

    /** A cluster that stands loses its tags: the ledger knows whose it is, and nobody touches it. */
    private void untagged(String executionArn) throws IOException {
        SageMakerClient sageMaker = stack.controlPlaneClient(SageMakerClient.builder());
        String arn =
                sageMaker.describeCluster(r -> r.clusterName("sweep-succeeded")).clusterArn();
        Tag ours = Tag.builder()
                .key("hyperpod-rig:execution")
                .value(name(executionArn))
                .build();
        sageMaker.deleteTags(r -> r.resourceArn(arn).tagKeys(ours.key()));
        JsonNode report = sweep();
        assertThat(disputes(report, List.of(new TaggedResource("sweep-succeeded"))))
                .containsExactly("TAG_MISSING");
        assertThat(startedFor(executionArn)).isZero();
        sageMaker.addTags(r -> r.resourceArn(arn).tags(ours));
        assertThat(ids(sweep().get("disputed"))).doesNotContain("sweep-succeeded");
    }

    /** An execution that somebody stopped, and whose rollback somebody stopped too. */
    private String stoppedWithItsRollback(String clusterName) {
        String execution = executions.start(stack.request(clusterName).toString());
        executions.awaitState(execution, "WaitForCluster");
        executions.stop(execution);
        String rollback = executions.awaitStart(stack.output("RollbackStateMachineArn"), execution);
        executions.stop(rollback);
        assertThat(executions.awaitEnd(rollback).status()).isEqualTo(ExecutionStatus.ABORTED);
        return execution;
    }

    private static List<String> ids(JsonNode disputed) {
        return StreamSupport.stream(disputed.spliterator(), false)
                .flatMap(one -> one.get("resources").findValuesAsText("id").stream())
                .toList();
    }

    /** What is in dispute of these; other tests leave disputes of their own. */
    private static List<String> disputes(JsonNode report, List<TaggedResource> resources) {
        List<String> ids = resources.stream().map(TaggedResource::id).toList();
        return StreamSupport.stream(report.get("disputed").spliterator(), false)
                .filter(one ->
                        one.get("resources").findValuesAsText("id").stream().anyMatch(ids::contains))
                .map(one -> one.get("dispute").asText())
                .toList();
    }

    /** As the parameter SweepStartsRollback does. */
    private void startsRollback(boolean starts) {
        String function = stack.output("SweepFunctionName");
        Map<String, String> variables = new HashMap<>(lambda.getFunctionConfiguration(r -> r.functionName(function))
                .environment()
                .variables());
        variables.put("SWEEP_STARTS_ROLLBACK", String.valueOf(starts));
        lambda.updateFunctionConfiguration(
                r -> r.functionName(function).environment(environment -> environment.variables(variables)));
        lambda.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName(function));
    }

    private JsonNode sweep() throws IOException {
        InvokeResponse answer = lambda.invoke(r -> r.functionName(stack.output("SweepFunctionName")));
        String report = answer.payload().asString(StandardCharsets.UTF_8);
        assertThat(answer.functionError()).as(report).isNull();
        return JSON.readTree(report);
    }

    private static JsonNode orphaned(JsonNode report, String executionArn) {
        return StreamSupport.stream(report.get("orphaned").spliterator(), false)
                .filter(execution -> execution.get("executionArn").asText().equals(executionArn))
                .findFirst()
                .orElseThrow(() -> new AssertionError(executionArn + " is not in " + report));
    }

    /** How many rollbacks of an execution the sweep started. */
    private long startedFor(String executionArn) {
        SfnClient states = stack.client(SfnClient.builder());
        return states
                .listExecutionsPaginator(r -> r.stateMachineArn(stack.output("RollbackStateMachineArn")))
                .executions()
                .stream()
                .filter(rollback -> rollback.name().startsWith("sweep-"))
                .filter(rollback ->
                        executions.describe(rollback.executionArn()).input().contains(executionArn))
                .count();
    }

    private static Map<String, String> tags(String application, String execution) {
        return Map.of("hyperpod-rig:application", application, "hyperpod-rig:execution", execution);
    }

    private static String name(String executionArn) {
        return executionArn.substring(executionArn.lastIndexOf(':') + 1);
    }

    private ObjectNode withoutHealthChecks(String clusterName) {
        ObjectNode request = stack.request(clusterName);
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        return request;
    }
}
