package hyperpod.rig.rollback;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.resources.DeletionOrder;
import java.util.Optional;

/**
 * What an execution of {@code rollback} does.
 *
 * @param decision which way it goes
 * @param execution the execution to take back, with its start as the ledger has it; empty if the start is refused
 * @param clusterName name of its cluster, if the ledger knows it
 * @param order what is confirmed and named
 * @param waitSeconds for so long a call of the execution may still take effect
 * @param failure why the execution ended, if it did without success
 * @param error name of the error, of a start that is refused
 * @param reason why the rollback goes this way, for a person; empty if it takes back
 */
public record RollbackDecision(
        Way decision,
        Optional<Execution> execution,
        Optional<String> clusterName,
        DeletionOrder order,
        long waitSeconds,
        Optional<Failure> failure,
        Optional<String> error,
        Optional<String> reason) {

    /** Ways that a rollback can go. */
    public enum Way {
        /** What the execution created is deleted. */
        ROLL_BACK,
        /** Somebody may count on it: a person has to confirm that it is deleted. */
        CONFIRMATION_MISSING,
        /** The same where no person asked. */
        LEAVE_ALONE,
        /** Nothing of it remains, or its rollback ran to its end. */
        NOTHING_TO_DO,
        /** The start is unusable. */
        REFUSED
    }

    static RollbackDecision refused(StartRefusedException refusal) {
        return new RollbackDecision(
                Way.REFUSED,
                Optional.empty(),
                Optional.empty(),
                DeletionOrder.NONE,
                0,
                Optional.empty(),
                Optional.of(refusal.error().text()),
                Optional.of(refusal.getMessage()));
    }
}
