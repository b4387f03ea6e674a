package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.CreationIntent;
import hyperpod.rig.resources.MeantFileSystems;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.CreateFileSystemRequest;
import software.amazon.awssdk.services.fsx.model.DataCompressionType;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.fsx.model.StorageType;

/**
 * Creates the shared FSx for Lustre file system. The call carries a token that the execution derives, so that repeating
 * it after a lost response returns what already exists.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html">CreateFileSystem</a>
 */
final class FileSystemCreation {

    private static final Logger LOG = LoggerFactory.getLogger(FileSystemCreation.class);

    /** FSx recommends it for all new file systems; without it they get 2.12, if their deployment type allows that. */
    private static final String LUSTRE_VERSION = "2.15";

    private final FSxClient fsx;
    private final Ledger ledger;
    private final CreationIntent intents;
    private final InstantSource clock;
    private final String application;

    /**
     * Creates file systems for one application.
     *
     * @param fsx the FSx client of the function
     * @param application the value of the application tag
     */
    FileSystemCreation(FSxClient fsx, Ledger ledger, InstantSource clock, String application) {
        this.fsx = fsx;
        this.ledger = ledger;
        intents = new CreationIntent(ledger);
        this.clock = clock;
        this.application = application;
    }

    /**
     * Creates the file system in the first subnet of the request, or finds the one that this execution created before.
     * FSx itself refuses the token with other parameters. The ledger knows of it beforehand, and nothing is created if
     * that cannot be written.
     *
     * @throws ExecutionTakenBackException if the execution gave up, or what it created is being deleted
     * @throws FileSystemFailedException if somebody used this execution's token before it began
     */
    String create(Execution execution, ProvisionRequest request) {
        SharedFileSystem wanted = request.sharedFileSystem()
                .orElseThrow(() -> new InvalidRequestException(
                        "sharedFileSystem is missing: the request asks for no file system"));
        String token = CreationToken.ofFileSystem(execution.arn());
        String subnetId = request.network().subnetIds().getFirst();
        Map<String, String> tags = new OwnershipTags(application, execution.name()).with(request.tags());
        Intent intent = new Intent(
                ResourceType.FILE_SYSTEM,
                clock.instant(),
                Optional.empty(),
                Optional.of(token),
                tags,
                Map.of(
                        MeantFileSystems.STORAGE_CAPACITY,
                        String.valueOf(wanted.sizeGiB()),
                        MeantFileSystems.SUBNET_IDS,
                        subnetId));
        CreateFileSystemRequest call = CreateFileSystemRequest.builder()
                .clientRequestToken(token)
                .fileSystemType(FileSystemType.LUSTRE)
                .fileSystemTypeVersion(LUSTRE_VERSION)
                .storageType(StorageType.SSD)
                .storageCapacity(wanted.sizeGiB())
                .subnetIds(subnetId)
                .securityGroupIds(request.network().securityGroupIds())
                .tags(FsxTags.of(tags))
                .lustreConfiguration(l -> l.deploymentType(LustreDeploymentType.PERSISTENT_2)
                        .perUnitStorageThroughput(wanted.throughputMBpsPerTiB())
                        .dataCompressionType(DataCompressionType.LZ4))
                .build();
        FileSystem created = ServiceUnavailableException.unlessMissing(
                intents.around(execution, intent, () -> fsx.createFileSystem(call))
                        .fileSystem(),
                "CreateFileSystem.FileSystem");
        String id = created.fileSystemId();
        refuseOlder(execution, created);
        ledger.created(
                execution,
                ResourceType.FILE_SYSTEM,
                id,
                ServiceUnavailableException.unlessMissing(created.resourceARN(), "CreateFileSystem.ResourceARN"));
        LOG.info("file system {} of {} GiB is being created", id, wanted.sizeGiB());
        return id;
    }

    private static void refuseOlder(Execution execution, FileSystem created) {
        Instant creationTime =
                ServiceUnavailableException.unlessMissing(created.creationTime(), "CreateFileSystem.CreationTime");
        if (execution
                .startDate()
                .filter(start -> !creationTime.isBefore(start.truncatedTo(ChronoUnit.SECONDS)))
                .isEmpty()) {
            throw new FileSystemFailedException("file system " + created.fileSystemId()
                    + " has this execution's token and was created at " + creationTime + ", but the execution began at "
                    + execution.startDate().map(Instant::toString).orElse("a time that is not known")
                    + ": it is somebody else's. Delete it if nobody needs it, and send the request again");
        }
    }
}
