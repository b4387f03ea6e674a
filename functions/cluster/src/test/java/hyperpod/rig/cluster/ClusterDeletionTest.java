package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.resources.DeletionFence;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Fault;
import hyperpod.rig.testkit.HyperPodCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

class ClusterDeletionTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    private static final DeletionOrder CONFIRMED = new DeletionOrder(true, false, List.of());
    private static final String ROLLBACK = "arn:rollback";
    private static final String ROLE = "arn:aws:iam::111122223333:role/nova-rig";
    private static final String EKS = AwsAccount.arn("eks", "cluster/nova-eks");

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));

    @Test
    void whatWasNeverAskedForIsGone() {
        begun();
        account.cluster("nova").ownedBy("app", "e-1").orchestratedBy(EKS);
        gaveUp();
        assertThat(remove()).isEqualTo(Removal.gone());
        assertThat(account.calls("DeleteCluster")).isEmpty();
        assertThat(account.calls("ListClusters")).isEmpty();
    }

    @Test
    void whatTheLedgerDoesNotMeanIsNotTouched() {
        meant();
        gaveUp();
        account.cluster("of-a-stranger").orchestratedBy(EKS);
        account.cluster("of-another-execution").ownedBy("app", "e-2");
        account.cluster("tagged-as-its-own").ownedBy("app", "e-1").orchestratedBy(EKS);
        assertThat(remove()).isEqualTo(Removal.notSeen());
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    /** Others' clusters cost no calls. */
    @Test
    void theNumberOfCallsDoesNotGrowWithTheAccount() {
        meant();
        gaveUp();
        own();
        remove();
        int alone = account.calls().size();
        account.clusterNamed("nova").status("InService");
        remove();
        int inEach = account.calls().size() - alone;
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i);
        }
        account.clusterNamed("nova").status("InService");
        remove();
        assertThat(account.calls()).hasSize(alone + 2 * inEach);
    }

    /** Where nothing is seen, the list is asked too, and has a page for each ten of them. */
    @Test
    void theNumberOfCallsDoesNotGrowWithTheAccountWhereNothingIsSeen() {
        meant();
        gaveUp();
        int before = account.calls().size();
        assertThat(remove()).isEqualTo(Removal.notSeen());
        int alone = account.calls().size() - before;
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i);
        }
        assertThat(remove()).isEqualTo(Removal.notSeen());
        assertThat(account.calls()).hasSize(before + 2 * alone);
        assertThat(account.calls("ListClusters")).hasSize(2);
    }

    /** By its ARN: a name might by now be somebody else's cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"InService", "Failed", "SystemUpdating"})
    void itsOwnClusterIsDeleted(String status) {
        meant();
        gaveUp();
        HyperPodCluster own = own().status(status);
        account.cluster("of-a-stranger");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteCluster"))
                .extracting(call -> call.get("ClusterName").asText())
                .containsExactly(own.arn());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
        assertThat(entry().deleting()).containsExactly(ResourceType.CLUSTER);
    }

    @Test
    void whatIsBeingDeletedIsOnlyWaitedFor() {
        meant();
        gaveUp();
        own().status("Deleting");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    /** Whoever redrives the execution while its cluster is being created goes on with it. */
    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Updating", "RollingBack"})
    void aRefusalIsReportedInSageMakersWordsAndLeavesNoFence(String status) {
        meant();
        HyperPodCluster own = own().status(status);
        account.provision("e-1").status("ABORTED");
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.REFUSED);
        assertThat(removal.reasons().get(own.arn()))
                .startsWith("nova (" + status + "): ")
                .contains("ConflictException", "cannot be deleted while its status is " + status);
        assertThat(entry().deleting()).isEmpty();
    }

    /** Of a call whose answer was lost nobody knows whether it was refused. */
    @Test
    void aFenceThatStoodBeforeStays() {
        meant();
        own().status("Creating");
        account.provision("e-1").status("ABORTED");
        ledger.deleting(EXECUTION, ResourceType.CLUSTER, ROLLBACK, false);
        assertThat(remove().status()).isEqualTo(Removal.Status.REFUSED);
        assertThat(entry().deleting()).containsExactly(ResourceType.CLUSTER);
    }

    /** Of two rollbacks at once, SageMaker refuses one because it accepted the other's call. */
    @Test
    void theFenceOfAnotherRollbackStays() {
        meant();
        own();
        account.provision("e-1").status("ABORTED");
        new DeletionFence(ledger, ResourceType.CLUSTER).around(entry(), DeletionOrder.NONE, "arn:another", () -> {
            assertThat(remove()).isEqualTo(Removal.underWay());
            return new Removal(Removal.Status.REFUSED, Map.of());
        });
        assertThat(entry().deleting()).containsExactly(ResourceType.CLUSTER);
    }

    /** Whatever its input said when it began, and whoever began it. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "PENDING_REDRIVE", "SUCCEEDED"})
    void whatAnExecutionCountsOnIsLeftAlone(String status) {
        meant();
        HyperPodCluster own = own();
        account.provision("e-1").status(status);
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.LEFT_ALONE);
        assertThat(removal.reason().orElseThrow()).contains(status);
        assertThat(account.calls("DeleteCluster")).isEmpty();

        assertThat(remove(CONFIRMED)).isEqualTo(Removal.underWay());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "FAILED", "TIMED_OUT"})
    void whatAnExecutionThatEndedInVainCreatedIsDeleted(String status) {
        meant();
        own();
        account.provision("e-1").status(status);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    /** Its status is ABORTED, if it was stopped while it announced the cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "FAILED", "TIMED_OUT"})
    void aClusterThatIsCommittedIsLeftAloneWhateverTheStatus(String status) {
        meant();
        own();
        ledger.succeeded(EXECUTION, new Success("arn", Optional.empty(), Json.MAPPER.createObjectNode()));
        account.provision("e-1").status(status);
        assertThat(remove().status()).isEqualTo(Removal.Status.LEFT_ALONE);
        assertThat(account.calls("DeleteCluster")).isEmpty();
        assertThat(remove(CONFIRMED)).isEqualTo(Removal.underWay());
    }

    /** Step Functions may not know a new one yet, and knows an old one for 90 days after its end. */
    @Test
    void anExecutionThatIsNotKnownYetIsNoOldOne() {
        meant();
        own();
        assertThat(remove().status()).isEqualTo(Removal.Status.LEFT_ALONE);
    }

    @Test
    void whatAForgottenExecutionLeftIsDeleted() {
        Instant start = AwsAccount.NOW.minus(Duration.ofDays(100));
        Execution old = new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(start));
        begun(old);
        ledger.intend(old, intent(start));
        HyperPodCluster own = standing().at("CreationTime", start.plusSeconds(60));
        ledger.created(old, ResourceType.CLUSTER, "nova", own.arn());
        assertThat(deletion().remove(old, DeletionOrder.NONE, ROLLBACK)).isEqualTo(Removal.underWay());
    }

    /** The ledger's condition holds where Step Functions' word is late. */
    @Test
    void anExecutionThatSucceedsAtThatMomentKeepsItsCluster() {
        meant();
        own();
        account.provision("e-1").status("ABORTED");
        ClusterDeletion atThatMoment = deletion(() -> {
            ledger.succeeded(EXECUTION, new Success("arn", Optional.empty(), Json.MAPPER.createObjectNode()));
            return account.client(SfnClient.builder());
        });
        assertThat(atThatMoment.remove(EXECUTION, DeletionOrder.NONE, ROLLBACK).status())
                .isEqualTo(Removal.Status.LEFT_ALONE);
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    @Test
    void withoutTheLedgerNothingIsDeleted() {
        meant();
        gaveUp();
        own();
        account.fails("GetItem", "InternalServerError", 500);
        assertThatThrownBy(this::remove).isInstanceOf(RuntimeException.class);
        account.recovers("GetItem").fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(this::remove).isInstanceOf(RuntimeException.class);
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    @Test
    void aClusterWhoseTagsVanishedIsReportedAndNotDeleted() {
        meant();
        gaveUp();
        HyperPodCluster own = own().tags(Map.of());
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.DOUBTFUL);
        assertThat(removal.reasons().get(own.arn()))
                .contains("does not carry its tags", "hyperpod-rig:execution = e-1");
        assertThat(account.calls("DeleteCluster")).isEmpty();
    }

    /**
     * A person names what the ledger does not know; one without the execution's tag may be one that another counts on.
     */
    @Test
    void whatAPersonNamesIsDeletedIfItIsTheApplications() {
        HyperPodCluster named = account.cluster("older-than-the-ledger").ownedBy("app", "e-1");
        HyperPodCluster foreign = account.cluster("of-a-stranger");
        HyperPodCluster others = account.cluster("of-another-execution").ownedBy("app", "e-2");
        HyperPodCluster anybodys =
                account.cluster("of-nobody-knows-which").tags(Map.of(OwnershipTags.APPLICATION_KEY, "app"));
        Removal removal = remove(
                new DeletionOrder(true, false, List.of(named.arn(), foreign.arn(), others.arn(), anybodys.arn())));
        assertThat(removal.status()).isEqualTo(Removal.Status.UNDER_WAY);
        assertThat(removal.reasons()).containsOnlyKeys(foreign.arn(), others.arn(), anybodys.arn());
        assertThat(removal.reasons().get(anybodys.arn())).contains("put the tag hyperpod-rig:execution = e-1");
        assertThat(account.calls("DeleteCluster"))
                .extracting(call -> call.get("ClusterName").asText())
                .containsExactly(named.arn());
    }

    @Test
    void aClusterThatGoesMeanwhileIsNoRefusal() {
        meant();
        gaveUp();
        own();
        account.fails("DeleteCluster", "ResourceNotFound", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void aServiceThatFailsIsAskedAgainLater() {
        meant();
        gaveUp();
        own();
        account.fails("DeleteCluster", "InternalFailure", 500);
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
    }

    /** No deadline makes a permission appear. */
    @Test
    void aMissingPermissionEndsTheWaitAndIsNamed() {
        meant();
        gaveUp();
        HyperPodCluster own = own();
        account.fails(
                "DeleteCluster",
                "AccessDeniedException",
                400,
                "User: app-DeleteClusterRole is not authorized to perform: sagemaker:ListComputeQuotas on resource: *");
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.DENIED);
        assertThat(removal.reasons().get(own.arn()))
                .contains("nova (InService)", "sagemaker:ListComputeQuotas", "start the rollback again");
    }

    /**
     * The permission wants a tag, which what is gone does not bear: the answer of the call before got lost, perhaps.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDenialOfWhatIsGoneOrOnItsWayOutIsNone(boolean gone) {
        meant();
        gaveUp();
        HyperPodCluster own = own();
        deniedAnd(() -> {
            if (gone) {
                own.gone();
            } else {
                own.with("ClusterStatus", "Deleting");
            }
        });
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void aDenialIsToldIfTheClusterMayNotBeLookedAtAgain() {
        meant();
        gaveUp();
        own();
        deniedAnd(() -> account.fails("DescribeCluster", "AccessDeniedException", 400));
        assertThat(remove().status()).isEqualTo(Removal.Status.DENIED);
    }

    @Test
    void aDenialIsNoneUntilTheClusterCanBeLookedAtAgain() {
        meant();
        gaveUp();
        own();
        deniedAnd(() -> account.fails("DescribeCluster", "InternalFailure", 500));
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
    }

    private void deniedAnd(Runnable then) {
        account.fate(call -> {
            if (!call.is("DeleteCluster")) {
                return Optional.empty();
            }
            then.run();
            return Optional.of(new Fault.Denied());
        });
    }

    @Test
    void aClusterWhoseRoleIsGoneIsNotDeletedUntilTheRoleIsBack() {
        meant();
        gaveUp();
        HyperPodCluster own = own().group("rig-1", "InService", 2, 2).ofGroup("ExecutionRole", ROLE);
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
        meant();
        gaveUp();
        account.role("arn:aws:iam::111122223333:role/other/nova-rig");
        own().group("rig-1", "InService", 2, 2).ofGroup("ExecutionRole", ROLE);
        assertThat(remove().status()).isEqualTo(Removal.Status.BLOCKED);
    }

    @Test
    void aClusterWhoseRoleWasWeakenedIsNotDeleted() {
        meant();
        gaveUp();
        account.role(ROLE).denies("ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface");
        own().group("rig-1", "InService", 2, 2)
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
    @ValueSource(strings = {"GetRole", "SimulatePrincipalPolicy"})
    void whatCannotBeKnownOfTheRoleKeepsNoCluster(String operation) {
        meant();
        gaveUp();
        account.role(ROLE).denies("ec2:DeleteNetworkInterface");
        HyperPodCluster own = own().group("rig-1", "InService", 2, 2).ofGroup("ExecutionRole", ROLE);
        account.fails(operation, "AccessDenied", 403);
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(own.get("ClusterStatus")).isEqualTo("Deleting");
    }

    @Test
    void aPermissionOnConditionsCountsAsThere() {
        meant();
        gaveUp();
        account.role(ROLE).allowsOnCondition("ec2:DeleteNetworkInterface", "aws:ResourceTag/owner");
        own().group("rig-1", "InService", 2, 2).ofGroup("ExecutionRole", ROLE);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    /** Where SageMaker tells why a cluster does not go. */
    @Test
    void theMessagesOfAClusterThatIsBeingDeletedAreTheReason() {
        meant();
        gaveUp();
        own().status("Deleting")
                .with("FailureMessage", "Deletion is delayed.")
                .nodesThatSay("ShuttingDown", 1, "Cannot assume role nova-rig.")
                .nodesThatSay("ShuttingDown", 1, "Cannot assume role nova-rig.")
                .nodes("ShuttingDown", 1)
                .nodeWithoutStatus();
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.UNDER_WAY);
        assertThat(removal.reason()).contains("Deletion is delayed.; Cannot assume role nova-rig.");
    }

    @Test
    void messagesThatAreRefusedEndNoWait() {
        meant();
        gaveUp();
        own().status("Deleting").nodes("ShuttingDown", 1);
        account.fails("ListClusterNodes", "AccessDeniedException", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    private Removal remove() {
        return remove(DeletionOrder.NONE);
    }

    private Removal remove(DeletionOrder order) {
        return deletion().remove(EXECUTION, order, ROLLBACK);
    }

    private ClusterDeletion deletion() {
        return deletion(() -> account.client(SfnClient.builder()));
    }

    private ClusterDeletion deletion(Supplier<SfnClient> stepFunctions) {
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        return new ClusterDeletion(
                sageMaker,
                new MeantClusters(sageMaker, "app"),
                ledger,
                new ExecutionStandings(ledger, stepFunctions, InstantSource.fixed(AwsAccount.NOW)),
                () -> account.client(IamClient.builder()));
    }

    /** Its cluster, which the ledger knows by its ARN. */
    private HyperPodCluster own() {
        HyperPodCluster own = standing();
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", own.arn());
        return own;
    }

    private HyperPodCluster standing() {
        return account.cluster("nova").ownedBy("app", "e-1").orchestratedBy(EKS);
    }

    private void begun() {
        begun(EXECUTION);
    }

    private void begun(Execution execution) {
        ledger.begin(
                execution,
                Json.MAPPER.createObjectNode().put("clusterName", "nova").put("eksClusterArn", EKS));
    }

    private void meant() {
        begun();
        ledger.intend(EXECUTION, intent(AwsAccount.NOW.minusSeconds(3_550)));
    }

    private static Intent intent(Instant at) {
        return new Intent(
                ResourceType.CLUSTER,
                at,
                Optional.of("nova"),
                Optional.empty(),
                Map.of(),
                Map.of(MeantClusters.EKS_CLUSTER_ARN, EKS));
    }

    private void gaveUp() {
        ledger.failed(EXECUTION, Failure.of("WaitForCluster", "x", "y"));
    }

    private LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }
}
