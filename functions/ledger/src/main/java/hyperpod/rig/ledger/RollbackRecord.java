package hyperpod.rig.ledger;

import hyperpod.rig.core.Remaining;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A rollback of an execution.
 *
 * @param arn the rollback's execution
 * @param began when it began
 * @param confirmation what a person accepted
 * @param ended when it came to its end; empty while it runs, and for good if it was stopped or broke
 * @param remaining what it left when it ended
 */
public record RollbackRecord(
        String arn, Instant began, Confirmation confirmation, Optional<Instant> ended, List<Remaining> remaining) {

    public RollbackRecord {
        remaining = remaining == null ? List.of() : List.copyOf(remaining);
    }

    /** What became of it, as far as the ledger knows. */
    public enum Outcome {
        /** It did not come to its end: Step Functions knows whether it still runs. */
        RUNNING_OR_BROKEN,
        /** It ended and left nothing. */
        COMPLETE,
        /** It ended and left something. */
        INCOMPLETE
    }

    /** What became of it. */
    public Outcome outcome() {
        if (ended.isEmpty()) {
            return Outcome.RUNNING_OR_BROKEN;
        }
        return remaining.isEmpty() ? Outcome.COMPLETE : Outcome.INCOMPLETE;
    }
}
