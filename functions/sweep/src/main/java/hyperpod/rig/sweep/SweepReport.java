package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import java.util.List;

/**
 * What one run found.
 *
 * @param orphaned one for each execution that ended without success, is not being rolled back and left something
 * @param unknown one for each execution name in tags of which Step Functions knows nothing that fits; no event reports
 *     it and nothing is deleted
 * @param failures what could not be looked at or reported, one sentence each; the function then fails after the rest is
 *     done
 */
public record SweepReport(List<Orphaned> orphaned, List<Unknown> unknown, List<String> failures) {

    public SweepReport {
        orphaned = List.copyOf(orphaned);
        unknown = List.copyOf(unknown);
        failures = List.copyOf(failures);
    }

    /**
     * What an execution left.
     *
     * @param executionArn the execution of {@code provision}
     * @param status FAILED, TIMED_OUT or ABORTED
     * @param stopDate when it ended, as ISO 8601
     * @param resources what it left
     * @param rollbackStarted whether this run started its rollback
     */
    public record Orphaned(
            String executionArn, String status, String stopDate, List<Remaining> resources, boolean rollbackStarted) {}

    /**
     * Resources of which nobody can say whether they are orphaned.
     *
     * @param executionName their tag
     * @param reason why nobody can
     * @param resources what carries the tag
     */
    public record Unknown(String executionName, String reason, List<Remaining> resources) {}

    /** The number of resources that were left, of all executions. */
    int orphanedResources() {
        return orphaned.stream()
                .mapToInt(execution -> execution.resources().size())
                .sum();
    }
}
