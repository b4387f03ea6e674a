package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What remains of an execution, and why. */
class InventoryTest {

    private static final Instant START = AwsAccount.NOW.minusSeconds(3_600);
    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(START));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void nothingRemainsOfAnExecutionThatOwnsNothing() {
        account.cluster("of-a-stranger");
        account.fileSystem("fs-of-another").ownedBy("app", "e-2");
        assertThat(inventory().of(EXECUTION, Optional.of("refused"), Optional.of("refused")))
                .isEmpty();
    }

    @Test
    void whatRemainsIsListedWithItsStatusAndTheReasonOfItsOwnKind() {
        HyperPodCluster cluster = account.cluster("nova").ownedBy("app", "e-1").status("RollingBack");
        LustreFileSystem fileSystem =
                account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle("MISCONFIGURED");
        assertThat(inventory().of(EXECUTION, Optional.of("it is RollingBack"), Optional.of("a task runs")))
                .containsExactly(
                        new Remaining(
                                "AWS::SageMaker::Cluster",
                                "nova",
                                cluster.arn(),
                                "RollingBack",
                                Optional.of("it is RollingBack")),
                        new Remaining(
                                "AWS::FSx::FileSystem",
                                "fs-1",
                                fileSystem.get("ResourceARN"),
                                "MISCONFIGURED",
                                Optional.of("a task runs")));
    }

    @Test
    void whatNobodyRefusedRemainsWithoutAReason() {
        account.cluster("nova").ownedBy("app", "e-1").status("Deleting");
        assertThat(inventory().of(EXECUTION, Optional.empty(), Optional.empty()))
                .singleElement()
                .satisfies(remaining -> assertThat(remaining.reason()).isEmpty());
    }

    /**
     * Names of executions can be used again after 90 days: what an earlier one of this name made is no business of this
     * one.
     */
    @Test
    void whatIsOlderThanTheExecutionDoesNotCount() {
        account.cluster("old").ownedBy("app", "e-1").at("CreationTime", START.minusSeconds(600));
        account.fileSystem("fs-old").ownedBy("app", "e-1").at("CreationTime", START.minusSeconds(600));
        assertThat(inventory().of(EXECUTION, Optional.empty(), Optional.empty()))
                .isEmpty();
    }

    @Test
    void thatNothingCanBeAskedDoesNotMeanThatNothingRemains() {
        account.fails("DescribeFileSystems", "AccessDeniedException", 400);
        assertThatThrownBy(() -> inventory().of(EXECUTION, Optional.empty(), Optional.empty()))
                .isInstanceOf(SdkException.class);
    }

    private Inventory inventory() {
        return new Inventory(
                new OwnClusters(account.client(SageMakerClient.builder()), "app"),
                new OwnFileSystems(account.client(FSxClient.builder()), "app"));
    }
}
