package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatus;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Two stacks in one account and Region, an update and a deletion while executions run and clusters stand, and the
 * longest name.
 */
@ExtendWith(LocalStack.Resolver.class)
class StackLifeIT {

    /** A stack's name may have 128 characters. */
    private static final String SECOND = "second-" + "0123456789a".repeat(11);

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final LocalStack stack;
    private final Executions executions;
    private final CloudFormationClient cloudFormation;
    private final EventBridgeClient events;

    StackLifeIT(LocalStack stack) {
        this.stack = stack;
        executions = new Executions(stack);
        cloudFormation = stack.client(CloudFormationClient.builder());
        events = stack.client(EventBridgeClient.builder());
    }

    @Test
    void aSecondStackIsUpdatedWhileItWorksAndDeletedOnlyWhenNothingIsLeft() throws IOException {
        assertThat(SECOND).hasSize(128);
        JsonNode outputs = stack.deploy(SECOND);
        String stackId = cloudFormation
                .describeStacks(r -> r.stackName(SECOND))
                .stacks()
                .getFirst()
                .stackId();

        ObjectNode request = stack.request("of-the-second");
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        request.put("application", SECOND);
        publish("Provision Requested", request.toString());
        String execution =
                executions.awaitStart(outputs.get("ProvisionStateMachineArn").asText(), "of-the-second");
        executions.awaitState(execution, "WaitForCluster");

        update(outputs);
        DescribeExecutionResponse provisioned = executions.awaitEnd(execution);
        assertThat(provisioned.status()).as(provisioned.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(executions.startedFor("of-the-second"))
                .as("one event starts one execution of one application")
                .isZero();

        assertThat(deleted(stackId)).isEqualTo(StackStatus.DELETE_FAILED);
        assertThat(guardsReason(stackId))
                .contains(
                        "is in use, and nothing of it was deleted",
                        "AWS::SageMaker::Cluster of-the-second (InService)");

        SfnClient states = stack.client(SfnClient.builder());
        DescribeExecutionResponse takenBack = executions.awaitEnd(states.startExecution(r -> r.stateMachineArn(
                                outputs.get("RollbackStateMachineArn").asText())
                        .input("{\"executionArn\": \"" + execution + "\", \"artifactsSynchronised\": true}"))
                .executionArn());
        assertThat(takenBack.status())
                .as("what takes a cluster back was not deleted: " + takenBack.cause())
                .isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(deleted(stackId)).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(stack.controlPlanes().toString()).doesNotContain(SECOND);
    }

    @Test
    void anEventThatNamesNoApplicationStartsNothingAndTheTopicSaysSo() {
        Notifications notifications = new Notifications(stack, "unaddressed");
        publish("Provision Requested", "{\"clusterName\": \"for-nobody\"}");
        assertThat(notifications.receive("names no application")).contains("application: " + stack.application());
        assertThat(executions.startedFor("for-nobody")).isZero();
    }

    @Test
    void theTopicIsToldOfAnUnhealthyClusterInWords() {
        Notifications notifications = new Notifications(stack, "unhealthy");
        publish("Standing Cluster Unhealthy", """
                {"application": "another", "clusterName": "not-ours", "clusterArn": "arn", "executionName": "e-1",
                 "status": "InService", "trouble": "node i-0 is Unhealthy"}""");
        publish("Standing Cluster Unhealthy", """
                {"application": "%s", "clusterName": "nova", "clusterArn": "arn", "executionName": "e-1",
                 "status": "InService", "trouble": "node i-1 is Unhealthy"}""".formatted(stack.application()));
        assertThat(notifications.receive("node i-1 is Unhealthy"))
                .contains("The HyperPod cluster nova stands, is InService, costs money, and is not well")
                .doesNotContain("not-ours");
    }

    /** From SageMaker's event through both rules, by the function with the role that the template gives it. */
    @Test
    void theTopicIsToldWhenAClusterThatStandsLosesANode() {
        Notifications notifications = new Notifications(stack, "unhealthy-node");
        SageMakerClient sageMaker = stack.controlPlaneClient(SageMakerClient.builder());
        ObjectNode request = stack.request("unhealthy-node");
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        // Later than the execution's success, which comes some seconds after the cluster stands.
        stack.impose(request.at("/network/subnetIds"), """
                {"cluster": {"failingNodes": 1, "nodeMessage": "Fault type NvidiaErrorTerminate was detected.",
                   "seconds": {"nodeFailure": 15000}}}""");
        DescribeExecutionResponse provisioned = executions.awaitEnd(executions.start(request.toString()));
        assertThat(provisioned.status()).as(provisioned.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        String clusterArn =
                sageMaker.describeCluster(r -> r.clusterName("unhealthy-node")).clusterArn();
        Awaitility.await("a node that fails")
                .atMost(PATIENCE)
                .until(() -> sageMaker.listClusterNodes(r -> r.clusterName(clusterArn)).clusterNodeSummaries().stream()
                        .anyMatch(node -> node.instanceStatus().status() == ClusterInstanceStatus.FAILURE));
        assertThat(notifications.receive("NvidiaErrorTerminate"))
                .contains("The HyperPod cluster unhealthy-node stands, is InService", clusterArn);
    }

    /** To code that cannot run, of the state that comes last. */
    private void update(JsonNode outputs) throws IOException {
        Path zip = stack.functionZip("verify");
        byte[] works = Files.readAllBytes(zip);
        try {
            try (ZipOutputStream broken = new ZipOutputStream(Files.newOutputStream(zip))) {
                broken.putNextEntry(new ZipEntry("README"));
                broken.write("no function".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(stack.deploy(SECOND).get("ProvisionStateMachineArn"))
                    .as("an update replaces no state machine")
                    .isEqualTo(outputs.get("ProvisionStateMachineArn"));
        } finally {
            Files.write(zip, works);
        }
        String function = cloudFormation
                .describeStackResource(r -> r.stackName(SECOND).logicalResourceId("VerifyEgressLockdownFunction"))
                .stackResourceDetail()
                .physicalResourceId();
        assertThat(stack.client(LambdaClient.builder())
                        .getFunctionConfiguration(r -> r.functionName(function))
                        .codeSize())
                .as("the new code is there")
                .isLessThan(1_000);
    }

    private void publish(String detailType, String detail) {
        events.putEvents(r -> r.entries(PutEventsRequestEntry.builder()
                .source("hyperpod.rig")
                .detailType(detailType)
                .detail(detail)
                .build()));
    }

    /** The stack's status when its deletion has ended, one way or the other. */
    private StackStatus deleted(String stackId) {
        cloudFormation.deleteStack(r -> r.stackName(stackId));
        return Awaitility.await("the end of the deletion")
                .atMost(PATIENCE)
                .until(
                        () -> cloudFormation
                                .describeStacks(r -> r.stackName(stackId))
                                .stacks()
                                .getFirst()
                                .stackStatus(),
                        status -> status == StackStatus.DELETE_COMPLETE || status == StackStatus.DELETE_FAILED);
    }

    private String guardsReason(String stackId) {
        return cloudFormation
                .describeStackResource(r -> r.stackName(stackId).logicalResourceId("DeletionGuard"))
                .stackResourceDetail()
                .resourceStatusReason();
    }
}
