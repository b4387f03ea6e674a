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
     * been accepted; so does that of another rollback, whose call may be accepted yet, and of a confirmed deletion.
     *
     * @param entry the execution's entry as it was before
     * @param rollbackArn the rollback that deletes
     * @param delete makes the call
     * @throws NotConfirmedException if the execution succeeded meanwhile and nobody confirmed; nothing is deleted
     */
    public Removal around(LedgerEntry entry, DeletionOrder order, String rollbackArn, Supplier<Removal> delete) {
        ledger.deleting(entry.execution(), type, rollbackArn, order.confirmed());
        Removal removal = delete.get();
        if (removal.status() != Removal.Status.UNDER_WAY
                && !order.confirmed()
                && !entry.deleting().contains(type)) {
            ledger.deletionRefused(entry.execution(), type, rollbackArn);
        }
        return removal;
    }
}
