package hyperpod.rig.api;

import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an execution gives up waiting: each of its two waits is as long as the template says, from the moment at which
 * the resource was created.
 *
 * @param fileSystem how long it waits for the file system
 * @param cluster how long it waits for the cluster
 */
record Deadlines(Duration fileSystem, Duration cluster) {

    /** The end of the wait that began last; empty if none began. */
    Optional<Instant> of(LedgerEntry entry) {
        return created(entry, ResourceType.CLUSTER)
                .map(at -> at.plus(cluster))
                .or(() -> created(entry, ResourceType.FILE_SYSTEM).map(at -> at.plus(fileSystem)));
    }

    private static Optional<Instant> created(LedgerEntry entry, ResourceType type) {
        return Optional.ofNullable(entry.created().get(type)).map(Created::at);
    }
}
