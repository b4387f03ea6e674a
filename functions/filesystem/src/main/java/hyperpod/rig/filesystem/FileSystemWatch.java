package hyperpod.rig.filesystem;

import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.filesystem.FileSystemProgress.Next;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociation;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;
import software.amazon.awssdk.services.fsx.model.Filter;
import software.amazon.awssdk.services.fsx.model.FilterName;
import software.amazon.awssdk.services.fsx.model.LustreFileSystemConfiguration;

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
                new FileSystemProgress(
                        fileSystemId, Next.WAIT, Optional.empty(), fileSystemId + " is " + fileSystem.lifecycle());
            case AVAILABLE -> available(request, fileSystem);
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

    private FileSystemProgress available(ProvisionRequest request, FileSystem fileSystem) {
        String fileSystemId = fileSystem.fileSystemId();
        MountSource mount = new MountSource(
                ServiceUnavailableException.unlessMissing(fileSystem.dnsName(), "DescribeFileSystems.DNSName"),
                ServiceUnavailableException.unlessMissing(
                        Optional.ofNullable(fileSystem.lustreConfiguration())
                                .map(LustreFileSystemConfiguration::mountName)
                                .orElse(null),
                        "DescribeFileSystems.LustreConfiguration.MountName"));
        Optional<String> asked =
                request.sharedFileSystem().flatMap(SharedFileSystem::s3).map(S3Location::uri);
        List<DataRepositoryAssociation> links = links(fileSystemId);
        refuseOthers(fileSystemId, asked, links);
        if (asked.isEmpty()) {
            return new FileSystemProgress(fileSystemId, Next.READY, Optional.of(mount), fileSystemId + " is AVAILABLE");
        }
        return links.stream()
                .findFirst()
                .map(found -> linked(fileSystemId, mount, found))
                .orElseGet(() -> new FileSystemProgress(
                        fileSystemId, Next.LINK, Optional.of(mount), fileSystemId + " is AVAILABLE, not linked yet"));
    }

    private List<DataRepositoryAssociation> links(String fileSystemId) {
        return fsx
                .describeDataRepositoryAssociationsPaginator(r -> r.filters(Filter.builder()
                        .name(FilterName.FILE_SYSTEM_ID)
                        .values(fileSystemId)
                        .build()))
                .stream()
                .flatMap(page -> page.associations().stream())
                .toList();
    }

    /** What a link exports leaves by no route of the network: there is none but the one that is asked for. */
    private static void refuseOthers(
            String fileSystemId, Optional<String> asked, List<DataRepositoryAssociation> links) {
        links.stream()
                .filter(link -> asked.filter(uri -> withSlash(uri).equals(withSlash(link.dataRepositoryPath())))
                        .isEmpty())
                .findFirst()
                .ifPresent(other -> {
                    throw new FileSystemFailedException("file system " + fileSystemId + " is linked to "
                            + other.dataRepositoryPath() + " by " + other.associationId()
                            + ", which the request does not ask for: somebody else linked it. Find out who, and send"
                            + " the request again");
                });
    }

    private static String withSlash(String uri) {
        return uri.endsWith("/") ? uri : uri + "/";
    }

    private static FileSystemProgress linked(
            String fileSystemId, MountSource mount, DataRepositoryAssociation association) {
        String link = association.associationId() + " to " + association.dataRepositoryPath();
        return switch (association.lifecycle()) {
            case CREATING, UPDATING ->
                new FileSystemProgress(
                        fileSystemId,
                        Next.WAIT,
                        Optional.of(mount),
                        fileSystemId + " is AVAILABLE, link " + link + " is " + association.lifecycle());
            case AVAILABLE ->
                new FileSystemProgress(
                        fileSystemId,
                        Next.READY,
                        Optional.of(mount),
                        fileSystemId + " is AVAILABLE, linked by " + link);
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
