package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.ClusterFailedException;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(look().summary()).isEqualTo("cluster " + status + "; rig-1 InService 1/1");
        assertThat(account.calls("ListClusterNodes"))
                .as("nodes of a cluster that is not there yet")
                .isEmpty();
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
        assertThat(look().summary()).endsWith("rig-2 " + status + " " + current + "/" + target);
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

    @Test
    void aGroupOfWhichSageMakerSaysNothingIsNotComplete() {
        cluster.group("rig-1", "InService", 0, 0)
                .ofGroup("Status", null)
                .ofGroup("CurrentCount", null)
                .ofGroup("TargetCount", null);
        assertThat(look().ready()).isFalse();
        assertThat(look().summary()).isEqualTo("cluster InService; rig-1 unknown 0/0");
    }

    private ClusterProgress look() {
        return new ClusterWatch(account.client(SageMakerClient.builder())).look(cluster.arn());
    }
}
