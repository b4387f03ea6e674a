package hyperpod.rig.ledger;

import java.util.Optional;

/**
 * What a person accepted when a rollback was started.
 *
 * @param artifactsSynchronised that what stands is deleted: everything in it that counts is elsewhere
 * @param loseQueuedExports that files which the file system has not yet exported to S3 are lost
 * @param requestedBy who asked, if known
 */
public record Confirmation(boolean artifactsSynchronised, boolean loseQueuedExports, Optional<String> requestedBy) {

    /** Nobody confirmed anything. */
    public static final Confirmation NONE = new Confirmation(false, false, Optional.empty());
}
