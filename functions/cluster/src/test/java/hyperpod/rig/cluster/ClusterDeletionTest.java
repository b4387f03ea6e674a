package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.CallRefusedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class ClusterDeletionTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    private static final String ROLE = "arn:aws:iam::111122223333:role/nova-rig";

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

    /** No deadline makes a permission appear; the other clusters are deleted all the same. */
    @Test
    void aMissingPermissionEndsTheWaitAndIsNamed() {
        account.cluster("nova").ownedBy("app", "e-1");
        account.cluster("supernova").ownedBy("app", "e-1");
        account.fails(
                "DeleteCluster",
                "AccessDeniedException",
                400,
                "User: app-DeleteClusterRole is not authorized to perform: sagemaker:ListComputeQuotas on resource: *");
        assertThatThrownBy(this::remove)
                .isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("nova (InService)")
                .hasMessageContaining("sagemaker:ListComputeQuotas")
                .hasMessageContaining("start the rollback again");
        assertThat(account.calls("DeleteCluster")).hasSize(2);
    }

    @Test
    void aClusterWhoseRoleIsGoneIsNotDeletedUntilTheRoleIsBack() {
        HyperPodCluster own = account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE);
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.BLOCKED);
        assertThat(removal.reason().orElseThrow())
                .contains("nova (InService)", ROLE, "does not exist any more", "Restore it");
        assertThat(account.calls("DeleteCluster")).isEmpty();

        account.role(ROLE);
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
    }

    /** A role of the same name under another path is another role. */
    @Test
    void aRoleOfTheSameNameIsNotTheRole() {
        account.role("arn:aws:iam::111122223333:role/other/nova-rig");
        account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE);
        assertThat(remove().status()).isEqualTo(Removal.Status.BLOCKED);
    }

    @Test
    void aClusterWhoseRoleWasWeakenedIsNotDeleted() {
        account.role(ROLE).denies("ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface");
        account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE)
                .group("rig-2", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE);
        assertThat(remove().reason().orElseThrow())
                .containsOnlyOnce("is not allowed ec2:DeleteNetworkInterface, ec2:DetachNetworkInterface");
        assertThat(account.calls("DeleteCluster")).isEmpty();
        assertThat(account.calls("SimulatePrincipalPolicy"))
                .hasSize(1)
                .allSatisfy(call -> assertThat(call.at("/ResourceArns/0").asText())
                        .startsWith("arn:aws:ec2:us-east-1:111122223333:network-interface/"));
    }

    /** A cluster costs money: only what is proven keeps it. */
    @ParameterizedTest
    @ValueSource(strings = {"GetRole", "SimulatePrincipalPolicy", "DescribeCluster"})
    void whatCannotBeKnownOfTheRoleKeepsNoCluster(String operation) {
        account.role(ROLE).denies("ec2:DeleteNetworkInterface");
        HyperPodCluster own = account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE);
        account.fails(operation, "AccessDenied", 403);
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
    }

    @Test
    void aPermissionOnConditionsCountsAsThere() {
        account.role(ROLE).allowsOnCondition("ec2:DeleteNetworkInterface", "aws:ResourceTag/owner");
        account.cluster("nova")
                .ownedBy("app", "e-1")
                .group("rig-1", "InService", 2, 2)
                .ofGroup("ExecutionRole", ROLE);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    /** Where SageMaker tells why a cluster does not go. */
    @Test
    void theMessagesOfAClusterThatIsBeingDeletedAreTheReason() {
        account.cluster("nova")
                .ownedBy("app", "e-1")
                .status("Deleting")
                .with("FailureMessage", "Deletion is delayed.")
                .nodesThatSay("ShuttingDown", 1, "Cannot assume role nova-rig.")
                .nodesThatSay("ShuttingDown", 1, "Cannot assume role nova-rig.")
                .nodes("ShuttingDown", 1)
                .nodeWithoutStatus();
        assertThat(remove())
                .isEqualTo(Removal.underWay(List.of("Deletion is delayed.", "Cannot assume role nova-rig.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeCluster", "ListClusterNodes"})
    void messagesThatAreRefusedEndNoWait(String operation) {
        account.cluster("nova").ownedBy("app", "e-1").status("Deleting").nodes("ShuttingDown", 1);
        account.fails(operation, "AccessDeniedException", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    private Removal remove() {
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        return new ClusterDeletion(
                        sageMaker, new OwnClusters(sageMaker, "app"), () -> account.client(IamClient.builder()))
                .remove(EXECUTION);
    }
}
