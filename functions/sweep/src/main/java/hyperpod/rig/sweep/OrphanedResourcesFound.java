package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.ResourceEvents;
import java.util.List;

/**
 * The detail of the event {@code Orphaned Resources Found}.
 *
 * @param executionArn the execution of {@code provision}
 * @param status FAILED, TIMED_OUT or ABORTED
 * @param stopDate when it ended, as ISO 8601
 * @param resources the first of what it left
 * @param resourceCount how many it left
 * @param rollbackStarted whether the sweep started its rollback
 */
record OrphanedResourcesFound(
        String executionArn,
        String status,
        String stopDate,
        List<Remaining> resources,
        int resourceCount,
        boolean rollbackStarted) {

    private static final String DETAIL_TYPE = "Orphaned Resources Found";
    /**
     * An event holds 256 KB. An execution creates two resources; tags that somebody forged may name it on many more.
     */
    private static final int MAX_RESOURCES = 100;

    static OrphanedResourcesFound of(SweepReport.Orphaned orphaned) {
        return new OrphanedResourcesFound(
                orphaned.executionArn(),
                orphaned.status(),
                orphaned.stopDate(),
                orphaned.resources().stream().limit(MAX_RESOURCES).toList(),
                orphaned.resources().size(),
                orphaned.rollbackStarted());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, resources.stream().map(Remaining::arn).toList(), this);
    }
}
