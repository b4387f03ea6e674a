package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.testkit.AwsAccount;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** What keeps executions from using the same names, and what the ledger knows of a request. */
class LocksTest extends SampleRequest {

    private static final Consumer<ObjectNode> ANOTHER_EKS_CLUSTER =
            request -> request.put("eksClusterArn", EKS_CLUSTER + "-2");

    private LedgerEntry entry() {
        return ledger.entry(sample.execution().arn(), Optional.empty()).orElseThrow();
    }

    @Test
    void aValidRequestHasItsNamesForItself() {
        validate();
        validate();
        OtherExecution rival = another("nova-rig");
        rival.locks();
        assertThat(ledger.ofCluster("nova-rig")).contains(entry());
    }

    @Test
    void aRequestThatCannotBeMetIsInTheLedgerAndKeepsNobodyElseFromItsNames() {
        eksCluster.status("CREATING");
        assertRefused("is CREATING");
        assertThat(entry().clusterName()).isEqualTo("nova-rig");
        eksCluster.status("ACTIVE");
        another("nova-rig").creates();
        assertThat(ledger.ofCluster("nova-rig").orElseThrow().execution()).isNotEqualTo(sample.execution());
    }

    @Test
    void theNameOfAnExecutionThatIsUnderWayIsTaken() {
        OtherExecution other = another("nova-rig").locks();
        assertThatThrownBy(this::validate)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContainingAll(
                        "clusterName is \"nova-rig\"",
                        other.arn(),
                        "began at 2026-07-11T09:30:00Z",
                        "choose another name, or wait until it ends; if it has ended, start rollback with"
                                + " {\"executionArn\": \"" + other.arn() + "\"}");
    }

    @Test
    void theEksClusterOfAnExecutionThatGaveUpIsTakenUntilItIsTakenBack() {
        OtherExecution other = another("another").locks().fails();
        assertThatThrownBy(this::validate)
                .isInstanceOf(EksClusterInUseException.class)
                .hasMessageContainingAll(
                        EKS_CLUSTER, "for cluster another", other.arn(), "gave up at 2026-07-11T10:30:00Z");
        other.isTakenBack();
        assertThat(validate().request().clusterName()).isEqualTo("nova-rig");
    }

    @Test
    void theEksClusterOfAClusterThatStandsIsTaken() {
        OtherExecution other = another("another").succeeds();
        assertThatThrownBy(this::validate)
                .isInstanceOf(EksClusterInUseException.class)
                .hasMessageContainingAll(
                        "for cluster another",
                        "created it at 2026-07-11T10:30:00Z",
                        "DELETE /clusters/another",
                        "{\"executionArn\": \"" + other.arn() + "\", \"artifactsSynchronised\": true}");
    }

    @Test
    void theNamesOfAClusterThatSomebodyDeletedAreFree() {
        another("nova-rig").succeeds();
        account.clusterNamed("nova-rig").gone();
        validate();
        assertThat(ledger.ofCluster("nova-rig")).contains(entry());
    }

    @Test
    void aClusterThatAStrangerMadeUnderTheNameSinceThenIsStillTheStrangers() {
        another("another").succeeds();
        account.clusterNamed("another").gone();
        account.cluster("another").with("ClusterArn", AwsAccount.arn("sagemaker", "cluster/strangers"));
        validate();
        assertThat(ledger.ofCluster("nova-rig")).contains(entry());
    }

    @Test
    void theLocksOfTwoExecutionsAreTakenOverOneAfterTheOther() {
        another("nova-rig").asks(ANOTHER_EKS_CLUSTER).succeeds();
        another("another").succeeds();
        account.clusterNamed("nova-rig").gone();
        account.clusterNamed("another").gone();
        validate();
        assertThat(ledger.lock(sample.execution())).isEmpty();
    }

    @Test
    void anExecutionThatIsTakenBackGetsNoLocksWhenItIsRedriven() {
        validate();
        ledger.rollbackEnded(sample.execution(), "arn:rollback", List.of());
        assertThatThrownBy(this::validate).isInstanceOf(ExecutionTakenBackException.class);
        another("nova-rig").locks();
    }

    @Test
    void aLedgerThatCannotBeWrittenLetsNothingPass() {
        account.fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(this::validate).isInstanceOf(SdkException.class);
        account.recovers("UpdateItem").fails("TransactWriteItems", "InternalServerError", 500);
        assertThatThrownBy(this::validate).isInstanceOf(SdkException.class);
    }

    @Test
    void howManyCallsItTakesDoesNotDependOnOthersClusters() {
        validate();
        int calls = account.calls().size();
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i).orchestratedBy(EKS_CLUSTER + "-" + i);
        }
        validate();
        assertThat(account.calls()).hasSize(2 * calls);
    }
}
