package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class ClusterDeletionTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void whatTheExecutionDoesNotOwnIsGone() {
        account.cluster("of-a-stranger");
        account.cluster("of-another-execution").ownedBy("app", "e-2");
        account.cluster("of-another-application").ownedBy("app-2", "e-1");
        account.cluster("of-an-earlier-execution-of-the-name")
                .ownedBy("app", "e-1")
                .at("CreationTime", AwsAccount.NOW.minusSeconds(100_000));
        assertThat(remove()).isEqualTo(Removal.gone());
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    /** By its ARN: a name might by now be somebody else's cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"InService", "Failed", "SystemUpdating"})
    void itsOwnClusterIsDeleted(String status) {
        HyperPodCluster own = account.cluster("nova").ownedBy("app", "e-1").status(status);
        account.cluster("of-a-stranger");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteCluster"))
                .extracting(call -> call.get("ClusterName").asText())
                .containsExactly(own.arn());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
    }

    @Test
    void whatIsBeingDeletedIsOnlyWaitedFor() {
        account.cluster("nova").ownedBy("app", "e-1").status("Deleting");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Updating", "RollingBack"})
    void aRefusalIsReportedInSageMakersWords(String status) {
        account.cluster("nova").ownedBy("app", "e-1").status(status);
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.REFUSED);
        assertThat(removal.reason().orElseThrow())
                .startsWith("nova (" + status + "): ")
                .contains("ConflictException", "cannot be deleted while its status is " + status);
    }

    @Test
    void oneRefusalDoesNotStopTheOthers() {
        account.cluster("nova").ownedBy("app", "e-1").status("Creating");
        HyperPodCluster other = account.cluster("supernova").ownedBy("app", "e-1");
        account.cluster("hypernova").ownedBy("app", "e-1").status("Updating");
        assertThat(remove().reason().orElseThrow())
                .contains("nova (Creating)", "; hypernova (Updating)")
                .doesNotContain("supernova");
        assertThat(other.get("ClusterStatus")).isEqualTo("Deleting");
    }

    @Test
    void aClusterThatGoesMeanwhileIsNoRefusal() {
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("DeleteCluster", "ResourceNotFound", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void aServiceThatFailsIsAskedAgainLater() {
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("DeleteCluster", "InternalFailure", 500);
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
    }

    private Removal remove() {
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        return new ClusterDeletion(sageMaker, new OwnClusters(sageMaker, "app")).remove(EXECUTION);
    }
}
