package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.ClusterFailedException;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** Ready means: cluster InService, each group InService with all its instances, each node Running. */
class ClusterWatchTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final HyperPodCluster cluster = account.cluster("nova");

    @Test
    void aClusterWithAllItsNodesIsReady() {
        cluster.group("rig-1", "InService", 2, 2)
                .group("rig-2", "InService", 1, 1)
                .nodes("Running", 3);
        ClusterProgress progress = look();
        assertThat(progress.ready()).isTrue();
        assertThat(progress.clusterArn()).isEqualTo(cluster.arn());
        assertThat(progress.summary())
                .isEqualTo("cluster InService; rig-1 InService 2/2, rig-2 InService 1/1, nodes: 3 Running");
    }

    @Test
    void groupsAreReportedWithWhereTheyWriteOnceSageMakerSaysIt() {
        cluster.status("Creating")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("EnvironmentConfig", Map.of("S3OutputPath", "s3://managed/rig-1"))
                .group("rig-2", "Creating", 0, 4);
        assertThat(look().groups())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.s3OutputPath()).hasValue("s3://managed/rig-1");
                            assertThat(first.currentCount()).isEqualTo(2);
                        },
                        second -> {
                            assertThat(second.s3OutputPath()).isEmpty();
                            assertThat(second.status()).isEqualTo("Creating");
                            assertThat(second.targetCount()).isEqualTo(4);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Updating", "SystemUpdating"})
    void aClusterThatIsOnItsWayIsWaitedFor(String status) {
        cluster.status(status).group("rig-1", "InService", 1, 1).nodes("Running", 1);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).isEqualTo("cluster " + status + "; rig-1 InService 1/1, nodes: 1 Running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "RollingBack", "Deleting", "SomethingNew"})
    void aClusterThatWillNotBecomeReadyHasFailed(String status) {
        cluster.status(status).with("FailureMessage", "We currently do not have sufficient capacity.");
        assertThatThrownBy(this::look)
                .isInstanceOf(ClusterFailedException.class)
                .hasMessageContainingAll("cluster nova is " + status, "sufficient capacity", "send the request again");
        cluster.without("FailureMessage");
        assertThatThrownBy(this::look).hasMessageContaining("SageMaker gives no failure message");
    }

    /** A proxy on the way, or a connection that breaks off: the state machine asks again. */
    @Test
    void anAnswerThatIsNoJsonIsNoAnswer() {
        account.answers("DescribeCluster", "<html>");
        assertThatThrownBy(this::look).isInstanceOf(SdkClientException.class);
    }

    @Test
    void aClusterThatIsGoneHasFailed() {
        cluster.gone();
        assertThatThrownBy(this::look)
                .isInstanceOf(ClusterFailedException.class)
                .hasMessageContainingAll(cluster.arn(), "somebody else deleted it");
    }

    /** The ARN is asked for: a name might by now be somebody else's cluster. */
    @Test
    void anotherClusterOfTheSameNameIsNotIt() {
        cluster.gone();
        account.cluster("nova").with("ClusterArn", AwsAccount.arn("sagemaker", "cluster/another"));
        assertThatThrownBy(this::look).isInstanceOf(ClusterFailedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Creating, 2, 2",
        "Updating, 2, 2",
        "SystemUpdating, 2, 2",
        "Deleting, 2, 2",
        "Degraded, 2, 2",
        "InService, 1, 2",
        "InService, 3, 2"
    })
    void aGroupThatIsNotCompleteIsWaitedFor(String status, int current, int target) {
        cluster.group("rig-1", "InService", 1, 1)
                .group("rig-2", status, current, target)
                .nodes("Running", 3);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).endsWith("rig-2 " + status + " " + current + "/" + target + ", nodes: 3 Running");
    }

    @Test
    void aGroupThatFailedIsNotWaitedFor() {
        cluster.with("FailureMessage", "no addresses")
                .group("rig-1", "InService", 1, 1)
                .group("rig-2", "Failed", 1, 4)
                .nodes("Running", 2);
        assertThatThrownBy(this::look)
                .isInstanceOf(ClusterFailedException.class)
                .hasMessageContainingAll(
                        "restricted instance group rig-2 of cluster nova is Failed with 1 of 4 instances",
                        "no addresses");
        cluster.without("FailureMessage");
        assertThatThrownBy(this::look).hasMessageContaining("SageMaker gives no failure message");
    }

    /**
     * The cluster's own status decides first: its groups' are those of an attempt that SageMaker takes back or
     * continues.
     */
    @Test
    void aGroupThatFailsWhileTheClusterIsOnItsWayIsStillWaitedFor() {
        cluster.status("Creating").group("rig-1", "Failed", 0, 4);
        assertThat(look().ready()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Failure",
                "Pending",
                "ShuttingDown",
                "SystemUpdating",
                "DeepHealthCheckInProgress",
                "NotFound",
                "SomethingNew"
            })
    void oneNodeThatDoesNotRunIsWaitedFor(String status) {
        cluster.group("rig-1", "InService", 3, 3).nodes("Running", 2).nodes(status, 1);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).contains("nodes: ", "1 " + status, "2 Running");
    }

    @Test
    void aNodeMoreThanWantedThatDoesNotRunIsWaitedFor() {
        cluster.group("rig-1", "InService", 2, 2).nodes("Running", 2).nodes("ShuttingDown", 1);
        assertThat(look().ready()).isFalse();
    }

    @Test
    void aNodeWhoseStatusIsNotSaidDoesNotRun() {
        cluster.group("rig-1", "InService", 2, 2).nodes("Running", 1).nodeWithoutStatus();
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).endsWith("nodes: 1 NotFound, 1 Running");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void asManyNodesAsWantedMustRun(int running) {
        cluster.group("rig-1", "InService", 2, 2).nodes("Running", running);
        assertThat(look().ready()).isFalse();
    }

    @Test
    void nodesOfEveryPageCount() {
        cluster.group("rig-1", "InService", 25, 25).nodes("Running", 24).nodes("Pending", 1);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).endsWith("nodes: 1 Pending, 24 Running");
    }

    /** A cluster without nodes shows whether all else is in order. */
    @Test
    void aGroupThatShallHaveNoNodesIsReadyWithoutAny() {
        cluster.group("rig-1", "InService", 0, 0);
        assertThat(look().ready()).isTrue();
        assertThat(look().summary()).isEqualTo("cluster InService; rig-1 InService 0/0");
    }

    /** While nodes come up, nothing but their messages says why one does not. */
    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Updating", "SystemUpdating", "InService"})
    void whatSageMakerSaysAboutNodesIsInTheSummaryOnce(String status) {
        cluster.status(status)
                .group("rig-1", "Creating", 1, 4)
                .nodes("Running", 1)
                .nodesThatSay("Pending", 2, "waiting for capacity")
                .nodesThatSay("Failure", 1, "EFA health checks did not run successfully");
        assertThat(look().ready()).isFalse();
        assertThat(look().summary())
                .endsWith("nodes: 1 Failure, 2 Pending, 1 Running; nodes say: "
                        + "'EFA health checks did not run successfully', 'waiting for capacity'");
    }

    @Test
    void manyLongMessagesAreShortened() {
        cluster.group("rig-1", "Creating", 0, 9);
        for (int i = 0; i < 9; i++) {
            cluster.nodesThatSay("Pending", 1, i + "x".repeat(10_000));
        }
        assertThat(look().summary()).hasSizeLessThan(2_000).endsWith("' and 4 more");
    }

    @Test
    void whatSageMakerSaysAboutNodesIsInTheFailure() {
        cluster.status("Failed")
                .with("FailureMessage", "Nodes failed.")
                .group("rig-1", "Failed", 0, 2)
                .nodesThatSay("Failure", 2, "EFA health checks did not run successfully");
        String said = "Nodes say: 'EFA health checks did not run successfully'.";
        assertThatThrownBy(this::look).hasMessageContaining("is Failed: Nodes failed. " + said);
        cluster.status("InService");
        assertThatThrownBy(this::look).hasMessageContainingAll("rig-1", said);
    }

    @Test
    void aFailedNodeThatNobodyReplacesIsNotWaitedFor() {
        cluster.with("NodeRecovery", "None")
                .group("rig-1", "InService", 2, 2)
                .nodes("Running", 1)
                .nodesThatSay("Failure", 1, "EFA health checks did not run successfully");
        assertThatThrownBy(this::look)
                .isInstanceOf(ClusterFailedException.class)
                .hasMessageContainingAll(
                        "nodes of cluster nova failed",
                        "nodeRecovery None",
                        "1 Failure, 1 Running",
                        "EFA health checks did not run successfully",
                        "ask for nodeRecovery Automatic");
        cluster.with("NodeRecovery", "Automatic");
        assertThat(look().ready()).isFalse();
    }

    /** SageMaker itself decides what becomes of a creation that it has not finished. */
    @Test
    void aFailedNodeOfAClusterThatIsOnItsWayIsWaitedFor() {
        cluster.status("Creating")
                .with("NodeRecovery", "None")
                .group("rig-1", "Creating", 1, 2)
                .nodes("Failure", 1);
        assertThat(look().ready()).isFalse();
    }

    @Test
    void aDegradedGroupThatNobodyMendsIsNotWaitedFor() {
        cluster.with("NodeRecovery", "None")
                .with("FailureMessage", "One instance could not be provisioned.")
                .group("rig-1", "Degraded", 1, 2)
                .nodes("Running", 1);
        assertThatThrownBy(this::look)
                .isInstanceOf(ClusterFailedException.class)
                .hasMessageContainingAll("rig-1 Degraded 1/2", "One instance could not be provisioned.");
        cluster.with("NodeRecovery", "Automatic");
        assertThat(look().summary()).endsWith("; SageMaker says: One instance could not be provisioned.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "DeepHealthCheckInProgress", "SystemUpdating", "AttachInProgress"})
    void aDegradedGroupWhoseNodesAreOnTheirWayIsWaitedFor(String status) {
        cluster.with("NodeRecovery", "None")
                .group("rig-1", "Degraded", 1, 2)
                .nodes("Running", 1)
                .nodes(status, 1);
        assertThat(look().ready()).isFalse();
    }

    /** SageMaker may still name what went wrong before it recovered. */
    @Test
    void aCompleteClusterIsReadyWhateverItsFailureMessageSays() {
        cluster.with("FailureMessage", "A node was replaced.")
                .group("rig-1", "InService", 1, 1)
                .nodes("Running", 1);
        assertThat(look().ready()).isTrue();
        assertThat(look().summary()).endsWith("; SageMaker says: A node was replaced.");
    }

    /** The SDK does not know these members; a file system that the nodes mount hides nothing that it knows. */
    @Test
    void whereNodesMountTheSharedFileSystemIsReported() {
        cluster.group("rig-1", "InService", 1, 1)
                .ofGroup("InstanceStorageConfigs", JsonText.parsed("""
                        [{"EbsVolumeConfig": {"VolumeSizeInGB": 500}},
                         {"FsxLustreConfig": {"DnsName": "fs-1.fsx.us-east-1.amazonaws.com", "MountName": "abcdefgh",
                          "MountPath": "/shared"}}]"""))
                .group("rig-2", "InService", 0, 0)
                .nodes("Running", 1);
        assertThat(look().ready()).isTrue();
        assertThat(look().groups())
                .extracting(ClusterProgress.Group::mountPath)
                .containsExactly(Optional.of("/shared"), Optional.empty());
    }

    @Test
    void anAnswerWithoutTheStatusIsNoAnswer() {
        cluster.without("ClusterStatus");
        assertThatThrownBy(this::look)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("DescribeCluster.ClusterStatus");
    }

    @Test
    void aGroupOfWhichSageMakerSaysNothingIsNotComplete() {
        cluster.group("rig-1", "InService", 0, 0)
                .ofGroup("Status", null)
                .ofGroup("CurrentCount", null)
                .ofGroup("TargetCount", null);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).isEqualTo("cluster InService; rig-1 unknown 0/0");
    }

    /** A describe call may be late: what was just created may not be there yet. */
    @Test
    void aClusterThatWasNeverShownIsLookedForAgain() {
        cluster.gone();
        assertThatThrownBy(() -> new ClusterWatch(account.client(SageMakerClient.builder())).look(cluster.arn(), false))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll("does not show cluster " + cluster.arn(), "repeated");
    }

    private ClusterProgress look() {
        return new ClusterWatch(account.client(SageMakerClient.builder())).look(cluster.arn(), true);
    }
}
