package hyperpod.rig.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What is published of what SageMaker says of clusters. */
class ClusterHealthTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private OwnExecution own;

    @Test
    void aNodeOfAStandingClusterThatFailsIsPublished() {
        String arn = standing().arn();
        assertThat(heard(nodeHealth(arn, "Unhealthy"))).isPresent();
        assertThat(account.events()).singleElement().satisfies(event -> {
            assertThat(event.detailType()).isEqualTo("Standing Cluster Unhealthy");
            assertThat(event.detail().get("application").asText()).isEqualTo("app");
            assertThat(event.detail().get("clusterName").asText()).isEqualTo("nova");
            assertThat(event.detail().get("clusterArn").asText()).isEqualTo(arn);
            assertThat(event.detail().get("executionName").asText()).isEqualTo("e-1");
            assertThat(event.detail().get("status").asText()).isEqualTo("InService");
            assertThat(event.detail().get("trouble").asText())
                    .isEqualTo("node i-12345678abcdefghi is Unhealthy; fault type 'NvidiaErrorTerminate' on this node;"
                            + " repair action None; SageMaker recommends: Please Replace the Faulty Node.");
        });
    }

    @Test
    void aNodeThatIsWellAgainIsNotPublished() {
        assertNothing(nodeHealth(standing().arn(), "Healthy"));
    }

    @Test
    void aGroupThatIsDegradedIsPublishedAlthoughTheClusterIsInService() {
        String arn = standing().arn();
        assertThat(heard(stateChange(arn, "InService", "Degraded")))
                .hasValueSatisfying(unhealthy ->
                        assertThat(unhealthy.trouble()).isEqualTo("group rig-1 is Degraded with 1 of 2 nodes"));
    }

    @Test
    void aClusterThatFailsIsPublishedWithSageMakersReason() {
        String arn = standing().status("Failed").arn();
        assertThat(heard(stateChange(arn, "Failed", "InService")))
                .hasValueSatisfying(
                        unhealthy -> assertThat(unhealthy.trouble()).isEqualTo("the cluster is Failed: no capacity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InService", "Updating", "SystemUpdating", "Creating", "Deleting"})
    void aChangeThatIsNoTroubleIsNotPublished(String status) {
        assertNothing(stateChange(standing().arn(), status, "InService"));
    }

    /** Its execution reports, or its rollback and the sweep. */
    @Test
    void aClusterWhoseExecutionHasNotSucceededIsLeftToOthers() {
        assertNothing(
                nodeHealth(new OwnExecution(account, "e-1", "nova").cluster().arn(), "Unhealthy"));
    }

    @Test
    void aClusterWhoseExecutionIsClosedIsNobodys() {
        HyperPodCluster cluster = standing();
        own.rollbackEnded("r-1", AwsAccount.NOW, List.of());
        assertNothing(nodeHealth(cluster.arn(), "Unhealthy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Deleting"})
    void aClusterThatComesOrGoesDoesNotStand(String status) {
        assertNothing(nodeHealth(standing().status(status).arn(), "Unhealthy"));
    }

    /** The ledger says whose it is, not a tag that somebody took away. */
    @Test
    void aClusterWithoutItsTagsIsStillOurs() {
        assertThat(heard(nodeHealth(standing().tags(Map.of()).arn(), "Unhealthy")))
                .isPresent();
    }

    /** Events come for every cluster of the account. */
    @Test
    void theClusterOfAnotherIsNotOursAndNotAskedFor() {
        standing();
        assertNothing(nodeHealth(AwsAccount.arn("sagemaker", "cluster/ofsomeoneels"), "Unhealthy"));
        assertNothing(
                nodeHealth(account.cluster("spoofed").ownedBy("app", "e-1").arn(), "Unhealthy")
                        .replace("\"nova\"", "\"spoofed\""));
        assertThat(account.calls("DescribeCluster")).isEmpty();
    }

    @Test
    void aClusterThatIsGoneIsNoTrouble() {
        HyperPodCluster cluster = standing();
        assertNothing(nodeHealth(cluster.gone().arn(), "Unhealthy"));
    }

    private HyperPodCluster standing() {
        own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.succeeded(cluster);
        return cluster;
    }

    private void assertNothing(String event) {
        assertThat(heard(event)).isEmpty();
        assertThat(account.events()).isEmpty();
    }

    private Optional<StandingClusterUnhealthy> heard(String event) {
        return new ClusterHealth(
                        account.client(SageMakerClient.builder()),
                        OwnExecution.ledger(account, AwsAccount.NOW),
                        new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())))
                .heard(JsonText.parsed(event));
    }

    /** As AWS's guide shows one; the reason holds quotation marks, which EventBridge would not escape. */
    private static String nodeHealth(String arn, String status) {
        return """
                {"version": "0", "detail-type": "SageMaker HyperPod Cluster Node Health Event", "source": "aws.sagemaker",
                 "resources": ["%1$s"], "detail": {"ClusterName": "nova", "ClusterArn": "%1$s", "InstanceId": "i-12345678abcdefghi",
                 "Tags": {}, "HealthSummary": {"HealthStatus": "%2$s",
                 "HealthStatusReason": "fault type \\"NvidiaErrorTerminate\\" on this node", "RepairAction": "None",
                 "Recommendation": "Please Replace the Faulty Node."}}}""".formatted(arn, status);
    }

    private static String stateChange(String arn, String status, String groupStatus) {
        return """
                {"version": "0", "detail-type": "SageMaker HyperPod Cluster State Change", "source": "aws.sagemaker",
                 "resources": ["%1$s"], "detail": {"ClusterName": "nova", "ClusterArn": "%1$s", "ClusterStatus": "%2$s",
                 "CreationTime": 1745858447412, "FailureMessage": "%3$s", "InstanceGroups": [{"InstanceGroupName": "rig-1",
                 "InstanceType": "ml.p5.48xlarge", "Status": "%4$s", "CurrentCount": 1, "TargetCount": 2}]}}""".formatted(arn, status, status.equals("Failed") ? "no capacity" : "", groupStatus);
    }
}
