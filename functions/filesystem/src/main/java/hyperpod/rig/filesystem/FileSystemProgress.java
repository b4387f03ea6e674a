package hyperpod.rig.filesystem;

import hyperpod.rig.core.MountSource;
import java.util.Optional;

/**
 * How far the shared file system is.
 *
 * @param fileSystemId the file system
 * @param next what the state machine has to do
 * @param mount what mounts it, once it is available
 * @param summary one line for a person
 */
public record FileSystemProgress(String fileSystemId, Next next, Optional<MountSource> mount, String summary) {

    /** What the state machine has to do next. */
    public enum Next {
        /** Look again later. */
        WAIT,
        /** Link the file system to S3. */
        LINK,
        /** Go on: the file system can be used. */
        READY
    }
}
