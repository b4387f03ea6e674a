package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.FileSystemFailedException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.resources.BucketOwner;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DataCompressionType;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociation;
import software.amazon.awssdk.services.fsx.model.EventType;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.fsx.model.StorageType;
import software.amazon.awssdk.services.fsx.model.Tag;

/**
 * Creates the shared FSx for Lustre file system and its link to S3. Both calls carry a token that the execution
 * derives, so that repeating them after a lost response returns what already exists.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html">CreateFileSystem</a>
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html">
 *     CreateDataRepositoryAssociation</a>
 */
final class FileSystemCreation {

    private static final Logger LOG = LoggerFactory.getLogger(FileSystemCreation.class);

    /** FSx recommends it for all new file systems; without it they get 2.12, if their deployment type allows that. */
    private static final String LUSTRE_VERSION = "2.15";

    private static final List<EventType> ALL_CHANGES = List.of(EventType.NEW, EventType.CHANGED, EventType.DELETED);

    private final FSxClient fsx;
    private final BucketOwner buckets;
    private final String application;

    /**
     * Creates file systems for one application.
     *
     * @param fsx the FSx client of the function
     * @param buckets knows whose a bucket is
     * @param application the value of the application tag
     */
    FileSystemCreation(FSxClient fsx, BucketOwner buckets, String application) {
        this.fsx = fsx;
        this.buckets = buckets;
        this.application = application;
    }

    /**
     * Creates the file system in the first subnet of the request, or finds the one that this execution created before.
     * FSx itself refuses the token with other parameters.
     *
     * @throws FileSystemFailedException if somebody used this execution's token before it began
     */
    String create(Execution execution, ProvisionRequest request) {
        SharedFileSystem wanted = wanted(request);
        FileSystem created = fsx.createFileSystem(r -> r.clientRequestToken(CreationToken.ofFileSystem(execution.arn()))
                        .fileSystemType(FileSystemType.LUSTRE)
                        .fileSystemTypeVersion(LUSTRE_VERSION)
                        .storageType(StorageType.SSD)
                        .storageCapacity(wanted.sizeGiB())
                        .subnetIds(request.network().subnetIds().getFirst())
                        .securityGroupIds(request.network().securityGroupIds())
                        .tags(tags(execution, request))
                        .lustreConfiguration(l -> l.deploymentType(LustreDeploymentType.PERSISTENT_2)
                                .perUnitStorageThroughput(wanted.throughputMBpsPerTiB())
                                .dataCompressionType(DataCompressionType.LZ4)))
                .fileSystem();
        String id = ServiceUnavailableException.unlessMissing(created, "CreateFileSystem.FileSystem")
                .fileSystemId();
        Instant creationTime =
                ServiceUnavailableException.unlessMissing(created.creationTime(), "CreateFileSystem.CreationTime");
        if (execution
                .startDate()
                .filter(start -> !creationTime.isBefore(start.truncatedTo(ChronoUnit.SECONDS)))
                .isEmpty()) {
            throw new FileSystemFailedException("file system " + id + " has this execution's token and was created at "
                    + creationTime + ", but the execution began at "
                    + execution.startDate().map(Instant::toString).orElse("a time that is not known")
                    + ": it is somebody else's. Delete it if nobody needs it, and send the request again");
        }
        LOG.info("file system {} of {} GiB is being created", id, wanted.sizeGiB());
        return id;
    }

    /**
     * Links an available file system to the bucket of the request, both ways; returns the association's id. The bucket
     * was the account's own when the request was checked: it is looked at again, because it can have been deleted, and
     * created by somebody else, since.
     *
     * @throws InvalidRequestException if the bucket is not known to belong to the account
     */
    String link(Execution execution, ProvisionRequest request, String fileSystemId) {
        S3Location location = wanted(request)
                .s3()
                .orElseThrow(() -> new InvalidRequestException(
                        "sharedFileSystem.s3 is missing: there is nothing to link " + fileSystemId + " to"));
        buckets.doubt(location.bucket(), execution.account()).ifPresent(doubt -> {
            throw new InvalidRequestException("sharedFileSystem.s3.bucket '" + location.bucket() + "' " + doubt
                    + "; name a bucket of account " + execution.account() + " that this application may list");
        });
        DataRepositoryAssociation created = fsx.createDataRepositoryAssociation(r -> r.clientRequestToken(
                                CreationToken.ofDataRepositoryAssociation(execution.arn()))
                        .fileSystemId(fileSystemId)
                        .fileSystemPath("/")
                        .dataRepositoryPath(location.uri())
                        .batchImportMetaDataOnCreate(true)
                        .s3(s -> s.autoImportPolicy(p -> p.events(ALL_CHANGES))
                                .autoExportPolicy(p -> p.events(ALL_CHANGES)))
                        .tags(tags(execution, request)))
                .association();
        String id = ServiceUnavailableException.unlessMissing(created, "CreateDataRepositoryAssociation.Association")
                .associationId();
        LOG.info("file system {} is being linked to {} by {}", fileSystemId, location.uri(), id);
        return id;
    }

    private static SharedFileSystem wanted(ProvisionRequest request) {
        return request.sharedFileSystem()
                .orElseThrow(() -> new InvalidRequestException(
                        "sharedFileSystem is missing: the request asks for no file system"));
    }

    private List<Tag> tags(Execution execution, ProvisionRequest request) {
        Map<String, String> tags = new OwnershipTags(application, execution.name()).with(request.tags());
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
