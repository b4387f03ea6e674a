package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.ResourceEvents;
import java.util.List;
import java.util.Optional;

/**
 * The detail of the event {@code Disputed Resources Found}.
 *
 * @param dispute what the ledger and the control planes do not agree on
 * @param executionName the execution that meant them, or that their tag names; absent if it names none
 * @param reason the same in words, with what to do
 * @param resources the first of them
 * @param resourceCount how many they are
 */
record DisputedResourcesFound(
        SweepReport.Dispute dispute,
        Optional<String> executionName,
        String reason,
        List<Remaining> resources,
        int resourceCount) {

    private static final String DETAIL_TYPE = "Disputed Resources Found";
    /** An event holds 256 KB. Tags that somebody forged may name an execution on any number of resources. */
    private static final int MAX_RESOURCES = 100;

    static DisputedResourcesFound of(SweepReport.Disputed disputed) {
        return new DisputedResourcesFound(
                disputed.dispute(),
                disputed.executionName(),
                disputed.reason(),
                disputed.resources().stream().limit(MAX_RESOURCES).toList(),
                disputed.resources().size());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, resources.stream().map(Remaining::arn).toList(), this);
    }
}
