package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Fault;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sfn.SfnClient;

class FileSystemDeletionTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    private static final DeletionOrder CONFIRMED = new DeletionOrder(true, false, List.of());

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));

    @BeforeEach
    void begins() {
        ledger.begin(
                EXECUTION,
                Json.MAPPER
                        .createObjectNode()
                        .put("clusterName", "nova")
                        .put("eksClusterArn", AwsAccount.arn("eks", "cluster/nova-eks")));
    }

    @Test
    void whatWasNeverAskedForIsGone() {
        gaveUp();
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        assertThat(remove()).isEqualTo(Removal.gone());
        assertThat(account.calls("DescribeFileSystems")).isEmpty();
    }

    @Test
    void whatTheExecutionDoesNotOwnIsNotTouched() {
        meant();
        gaveUp();
        account.fileSystem("fs-of-a-stranger");
        account.fileSystem("fs-of-another-execution").ownedBy("app", "e-2");
        account.fileSystem("fs-of-an-earlier-one")
                .ownedBy("app", "e-1")
                .at("CreationTime", AwsAccount.NOW.minusSeconds(100_000));
        assertThat(remove()).isEqualTo(Removal.notSeen());
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVAILABLE", "FAILED", "MISCONFIGURED", "UPDATING", "MISCONFIGURED_UNAVAILABLE"})
    void itsOwnFileSystemIsDeleted(String lifecycle) {
        LustreFileSystem own = own().lifecycle(lifecycle);
        gaveUp();
        account.fileSystem("fs-of-a-stranger");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem"))
                .extracting(call -> call.get("FileSystemId").asText())
                .containsExactly("fs-1");
        assertThat(own.get("Lifecycle")).isEqualTo("DELETING");
    }

    @Test
    void whatIsBeingDeletedIsOnlyWaitedFor() {
        own().lifecycle("DELETING");
        gaveUp();
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "PENDING_REDRIVE", "SUCCEEDED"})
    void whatAnExecutionCountsOnIsLeftAlone(String status) {
        own();
        account.provision("e-1").status(status);
        assertThat(remove().status()).isEqualTo(Removal.Status.LEFT_ALONE);
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
        assertThat(remove(CONFIRMED)).isEqualTo(Removal.underWay());
    }

    /** One tag removed by somebody, or a tag that FSx does not show yet. */
    @Test
    void aFileSystemWhoseTagsVanishedIsReportedAndNotDeleted() {
        LustreFileSystem own = own().tags(Map.of("hyperpod-rig:application", "app"));
        gaveUp();
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.DOUBTFUL);
        assertThat(removal.reasons().get(own.get("ResourceARN"))).contains("does not carry its tags");
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @Test
    void aRefusalIsReportedInFsxsWords() {
        LustreFileSystem own = own().lifecycle("CREATING");
        gaveUp();
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.REFUSED);
        assertThat(removal.reasons().get(own.get("ResourceARN")))
                .startsWith("fs-1: ")
                .contains("BadRequest", "while it is CREATING");
        assertThat(ledger.entry(EXECUTION.arn(), EXECUTION.startDate())
                        .orElseThrow()
                        .deleting())
                .isEmpty();
    }

    @Test
    void aFileSystemThatGoesMeanwhileIsNoRefusal() {
        own();
        gaveUp();
        account.fails("DeleteFileSystem", "FileSystemNotFound", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void aServiceThatFailsIsAskedAgainLater() {
        own();
        gaveUp();
        account.fails("DeleteFileSystem", "InternalServerError", 500);
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void aMissingPermissionEndsTheWaitAndIsNamed() {
        LustreFileSystem own = own();
        gaveUp();
        account.fails("DeleteFileSystem", "AccessDeniedException", 400, "not authorized: fsx:DeleteFileSystem");
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.DENIED);
        assertThat(removal.reasons().get(own.get("ResourceARN")))
                .contains("fs-1: ", "not authorized: fsx:DeleteFileSystem", "start the rollback again");
    }

    /**
     * The permission wants a tag, which what is gone does not bear: the answer of the call before got lost, perhaps.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDenialOfWhatIsGoneOrOnItsWayOutIsNone(boolean gone) {
        LustreFileSystem own = own();
        gaveUp();
        account.fate(call -> {
            if (!call.is("DeleteFileSystem")) {
                return Optional.empty();
            }
            if (gone) {
                own.gone();
            } else {
                own.with("Lifecycle", "DELETING");
            }
            return Optional.of(new Fault.Denied());
        });
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    /** A cluster that never stood had no job that could have written anything. */
    @Test
    void anExecutionThatNeverSucceededLosesItsQueuedExports() {
        own();
        gaveUp();
        queued("fs-1", 1, 90);
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("GetMetricStatistics")).isEmpty();
    }

    @Test
    void whatAPersonNamesKeepsItsQueuedExports() {
        LustreFileSystem named = account.fileSystem("fs-0123456789abcdef0").ownedBy("app", "e-1");
        queued("fs-0123456789abcdef0", 1, 90);
        assertThat(remove(new DeletionOrder(true, false, List.of(named.get("ResourceARN"))))
                        .status())
                .isEqualTo(Removal.Status.BLOCKED);
        assertThat(remove(new DeletionOrder(true, true, List.of(named.get("ResourceARN")))))
                .isEqualTo(Removal.underWay());
    }

    @Test
    void aFileSystemWaitsUntilItsFilesAreInTheBucket() {
        own();
        succeeded();
        queued("fs-1", 5, 0);
        queued("fs-1", 3, 90);
        queued("fs-1", 2, 150);
        Removal removal = remove(CONFIRMED);
        assertThat(removal.status()).isEqualTo(Removal.Status.BLOCKED);
        assertThat(removal.reason().orElseThrow())
                .contains("fs-1 is not deleted yet", "the oldest for 150 s", "\"loseQueuedExports\": true");
        assertThat(account.calls("DeleteFileSystem")).isEmpty();

        queued("fs-1", 1, 0);
        assertThat(remove(CONFIRMED)).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem")).hasSize(1);
    }

    /** Another's queue, what waits to be imported, and what waited an hour ago. */
    @Test
    void whatIsNoExportOfItsOwnKeepsNoFileSystem() {
        own();
        succeeded();
        queued("fs-2", 1, 90);
        account.metric(
                "AWS/FSx",
                "AgeOfOldestQueuedMessage",
                Map.of("FileSystemId", "fs-1", "Publisher", "AutoImport"),
                Duration.ofMinutes(1),
                90);
        queued("fs-1", 60, 90);
        assertThat(remove(CONFIRMED)).isEqualTo(Removal.underWay());
    }

    @Test
    void whoAcceptsTheLossIsNotAsked() {
        own();
        succeeded();
        queued("fs-1", 1, 90);
        assertThat(remove(new DeletionOrder(true, true, List.of()))).isEqualTo(Removal.underWay());
        assertThat(account.calls("GetMetricStatistics")).isEmpty();
    }

    @Test
    void aFileSystemWhoseQueueIsNotKnownWaits() {
        own();
        succeeded();
        account.fails("GetMetricStatistics", "AccessDenied", 403, "not authorized: cloudwatch:GetMetricStatistics");
        Removal removal = remove(CONFIRMED);
        assertThat(removal.status()).isEqualTo(Removal.Status.BLOCKED);
        assertThat(removal.reason().orElseThrow())
                .contains("is not known", "not authorized: cloudwatch:GetMetricStatistics", "loseQueuedExports");
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @Test
    void aMetricThatCannotBeReadNowIsAskedForAgainLater() {
        own();
        succeeded();
        account.fails("GetMetricStatistics", "InternalServiceFault", 500);
        assertThatThrownBy(() -> remove(CONFIRMED)).isInstanceOf(ServiceUnavailableException.class);
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    /** The oldest file that waits for its export, so many minutes ago. */
    private void queued(String fileSystemId, int minutes, int ageSeconds) {
        account.metric(
                "AWS/FSx",
                "AgeOfOldestQueuedMessage",
                Map.of("FileSystemId", fileSystemId, "Publisher", "AutoExport"),
                Duration.ofMinutes(minutes),
                ageSeconds);
    }

    private LustreFileSystem own() {
        meant();
        LustreFileSystem own = account.fileSystem("fs-1").ownedBy("app", "e-1");
        ledger.created(EXECUTION, ResourceType.FILE_SYSTEM, "fs-1", own.get("ResourceARN"));
        return own;
    }

    private void meant() {
        ledger.intend(
                EXECUTION,
                new Intent(
                        ResourceType.FILE_SYSTEM,
                        AwsAccount.NOW.minusSeconds(3_550),
                        Optional.empty(),
                        Optional.of("token"),
                        Map.of(),
                        Map.of()));
    }

    private void gaveUp() {
        ledger.failed(EXECUTION, Failure.of("WaitForCluster", "x", "y"));
    }

    private void succeeded() {
        ledger.succeeded(EXECUTION, new Success("arn", Optional.of("fs-1"), Json.MAPPER.createObjectNode()));
    }

    private Removal remove() {
        return remove(DeletionOrder.NONE);
    }

    private Removal remove(DeletionOrder order) {
        FSxClient fsx = account.client(FSxClient.builder());
        return new FileSystemDeletion(
                        fsx,
                        new MeantFileSystems(fsx, "app"),
                        ledger,
                        new ExecutionStandings(
                                ledger, () -> account.client(SfnClient.builder()), InstantSource.fixed(AwsAccount.NOW)),
                        new QueuedExports(
                                account.client(CloudWatchClient.builder()), InstantSource.fixed(AwsAccount.NOW)))
                .remove(EXECUTION, order, "arn:rollback");
    }
}
