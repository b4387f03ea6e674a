package hyperpod.rig.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.CallRefusedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.fsx.FSxClient;

class FileSystemDeletionTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void whatTheExecutionDoesNotOwnIsGone() {
        account.fileSystem("fs-of-a-stranger");
        account.fileSystem("fs-of-another-execution").ownedBy("app", "e-2");
        account.fileSystem("fs-of-an-earlier-one")
                .ownedBy("app", "e-1")
                .at("CreationTime", AwsAccount.NOW.minusSeconds(100_000));
        assertThat(remove()).isEqualTo(Removal.gone());
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVAILABLE", "FAILED", "MISCONFIGURED", "UPDATING", "MISCONFIGURED_UNAVAILABLE"})
    void itsOwnFileSystemIsDeleted(String lifecycle) {
        LustreFileSystem own = account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle(lifecycle);
        account.fileSystem("fs-of-a-stranger");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem"))
                .extracting(call -> call.get("FileSystemId").asText())
                .containsExactly("fs-1");
        assertThat(own.get("Lifecycle")).isEqualTo("DELETING");
    }

    @Test
    void whatIsBeingDeletedIsOnlyWaitedFor() {
        account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle("DELETING");
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @Test
    void aRefusalIsReportedInFsxsWordsAndDoesNotStopTheOthers() {
        account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle("CREATING");
        LustreFileSystem other = account.fileSystem("fs-2").ownedBy("app", "e-1");
        account.fileSystem("fs-3").ownedBy("app", "e-1").lifecycle("CREATING");
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.REFUSED);
        assertThat(removal.reason().orElseThrow())
                .startsWith("fs-1: ")
                .contains("BadRequest", "while it is CREATING", "; fs-3: ");
        assertThat(other.get("Lifecycle")).isEqualTo("DELETING");
    }

    @Test
    void aFileSystemThatGoesMeanwhileIsNoRefusal() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fails("DeleteFileSystem", "FileSystemNotFound", 400);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void aServiceThatFailsIsAskedAgainLater() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fails("DeleteFileSystem", "InternalServerError", 500);
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void aMissingPermissionEndsTheWaitAndIsNamed() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fails("DeleteFileSystem", "AccessDeniedException", 400, "not authorized: fsx:DeleteFileSystem");
        assertThatThrownBy(this::remove)
                .isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("fs-1: ")
                .hasMessageContaining("not authorized: fsx:DeleteFileSystem")
                .hasMessageContaining("start the rollback again");
    }

    @Test
    void aFileSystemWaitsUntilItsFilesAreInTheBucket() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        queued("fs-1", 5, 0);
        queued("fs-1", 3, 90);
        queued("fs-1", 2, 150);
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.BLOCKED);
        assertThat(removal.reason().orElseThrow())
                .contains("fs-1 is not deleted yet", "the oldest for 150 s", "\"loseQueuedExports\": true");
        assertThat(account.calls("DeleteFileSystem")).isEmpty();

        queued("fs-1", 1, 0);
        assertThat(remove()).isEqualTo(Removal.underWay());
        assertThat(account.calls("DeleteFileSystem")).hasSize(1);
    }

    /** Another's queue, what waits to be imported, and what waited an hour ago. */
    @Test
    void whatIsNoExportOfItsOwnKeepsNoFileSystem() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        queued("fs-2", 1, 90);
        account.metric(
                "AWS/FSx",
                "AgeOfOldestQueuedMessage",
                Map.of("FileSystemId", "fs-1", "Publisher", "AutoImport"),
                Duration.ofMinutes(1),
                90);
        queued("fs-1", 60, 90);
        assertThat(remove()).isEqualTo(Removal.underWay());
    }

    @Test
    void whoAcceptsTheLossIsNotAsked() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        queued("fs-1", 1, 90);
        assertThat(remove(true)).isEqualTo(Removal.underWay());
        assertThat(account.calls("GetMetricStatistics")).isEmpty();
    }

    @Test
    void aFileSystemWhoseQueueIsNotKnownWaits() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fails("GetMetricStatistics", "AccessDenied", 403, "not authorized: cloudwatch:GetMetricStatistics");
        Removal removal = remove();
        assertThat(removal.status()).isEqualTo(Removal.Status.BLOCKED);
        assertThat(removal.reason().orElseThrow())
                .contains("is not known", "not authorized: cloudwatch:GetMetricStatistics", "loseQueuedExports");
        assertThat(account.calls("DeleteFileSystem")).isEmpty();
    }

    @Test
    void aMetricThatCannotBeReadNowIsAskedForAgainLater() {
        account.fileSystem("fs-1").ownedBy("app", "e-1");
        account.fails("GetMetricStatistics", "InternalServiceFault", 500);
        assertThatThrownBy(this::remove).isInstanceOf(ServiceUnavailableException.class);
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

    private Removal remove() {
        return remove(false);
    }

    private Removal remove(boolean loseQueuedExports) {
        FSxClient fsx = account.client(FSxClient.builder());
        return new FileSystemDeletion(
                        fsx,
                        new OwnFileSystems(fsx, "app"),
                        new QueuedExports(
                                account.client(CloudWatchClient.builder()),
                                Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC)))
                .remove(EXECUTION, loseQueuedExports);
    }
}
