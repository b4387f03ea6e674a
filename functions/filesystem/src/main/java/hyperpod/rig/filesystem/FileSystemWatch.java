package hyperpod.rig.filesystem;

import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.filesystem.FileSystemProgress.Next;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociation;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;
import software.amazon.awssdk.services.fsx.model.Filter;
import software.amazon.awssdk.services.fsx.model.FilterName;

/**
 * Reads how far the shared file system and its link to S3 are.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html">FileSystem.Lifecycle</a>
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DataRepositoryAssociation.html">
 *     DataRepositoryAssociation.Lifecycle</a>
 */
final class FileSystemWatch {

    private final FSxClient fsx;

    /** Watches through the FSx client of the function. */
    FileSystemWatch(FSxClient fsx) {
        this.fsx = fsx;
    }

    /**
     * Looks once.
     *
     * @throws FileSystemFailedException if the file system or its link will not become available
     */
    FileSystemProgress look(ProvisionRequest request, String fileSystemId) {
        FileSystem fileSystem = describe(fileSystemId);
        return switch (fileSystem.lifecycle()) {
            case CREATING, UPDATING ->
                new FileSystemProgress(fileSystemId, Next.WAIT, fileSystemId + " is " + fileSystem.lifecycle());
            case AVAILABLE -> linked(request, fileSystemId);
            case FAILED, DELETING, MISCONFIGURED, MISCONFIGURED_UNAVAILABLE, UNKNOWN_TO_SDK_VERSION ->
                throw new FileSystemFailedException(
                        "file system " + fileSystemId + " is " + fileSystem.lifecycleAsString() + ": "
                                + Optional.ofNullable(fileSystem.failureDetails())
                                        .map(f -> f.message())
                                        .orElse("FSx gives no details")
                                + ". Remedy what FSx names, then send the request again");
        };
    }

    private FileSystem describe(String fileSystemId) {
        try {
            return fsx.describeFileSystems(r -> r.fileSystemIds(fileSystemId))
                    .fileSystems()
                    .getFirst();
        } catch (FileSystemNotFoundException e) {
            throw new FileSystemFailedException(
                    "file system " + fileSystemId + " does not exist any more: somebody else deleted it");
        }
    }

    private FileSystemProgress linked(ProvisionRequest request, String fileSystemId) {
        if (request.sharedFileSystem().flatMap(SharedFileSystem::s3).isEmpty()) {
            return new FileSystemProgress(fileSystemId, Next.READY, fileSystemId + " is AVAILABLE");
        }
        Optional<DataRepositoryAssociation> association = fsx
                .describeDataRepositoryAssociations(r -> r.filters(Filter.builder()
                        .name(FilterName.FILE_SYSTEM_ID)
                        .values(fileSystemId)
                        .build()))
                .associations()
                .stream()
                .findFirst();
        return association
                .map(found -> linked(fileSystemId, found))
                .orElseGet(() -> new FileSystemProgress(
                        fileSystemId, Next.LINK, fileSystemId + " is AVAILABLE, not linked yet"));
    }

    private static FileSystemProgress linked(String fileSystemId, DataRepositoryAssociation association) {
        String link = association.associationId() + " to " + association.dataRepositoryPath();
        return switch (association.lifecycle()) {
            case CREATING, UPDATING ->
                new FileSystemProgress(
                        fileSystemId,
                        Next.WAIT,
                        fileSystemId + " is AVAILABLE, link " + link + " is " + association.lifecycle());
            case AVAILABLE ->
                new FileSystemProgress(fileSystemId, Next.READY, fileSystemId + " is AVAILABLE, linked by " + link);
            case MISCONFIGURED, DELETING, FAILED, UNKNOWN_TO_SDK_VERSION ->
                throw new FileSystemFailedException("link " + link + " of file system " + fileSystemId + " is "
                        + association.lifecycleAsString() + ": "
                        + Optional.ofNullable(association.failureDetails())
                                .map(f -> f.message())
                                .orElse("FSx gives no details")
                        + ". Check that the bucket exists in this Region and that FSx may read and write it");
        };
    }
}
