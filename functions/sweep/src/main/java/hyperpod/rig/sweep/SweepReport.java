package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import java.util.List;
import java.util.Optional;

/**
 * What one run found and did.
 *
 * @param orphaned one for each execution that ended without success, is not being rolled back and left something that
 *     is its own
 * @param disputed resources of which the ledger says one thing and the control plane another
 * @param closed one for each execution of which nothing remained although the ledger did not say so
 * @param failures what could not be looked at or reported, one sentence each; the function then fails after the rest is
 *     done
 */
public record SweepReport(
        List<Orphaned> orphaned, List<Disputed> disputed, List<Closed> closed, List<String> failures) {

    public SweepReport {
        orphaned = List.copyOf(orphaned);
        disputed = List.copyOf(disputed);
        closed = List.copyOf(closed);
        failures = List.copyOf(failures);
    }

    /**
     * What an execution left.
     *
     * @param executionArn the execution of {@code provision}
     * @param status FAILED, TIMED_OUT or ABORTED; FORGOTTEN if Step Functions does not know it any more
     * @param stopDate when it ended, as ISO 8601; absent if nobody knows that any more
     * @param resources what it left
     * @param rollbackStarted whether this run started its rollback
     */
    public record Orphaned(
            String executionArn,
            String status,
            Optional<String> stopDate,
            List<Remaining> resources,
            boolean rollbackStarted) {}

    /** What the ledger and the control planes do not agree on. */
    public enum Dispute {
        /** An execution meant to create it, but it does not carry the execution's tags. */
        TAG_MISSING,
        /** It carries the application's tag, but no execution meant to create it. */
        NOT_MEANT,
        /** The cluster with which the execution succeeded is gone, and nobody took back the rest. */
        CLUSTER_GONE,
        /** The execution never ended, as far as the ledger knows, and Step Functions does not know it. */
        EXECUTION_UNKNOWN
    }

    /**
     * Resources that are neither taken back nor left in peace: a person has to look at them.
     *
     * @param dispute what is not agreed on
     * @param executionName the execution that meant them, or that their tag names; absent if it names none
     * @param reason the same in words, with what to do
     * @param resources the resources
     */
    public record Disputed(Dispute dispute, Optional<String> executionName, String reason, List<Remaining> resources) {}

    /**
     * An execution that the ledger counts as over from now on.
     *
     * @param executionArn the execution of {@code provision}
     * @param because why
     */
    public record Closed(String executionArn, String because) {}

    /** The number of resources that were left, of all executions. */
    int orphanedResources() {
        return orphaned.stream()
                .mapToInt(execution -> execution.resources().size())
                .sum();
    }

    /** The number of resources that a person has to look at. */
    int disputedResources() {
        return disputed.stream().mapToInt(dispute -> dispute.resources().size()).sum();
    }
}
