package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.DeletionFence;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.resources.Standing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FSxException;
import software.amazon.awssdk.services.fsx.model.FileSystemLifecycle;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;

/**
 * Deletes what {@link MeantFileSystems} finds without a doubt, and nothing else, and only while nobody counts on it.
 * Called again until nothing is left; links to S3 go with their file system, and with them the files that are not in
 * the bucket yet.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystem.html">DeleteFileSystem</a>
 */
final class FileSystemDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(FileSystemDeletion.class);

    private static final String LOSE_THEM = " To lose them instead, stop this rollback and start it again with"
            + " \"loseQueuedExports\": true beside \"artifactsSynchronised\": true";

    private final FSxClient fsx;
    private final MeantFileSystems fileSystems;
    private final DeletionFence fence;
    private final ExecutionStandings standings;
    private final QueuedExports queuedExports;

    /** Deletes through the FSx client of the function. */
    FileSystemDeletion(
            FSxClient fsx,
            MeantFileSystems fileSystems,
            Ledger ledger,
            ExecutionStandings standings,
            QueuedExports queuedExports) {
        this.fsx = fsx;
        this.fileSystems = fileSystems;
        this.fence = new DeletionFence(ledger, ResourceType.FILE_SYSTEM);
        this.standings = standings;
        this.queuedExports = queuedExports;
    }

    /**
     * One step of the deletion: asks FSx to delete each own file system that is not being deleted yet. Files that are
     * not in the bucket yet keep it, but not that of an execution that never succeeded: no job can have written them.
     *
     * @param rollbackArn the rollback that deletes
     * @throws ServiceUnavailableException if FSx or CloudWatch throttles or fails
     */
    Removal remove(Execution execution, DeletionOrder order, String rollbackArn) {
        Standing standing = standings.of(execution);
        if (!order.confirmed() && !standing.isGivenUp()) {
            return Removal.leftAlone(execution, standing.inWords());
        }
        List<String> named =
                order.resources().stream().filter(MeantFileSystems::isOne).toList();
        boolean meant = standing.entry()
                .filter(entry -> entry.intents().containsKey(ResourceType.FILE_SYSTEM))
                .isPresent();
        if (!meant && named.isEmpty()) {
            return Removal.gone();
        }
        boolean mayLoseExports = order.loseQueuedExports() || (standing.entry().isPresent() && !standing.committed());
        try {
            List<Removal> each = Stream.concat(
                            standing.entry().stream()
                                    .flatMap(entry -> fileSystems.of(entry).stream())
                                    .map(fileSystem ->
                                            remove(fileSystem, standing.entry(), order, rollbackArn, mayLoseExports)),
                            named.stream()
                                    .flatMap(arn -> fileSystems.named(arn, execution).stream())
                                    .map(fileSystem -> remove(
                                            fileSystem,
                                            standing.entry(),
                                            order,
                                            rollbackArn,
                                            order.loseQueuedExports())))
                    .toList();
            return each.isEmpty() ? Removal.notSeen() : Removal.together(each);
        } catch (NotConfirmedException e) {
            return Removal.leftAlone(execution, e.getMessage());
        }
    }

    private Removal remove(
            MeantResource fileSystem,
            Optional<LedgerEntry> entry,
            DeletionOrder order,
            String rollbackArn,
            boolean mayLoseExports) {
        if (fileSystem.isBeingDeleted()) {
            return Removal.underWay();
        }
        if (fileSystem.doubt().isPresent()) {
            LOG.warn("{} is {}", fileSystem.arn(), fileSystem.doubt().get());
            return Removal.of(
                    Removal.Status.DOUBTFUL, fileSystem, fileSystem.doubt().get());
        }
        Optional<String> why = toKeep(fileSystem.id(), mayLoseExports);
        if (why.isPresent()) {
            return Removal.of(Removal.Status.BLOCKED, fileSystem, why.get());
        }
        return entry.map(known -> fence.around(known, order, rollbackArn, () -> delete(fileSystem)))
                .orElseGet(() -> delete(fileSystem));
    }

    /** Why the file system has to wait, or empty if it need not. */
    private Optional<String> toKeep(String fileSystemId, boolean mayLoseExports) {
        if (mayLoseExports) {
            return Optional.empty();
        }
        try {
            return queuedExports
                    .oldest(fileSystemId)
                    .map(age -> fileSystemId + " is not deleted yet: files wait for their export to S3, the oldest for "
                            + age.toSeconds()
                            + " s, and would be lost. The deletion goes on by itself when they are there."
                            + LOSE_THEM);
        } catch (CloudWatchException e) {
            AwsErrors.rethrowIfWorthRepeating(e);
            return Optional.of(
                    fileSystemId + " is not deleted yet: whether files wait for their export to S3 is not known, "
                            + AwsErrors.of(e).getMessage() + "." + LOSE_THEM);
        }
    }

    /** How FSx takes it. */
    private Removal delete(MeantResource fileSystem) {
        try {
            fsx.deleteFileSystem(r -> r.fileSystemId(fileSystem.id()));
            LOG.info("file system {} is being deleted", fileSystem.id());
            return Removal.underWay();
        } catch (FileSystemNotFoundException e) {
            return Removal.underWay();
        } catch (FSxException e) {
            AwsErrors.rethrowIfWorthRepeating(e);
            String refusal = fileSystem.id() + ": " + AwsErrors.of(e).getMessage();
            if (AwsErrors.deniesPermission(e)) {
                if (isOnItsWayOut(fileSystem)) {
                    return Removal.underWay();
                }
                LOG.error("FSx denies the deletion of {}: {}", fileSystem.id(), e.getMessage());
                return Removal.of(
                        Removal.Status.DENIED,
                        fileSystem,
                        refusal
                                + ". Allow the role of DeleteFileSystem what FSx names (fsx:DeleteFileSystem), then start"
                                + " the rollback again");
            }
            LOG.warn("FSx refuses to delete {}: {}", fileSystem.id(), e.getMessage());
            return Removal.of(Removal.Status.REFUSED, fileSystem, refusal);
        }
    }

    /** What is gone bears no tag, and the permission wants one: of a call whose answer got lost the next is denied. */
    private boolean isOnItsWayOut(MeantResource fileSystem) {
        try {
            return fsx.describeFileSystems(r -> r.fileSystemIds(fileSystem.id())).fileSystems().stream()
                    .anyMatch(shown -> shown.lifecycle() == FileSystemLifecycle.DELETING);
        } catch (FileSystemNotFoundException e) {
            return true;
        } catch (SdkException e) {
            AwsErrors.rethrowIfWorthRepeating(e);
            LOG.warn("whether {} is on its way out is not known: {}", fileSystem.id(), e.getMessage());
            return false;
        }
    }
}
