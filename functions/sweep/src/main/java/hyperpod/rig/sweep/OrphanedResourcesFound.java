package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.ResourceEvents;
import java.util.List;
import java.util.Optional;

/**
 * The detail of the event {@code Orphaned Resources Found}.
 *
 * @param executionArn the execution of {@code provision}
 * @param status FAILED, TIMED_OUT or ABORTED; FORGOTTEN if Step Functions does not know it any more
 * @param stopDate when it ended, as ISO 8601; absent if nobody knows that any more
 * @param resources what it left
 * @param resourceCount how many they are
 * @param rollbackStarted whether the sweep started its rollback
 */
record OrphanedResourcesFound(
        String executionArn,
        String status,
        Optional<String> stopDate,
        List<Remaining> resources,
        int resourceCount,
        boolean rollbackStarted) {

    private static final String DETAIL_TYPE = "Orphaned Resources Found";

    static OrphanedResourcesFound of(SweepReport.Orphaned orphaned) {
        return new OrphanedResourcesFound(
                orphaned.executionArn(),
                orphaned.status(),
                orphaned.stopDate(),
                orphaned.resources(),
                orphaned.resources().size(),
                orphaned.rollbackStarted());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, resources.stream().map(Remaining::arn).toList(), this);
    }
}
