package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DescribeFileSystemsResponse;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemNotFoundException;
import software.amazon.awssdk.services.fsx.model.Tag;

/**
 * Finds the shared file system that an execution meant to create: by its recorded id, or, where the answer of the
 * creating call was lost, among all by its tags. FSx shows no token and takes no name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DescribeFileSystems.html">DescribeFileSystems</a>
 */
public final class MeantFileSystems {

    /** Field of the intent of a file system: its size in GiB. */
    public static final String STORAGE_CAPACITY = "StorageCapacity";

    /** Field of the intent of a file system: its one subnet. */
    public static final String SUBNET_IDS = "SubnetIds";

    private static final Pattern FILE_SYSTEM =
            Pattern.compile("arn:aws[a-z-]*:fsx:[a-z0-9-]+:\\d{12}:file-system/(fs-[0-9a-f]{8,})");

    private final FSxClient fsx;
    private final String application;

    /**
     * Looks for the file systems of one application.
     *
     * @param fsx the FSx client of the function
     * @param application the application whose executions create file systems
     */
    public MeantFileSystems(FSxClient fsx, String application) {
        this.fsx = fsx;
        this.application = application;
    }

    /**
     * What the execution meant and FSx shows: none or one, unless somebody put its tags on another's. If that one is
     * equal to it too, nobody knows which is which, and both are in doubt.
     */
    public List<MeantResource> of(LedgerEntry entry) {
        List<MeantResource> found = Ownership.of(application, entry, ResourceType.FILE_SYSTEM).stream()
                .flatMap(ownership -> candidates(ownership).flatMap(shown -> judged(ownership, shown).stream()))
                .toList();
        List<String> own = found.stream()
                .filter(fileSystem -> fileSystem.doubt().isEmpty())
                .map(MeantResource::id)
                .toList();
        return own.size() <= 1
                ? found
                : found.stream()
                        .map(fileSystem -> fileSystem.inDoubt("not deleted: execution "
                                + entry.execution().name() + " meant to create one file system, and "
                                + String.join(", ", own) + " all carry its tags and are equal to it. Take its tags off"
                                + " those that are not the execution's, and start its rollback again"))
                        .toList();
    }

    private Stream<FileSystem> candidates(Ownership ownership) {
        return ownership
                .created()
                .map(Created::id)
                .map(id -> byId(id).stream())
                .orElseGet(() -> tagged(ownership.execution()));
    }

    private Optional<FileSystem> byId(String id) {
        try {
            DescribeFileSystemsResponse answer = fsx.describeFileSystems(r -> r.fileSystemIds(id));
            return Optional.of(ServiceUnavailableException.unlessMissing(
                    answer.fileSystems().isEmpty() ? null : answer.fileSystems().getFirst(),
                    "DescribeFileSystems.FileSystems"));
        } catch (FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    /** An answer without a list is no answer. */
    private Stream<FileSystem> tagged(Execution execution) {
        OwnershipTags ownership = new OwnershipTags(application, execution.name());
        return fsx.describeFileSystemsPaginator(r -> {}).stream()
                .map(page -> page.hasFileSystems() ? page.fileSystems() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "DescribeFileSystems.FileSystems").stream())
                .filter(fileSystem -> ownership.own(byKey(fileSystem.tags())));
    }

    private static Optional<MeantResource> judged(Ownership ownership, FileSystem fileSystem) {
        Ownership.Verdict verdict = ownership.judge(new Ownership.Shown(
                fileSystem.resourceARN(),
                Optional.ofNullable(fileSystem.creationTime()),
                byKey(fileSystem.tags()),
                fields(fileSystem)));
        return verdict.foreign() ? Optional.empty() : Optional.of(found(fileSystem, verdict.doubt()));
    }

    /**
     * The file system with this ARN, which a person named because the ledger does not know it. It must carry the tags
     * of the application and of the execution.
     */
    public Optional<MeantResource> named(String arn, Execution execution) {
        Matcher fileSystem = FILE_SYSTEM.matcher(arn);
        return fileSystem.matches()
                ? byId(fileSystem.group(1))
                        .map(shown -> found(shown, Ownership.doubtOfNamed(application, execution, byKey(shown.tags()))))
                : Optional.empty();
    }

    /** The file system with this ARN, if it is there and carries the application's tag. */
    public Optional<TaggedResource> tagged(String arn) {
        Matcher fileSystem = FILE_SYSTEM.matcher(arn);
        return fileSystem.matches()
                ? byId(fileSystem.group(1))
                        .flatMap(shown ->
                                Ownership.tagged(application, byKey(shown.tags()), found(shown, Optional.empty())))
                : Optional.empty();
    }

    /** Whether an ARN is that of a file system. */
    public static boolean isOne(String arn) {
        return FILE_SYSTEM.matcher(arn).matches();
    }

    private static MeantResource found(FileSystem fileSystem, Optional<String> doubt) {
        return new MeantResource(
                ResourceType.FILE_SYSTEM,
                fileSystem.fileSystemId(),
                fileSystem.resourceARN(),
                Optional.ofNullable(fileSystem.lifecycleAsString()).orElse("unknown"),
                doubt);
    }

    private static Map<String, String> fields(FileSystem fileSystem) {
        return fileSystem.storageCapacity() == null
                ? Map.of()
                : Map.of(
                        STORAGE_CAPACITY,
                        fileSystem.storageCapacity().toString(),
                        SUBNET_IDS,
                        String.join(",", fileSystem.subnetIds()));
    }

    private static Map<String, String> byKey(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second));
    }
}
