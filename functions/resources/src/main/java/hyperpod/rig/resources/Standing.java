package hyperpod.rig.resources;

import hyperpod.rig.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * How an execution of {@code provision} stands, which decides whether what it created may be deleted: the ledger's word
 * first, then Step Functions'.
 *
 * @param entry what the ledger knows of it; empty if it knows nothing, and then it created nothing
 * @param run what Step Functions says of it; empty if that was not asked for, or if it does not know it
 * @param forgotten whether it ended so long ago that Step Functions has forgotten it
 */
public record Standing(Optional<LedgerEntry> entry, Optional<Run> run, boolean forgotten) {

    /**
     * What Step Functions says of an execution.
     *
     * @param status {@code RUNNING}, {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT}, {@code ABORTED},
     *     {@code PENDING_REDRIVE}
     * @param startDate when it started
     * @param stopDate when it ended, if it did
     * @param error the error's name with which it ended, if Step Functions tells
     * @param cause its cause, if Step Functions tells
     */
    public record Run(
            String status,
            Instant startDate,
            Optional<Instant> stopDate,
            Optional<String> error,
            Optional<String> cause) {

        /** Whether it ended without success; it may be redriven, and then it runs again. */
        public boolean endedInVain() {
            return switch (status) {
                case "ABORTED", "FAILED", "TIMED_OUT" -> true;
                default -> false;
            };
        }
    }

    /** Whether nobody counts on what it created: it never succeeded, and it gave up, or ended. */
    public boolean isGivenUp() {
        if (entry.map(LedgerEntry::committed).orElse(false)) {
            return false;
        }
        return entry.map(LedgerEntry::gaveUp).orElse(false)
                || forgotten
                || run.map(Run::endedInVain).orElse(false);
    }

    /** Whether it succeeded, as the ledger says. */
    public boolean committed() {
        return entry.map(LedgerEntry::committed).orElse(false);
    }

    /** When it last could begin a call that creates something; empty if it still can, or if nobody knows. */
    public Optional<Instant> lastActive() {
        return entry.flatMap(LedgerEntry::succeededAt)
                .or(() -> entry.flatMap(LedgerEntry::failedAt))
                .or(() -> run.filter(Run::endedInVain).flatMap(Run::stopDate));
    }

    /** The same for a person who wants to delete what it created. */
    public String inWords() {
        return entry.flatMap(LedgerEntry::succeededAt)
                .map(at -> "it succeeded at " + at + ", and what it created is counted on")
                .or(() -> entry.flatMap(LedgerEntry::failedAt).map(at -> "it gave up at " + at))
                .or(() -> run.map(known -> "its status is " + known.status()))
                .orElse(forgotten ? "Step Functions has forgotten it" : "Step Functions does not know it, or not yet");
    }
}
