package hyperpod.rig.resources;

import java.util.List;

/**
 * What a person accepted and named when the rollback was started; nothing if nobody did.
 *
 * @param confirmed whether what stands and is counted on is deleted all the same
 * @param loseQueuedExports whether files that are not in the linked bucket yet may be lost
 * @param resources ARNs of what the ledger does not know and the person wants deleted
 */
public record DeletionOrder(boolean confirmed, boolean loseQueuedExports, List<String> resources) {

    /** Nobody accepted anything. */
    public static final DeletionOrder NONE = new DeletionOrder(false, false, List.of());

    public DeletionOrder {
        resources = resources == null ? List.of() : List.copyOf(resources);
    }
}
