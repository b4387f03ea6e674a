package hyperpod.rig.filesystem;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.Removal;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FSxException;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;

/**
 * Deletes what {@link OwnFileSystems} finds, and nothing else. Called again until nothing is left; links to S3 go with
 * their file system.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystem.html">DeleteFileSystem</a>
 */
final class FileSystemDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(FileSystemDeletion.class);

    private final FSxClient fsx;
    private final OwnFileSystems ownFileSystems;

    /** Deletes through the FSx client of the function. */
    FileSystemDeletion(FSxClient fsx, OwnFileSystems ownFileSystems) {
        this.fsx = fsx;
        this.ownFileSystems = ownFileSystems;
    }

    /**
     * One step of the deletion: asks FSx to delete each own file system that is not being deleted yet.
     *
     * @throws ServiceUnavailableException if FSx throttles or fails
     */
    Removal remove(Execution execution) {
        List<OwnedResource> own = ownFileSystems.of(execution);
        if (own.isEmpty()) {
            return Removal.gone();
        }
        List<String> refusals = own.stream()
                .filter(fileSystem -> !fileSystem.isBeingDeleted())
                .map(fileSystem -> delete(fileSystem.id()))
                .flatMap(Optional::stream)
                .toList();
        return refusals.isEmpty() ? Removal.underWay() : Removal.refused(String.join("; ", refusals));
    }

    /** Why FSx refused to delete, or empty if it did not. */
    private Optional<String> delete(String fileSystemId) {
        try {
            fsx.deleteFileSystem(r -> r.fileSystemId(fileSystemId));
            LOG.info("file system {} is being deleted", fileSystemId);
            return Optional.empty();
        } catch (FileSystemNotFoundException e) {
            return Optional.empty();
        } catch (FSxException e) {
            if (AwsErrors.of(e) instanceof ServiceUnavailableException unavailable) {
                throw unavailable;
            }
            LOG.warn("FSx refuses to delete {}: {}", fileSystemId, e.getMessage());
            return Optional.of(fileSystemId + ": " + AwsErrors.of(e).getMessage());
        }
    }
}
