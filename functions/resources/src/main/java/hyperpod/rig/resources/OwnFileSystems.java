package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.Tag;

/**
 * Finds the file systems that one execution created by asking FSx for all and looking at their tags: the response to a
 * successful CreateFileSystem can be lost, so an id that the execution remembers is no proof either way.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DescribeFileSystems.html">DescribeFileSystems</a>
 */
public final class OwnFileSystems {

    private final FSxClient fsx;
    private final String application;

    /**
     * Looks for the file systems of one application.
     *
     * @param fsx the FSx client of the function
     * @param application the application whose executions create file systems
     */
    public OwnFileSystems(FSxClient fsx, String application) {
        this.fsx = fsx;
        this.application = application;
    }

    /** The file systems that carry the ownership tags of this execution and are not older than it, in any status. */
    public List<OwnedResource> of(Execution execution) {
        return ofApplication().stream()
                .filter(fileSystem -> fileSystem.executionName().equals(execution.name()))
                .filter(fileSystem -> execution
                        .startDate()
                        .filter(fileSystem::isOlderThanExecution)
                        .isEmpty())
                .toList();
    }

    /** The file systems that executions of the application created, in any status. */
    public List<OwnedResource> ofApplication() {
        return fileSystems()
                .flatMap(fileSystem -> OwnershipTags.executionName(application, byKey(fileSystem.tags()))
                        .map(executionName -> owned(fileSystem, executionName))
                        .stream())
                .toList();
    }

    private static OwnedResource owned(FileSystem fileSystem, String executionName) {
        return new OwnedResource(
                OwnedResource.Type.FILE_SYSTEM,
                fileSystem.fileSystemId(),
                fileSystem.resourceARN(),
                Optional.ofNullable(fileSystem.lifecycleAsString()).orElse("unknown"),
                ServiceUnavailableException.unlessMissing(
                        fileSystem.creationTime(), "DescribeFileSystems.CreationTime"),
                executionName);
    }

    /** Every file system of the account and Region; an answer without a list is no answer. */
    private Stream<FileSystem> fileSystems() {
        return fsx.describeFileSystemsPaginator(r -> {}).stream()
                .map(page -> page.hasFileSystems() ? page.fileSystems() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "DescribeFileSystems.FileSystems").stream());
    }

    private static Map<String, String> byKey(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second));
    }
}
