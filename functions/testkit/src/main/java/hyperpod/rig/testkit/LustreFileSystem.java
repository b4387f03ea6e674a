package hyperpod.rig.testkit;

import java.util.Map;

/**
 * An FSx for Lustre file system; AVAILABLE and without tags, unless a test says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html">FileSystem</a>
 */
public final class LustreFileSystem extends Resource<LustreFileSystem> {

    /** FSx chooses eight letters and digits. */
    static final String MOUNT_NAME = "abcdefgh";

    LustreFileSystem(String id) {
        with("FileSystemId", id)
                .with("ResourceARN", AwsAccount.arn("fsx", "file-system/" + id))
                .with("FileSystemType", "LUSTRE")
                .with("DNSName", id + ".fsx." + AwsAccount.REGION + ".amazonaws.com")
                .with("LustreConfiguration", Map.of("MountName", MOUNT_NAME));
        at("CreationTime", AwsAccount.NOW.minusSeconds(AwsAccount.YOUNG_SECONDS));
        lifecycle("AVAILABLE");
    }

    /** CREATING, AVAILABLE, FAILED, DELETING, MISCONFIGURED, UPDATING or MISCONFIGURED_UNAVAILABLE. */
    public LustreFileSystem lifecycle(String lifecycle) {
        return with("Lifecycle", lifecycle);
    }

    /** Why it failed, in FSx's words. */
    public LustreFileSystem failure(String message) {
        return with("FailureDetails", Map.of("Message", message));
    }

    @Override
    LustreFileSystem self() {
        return this;
    }
}
