package hyperpod.rig.filesystem;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.S3Location;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SharedFileSystem;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.BucketOwner;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DataRepositoryAssociation;
import software.amazon.awssdk.services.fsx.model.EventType;

/**
 * Links the shared file system to S3. The call carries a token that the execution derives, so that repeating it after a
 * lost response returns what already exists.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html">
 *     CreateDataRepositoryAssociation</a>
 */
final class DataRepositoryLink {

    private static final Logger LOG = LoggerFactory.getLogger(DataRepositoryLink.class);

    private static final List<EventType> ALL_CHANGES = List.of(EventType.NEW, EventType.CHANGED, EventType.DELETED);

    private final FSxClient fsx;
    private final BucketOwner buckets;
    private final Ledger ledger;
    private final InstantSource clock;
    private final String application;

    /**
     * Links file systems of one application.
     *
     * @param fsx the FSx client of the function
     * @param buckets knows whose a bucket is
     * @param application the value of the application tag
     */
    DataRepositoryLink(FSxClient fsx, BucketOwner buckets, Ledger ledger, InstantSource clock, String application) {
        this.fsx = fsx;
        this.buckets = buckets;
        this.ledger = ledger;
        this.clock = clock;
        this.application = application;
    }

    /**
     * Links an available file system to the bucket of the request, both ways; returns the association's id. The bucket
     * was the account's own when the request was checked: it is looked at again, because it can have been deleted, and
     * created by somebody else, since. The ledger knows of the link beforehand, and nothing is linked if that cannot be
     * written.
     *
     * @throws ExecutionTakenBackException if the execution gave up, or what it created is being deleted
     * @throws InvalidRequestException if the bucket is not known to belong to the account
     */
    String link(Execution execution, ProvisionRequest request, String fileSystemId) {
        S3Location location = request.sharedFileSystem()
                .flatMap(SharedFileSystem::s3)
                .orElseThrow(() -> new InvalidRequestException(
                        "sharedFileSystem.s3 is missing: there is nothing to link " + fileSystemId + " to"));
        buckets.doubt(location.bucket(), execution.account()).ifPresent(doubt -> {
            throw new InvalidRequestException("sharedFileSystem.s3.bucket '" + location.bucket() + "' " + doubt
                    + "; name a bucket of account " + execution.account() + " that this application may list");
        });
        String token = CreationToken.ofDataRepositoryAssociation(execution.arn());
        Map<String, String> tags = new OwnershipTags(application, execution.name()).with(request.tags());
        ledger.intend(
                execution,
                new Intent(
                        ResourceType.DATA_REPOSITORY_ASSOCIATION,
                        clock.instant(),
                        Optional.empty(),
                        Optional.of(token),
                        tags,
                        Map.of("FileSystemId", fileSystemId, "DataRepositoryPath", location.uri())));
        DataRepositoryAssociation created = ServiceUnavailableException.unlessMissing(
                fsx.createDataRepositoryAssociation(r -> r.clientRequestToken(token)
                                .fileSystemId(fileSystemId)
                                .fileSystemPath("/")
                                .dataRepositoryPath(location.uri())
                                .batchImportMetaDataOnCreate(true)
                                .s3(s -> s.autoImportPolicy(p -> p.events(ALL_CHANGES))
                                        .autoExportPolicy(p -> p.events(ALL_CHANGES)))
                                .tags(FsxTags.of(tags)))
                        .association(),
                "CreateDataRepositoryAssociation.Association");
        ledger.created(
                execution,
                ResourceType.DATA_REPOSITORY_ASSOCIATION,
                created.associationId(),
                ServiceUnavailableException.unlessMissing(
                        created.resourceARN(), "CreateDataRepositoryAssociation.ResourceARN"));
        LOG.info("file system {} is being linked to {} by {}", fileSystemId, location.uri(), created.associationId());
        return created.associationId();
    }
}
