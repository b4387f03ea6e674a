package hyperpod.rig.resources;

import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.function.Supplier;

/**
 * Keeps an execution from creating or succeeding with what is being deleted, even if it is redriven at that moment: the
 * ledger says so before each delete call.
 */
public final class DeletionFence {

    private final Ledger ledger;
    private final ResourceType type;

    /**
     * Puts fences around the deletions of one type.
     *
     * @param ledger the application's ledger
     * @param type what is deleted
     */
    public DeletionFence(Ledger ledger, ResourceType type) {
        this.ledger = ledger;
        this.type = type;
    }

    /**
     * Deletes within the fence. It is taken away again if AWS refused for sure: a cluster that is being created for an
     * hour yet belongs to whoever redrives the execution. One that stood before stays, because a call before may have
     * been accepted; and so does that of a confirmed deletion.
     *
     * @param entry the execution's entry as it was before
     * @param delete makes the call
     * @throws NotConfirmedException if the execution succeeded meanwhile and nobody confirmed; nothing is deleted
     */
    public Removal around(LedgerEntry entry, DeletionOrder order, Supplier<Removal> delete) {
        ledger.deleting(entry.execution(), type, order.confirmed());
        Removal removal = delete.get();
        if (removal.status() != Removal.Status.UNDER_WAY
                && !order.confirmed()
                && !entry.deleting().contains(type)) {
            ledger.deletionRefused(entry.execution(), type);
        }
        return removal;
    }
}
