package hyperpod.rig.filesystem;

import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ProvisioningException;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.filesystem.FileSystemProgress.Next;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociation;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociationNotFoundException;
import software.amazon.awssdk.services.fsx.model.DataRepositoryLifecycle;
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
     * @param seen whether FSx showed the file system before: only then does it mean that it is gone if it is not shown
     * @throws FileSystemFailedException if the file system or its link will not become available
     * @throws ServiceUnavailableException if FSx does not show the file system yet: the state machine repeats the call
     *     for some minutes
     */
    FileSystemProgress look(ProvisionRequest request, String fileSystemId, boolean seen) {
        FileSystem fileSystem = describe(fileSystemId, seen);
        return switch (fileSystem.lifecycle()) {
            case CREATING, UPDATING ->
                new FileSystemProgress(
                        fileSystemId, Next.WAIT, Optional.empty(), fileSystemId + " is " + fileSystem.lifecycle());
            case AVAILABLE -> available(request, fileSystem);
            case FAILED, DELETING, MISCONFIGURED, MISCONFIGURED_UNAVAILABLE, UNKNOWN_TO_SDK_VERSION ->
                throw failed(fileSystem);
        };
    }

    private static FileSystemFailedException failed(FileSystem fileSystem) {
        return new FileSystemFailedException("file system " + fileSystem.fileSystemId() + " is "
                + fileSystem.lifecycleAsString() + ": "
                + Optional.ofNullable(fileSystem.failureDetails())
                        .map(f -> f.message())
                        .orElse("FSx gives no details")
                + ". Remedy what FSx names, then send the request again");
    }

    /**
     * Looks once more at what was ready before the cluster was created, which took its time. What is being changed can
     * be used meanwhile.
     *
     * @param associationId the link that this execution made, if it made one
     * @throws FileSystemFailedException if anything of it is gone or broken, or is not what the request asks for
     * @throws ServiceUnavailableException if FSx's answers contradict each other: the state machine repeats the call
     *     for some minutes
     */
    FileSystemProgress confirm(ProvisionRequest request, String fileSystemId, Optional<String> associationId) {
        FileSystem fileSystem = describe(fileSystemId, true);
        return switch (fileSystem.lifecycle()) {
            case AVAILABLE, UPDATING -> whole(request, fileSystem, associationId);
            case CREATING, FAILED, DELETING, MISCONFIGURED, MISCONFIGURED_UNAVAILABLE, UNKNOWN_TO_SDK_VERSION ->
                throw failed(fileSystem);
        };
    }

    private FileSystemProgress whole(ProvisionRequest request, FileSystem fileSystem, Optional<String> associationId) {
        String fileSystemId = fileSystem.fileSystemId();
        Optional<String> asked = asked(request);
        List<DataRepositoryAssociation> links = links(fileSystemId);
        refuseOthers(fileSystemId, asked, links);
        String summary = fileSystemId + " is " + fileSystem.lifecycle();
        if (asked.isPresent()) {
            DataRepositoryAssociation link = links.stream()
                    .filter(listed -> listed.lifecycle() != DataRepositoryLifecycle.CREATING)
                    .filter(listed -> associationId
                            .filter(own -> !own.equals(listed.associationId()))
                            .isEmpty())
                    .findFirst()
                    .orElseThrow(() -> missing(fileSystemId, asked.get(), associationId));
            summary = linked(fileSystemId, mount(fileSystem), link).summary();
        }
        return new FileSystemProgress(fileSystemId, Next.READY, Optional.of(mount(fileSystem)), summary);
    }

    /** One empty list is no proof: a link that is gone is gone by its id too. */
    private ProvisioningException missing(String fileSystemId, String asked, Optional<String> associationId) {
        String gone = "the link of file system " + fileSystemId + " to " + asked
                + associationId.map(id -> ", " + id + ",").orElse("") + " is gone";
        if (associationId.filter(this::exists).isPresent()) {
            return new ServiceUnavailableException(
                    gone + " by FSx's list and is there by its id. The call is repeated");
        }
        return new FileSystemFailedException(
                gone + ": somebody else removed it. Find out who, and send the request again");
    }

    private boolean exists(String associationId) {
        try {
            return fsx.describeDataRepositoryAssociations(r -> r.associationIds(associationId)).associations().stream()
                    .anyMatch(link -> link.lifecycle() != DataRepositoryLifecycle.DELETING);
        } catch (DataRepositoryAssociationNotFoundException e) {
            return false;
        }
    }

    private FileSystem describe(String fileSystemId, boolean seen) {
        try {
            return fsx.describeFileSystems(r -> r.fileSystemIds(fileSystemId)).fileSystems().stream()
                    .findFirst()
                    .orElseThrow(() -> notShown(fileSystemId, seen));
        } catch (FileSystemNotFoundException e) {
            throw notShown(fileSystemId, seen);
        }
    }

    private static ProvisioningException notShown(String fileSystemId, boolean seen) {
        return seen
                ? new FileSystemFailedException(
                        "file system " + fileSystemId + " does not exist any more: somebody else deleted it")
                : new ServiceUnavailableException(
                        "FSx does not show file system " + fileSystemId
                                + ", which it said it creates: it may be late, or the file system is gone. The call is repeated");
    }

    private static Optional<String> asked(ProvisionRequest request) {
        return request.sharedFileSystem().flatMap(SharedFileSystem::s3).map(S3Location::uri);
    }

    private FileSystemProgress available(ProvisionRequest request, FileSystem fileSystem) {
        String fileSystemId = fileSystem.fileSystemId();
        MountSource mount = mount(fileSystem);
        Optional<String> asked = asked(request);
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

    private static MountSource mount(FileSystem fileSystem) {
        return new MountSource(
                ServiceUnavailableException.unlessMissing(fileSystem.dnsName(), "DescribeFileSystems.DNSName"),
                ServiceUnavailableException.unlessMissing(
                        Optional.ofNullable(fileSystem.lustreConfiguration())
                                .map(LustreFileSystemConfiguration::mountName)
                                .orElse(null),
                        "DescribeFileSystems.LustreConfiguration.MountName"));
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
