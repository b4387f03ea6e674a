package hyperpod.rig.testkit;

import java.util.Map;

/**
 * A link between a file system and S3, AVAILABLE unless a test says otherwise.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DataRepositoryAssociation.html">DataRepositoryAssociation</a>
 */
public final class LustreLink extends Resource<LustreLink> {

    LustreLink(String id, String fileSystemId, String dataRepositoryPath) {
        with("AssociationId", id).with("FileSystemId", fileSystemId).with("FileSystemPath", "/");
        with("ResourceARN", AwsAccount.arn("fsx", "association/" + fileSystemId + "/" + id))
                .with("DataRepositoryPath", dataRepositoryPath);
        lifecycle("AVAILABLE");
    }

    /** CREATING, AVAILABLE, MISCONFIGURED, UPDATING, DELETING or FAILED. */
    public LustreLink lifecycle(String lifecycle) {
        return with("Lifecycle", lifecycle);
    }

    /** Why it failed, in FSx's words. */
    public LustreLink failure(String message) {
        return with("FailureDetails", Map.of("Message", message));
    }

    @Override
    LustreLink self() {
        return this;
    }
}
