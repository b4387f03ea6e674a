package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.CallRefusedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FSxException;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;

/**
 * Deletes what {@link OwnFileSystems} finds, and nothing else. Called again until nothing is left; links to S3 go with
 * their file system, and with them the files that are not in the bucket yet.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystem.html">DeleteFileSystem</a>
 */
final class FileSystemDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(FileSystemDeletion.class);

    private static final String LOSE_THEM = " To lose them instead, stop this rollback and start it again with"
            + " \"loseQueuedExports\": true beside \"artifactsSynchronised\": true";

    private final FSxClient fsx;
    private final OwnFileSystems ownFileSystems;
    private final QueuedExports queuedExports;

    /** Deletes through the FSx client of the function. */
    FileSystemDeletion(FSxClient fsx, OwnFileSystems ownFileSystems, QueuedExports queuedExports) {
        this.fsx = fsx;
        this.ownFileSystems = ownFileSystems;
        this.queuedExports = queuedExports;
    }

    /**
     * One step of the deletion: asks FSx to delete each own file system that is not being deleted yet.
     *
     * @param loseQueuedExports whether to delete one whose files are not all in the bucket yet
     * @throws ServiceUnavailableException if FSx or CloudWatch throttles or fails
     * @throws CallRefusedException if FSx says that the caller may not delete: waiting would not help
     */
    Removal remove(Execution execution, boolean loseQueuedExports) {
        List<Removal> each = new ArrayList<>();
        List<CallRefusedException> denials = new ArrayList<>();
        for (OwnedResource fileSystem : ownFileSystems.of(execution)) {
            try {
                each.add(
                        fileSystem.isBeingDeleted()
                                ? Removal.underWay()
                                : toKeep(fileSystem.id(), loseQueuedExports)
                                        .map(Removal::blocked)
                                        .orElseGet(() -> delete(fileSystem.id())));
            } catch (CallRefusedException e) {
                denials.add(e);
            }
        }
        if (!denials.isEmpty()) {
            throw denials.getFirst();
        }
        return Removal.together(each);
    }

    /** Why the file system has to wait, or empty if it need not. */
    private Optional<String> toKeep(String fileSystemId, boolean loseQueuedExports) {
        if (loseQueuedExports) {
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
            if (AwsErrors.of(e) instanceof ServiceUnavailableException unavailable) {
                throw unavailable;
            }
            return Optional.of(
                    fileSystemId + " is not deleted yet: whether files wait for their export to S3 is not known, "
                            + AwsErrors.of(e).getMessage() + "." + LOSE_THEM);
        }
    }

    /** How FSx takes it. */
    private Removal delete(String fileSystemId) {
        try {
            fsx.deleteFileSystem(r -> r.fileSystemId(fileSystemId));
            LOG.info("file system {} is being deleted", fileSystemId);
            return Removal.underWay();
        } catch (FileSystemNotFoundException e) {
            return Removal.underWay();
        } catch (FSxException e) {
            if (AwsErrors.of(e) instanceof ServiceUnavailableException unavailable) {
                throw unavailable;
            }
            String refusal = fileSystemId + ": " + AwsErrors.of(e).getMessage();
            if (AwsErrors.deniesPermission(e)) {
                throw new CallRefusedException(
                        refusal
                                + ". Allow the role of DeleteFileSystem what FSx names (fsx:DeleteFileSystem), then start"
                                + " the rollback again",
                        e);
            }
            LOG.warn("FSx refuses to delete {}: {}", fileSystemId, e.getMessage());
            return Removal.refused(refusal);
        }
    }
}
