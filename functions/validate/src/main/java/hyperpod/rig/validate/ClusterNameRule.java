package hyperpod.rig.validate;

import hyperpod.rig.core.Violation;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.Optional;

/** The cluster's name is free, or this very execution was here before and meant to create the cluster. */
final class ClusterNameRule {

    private final StandingClusters clusters;

    ClusterNameRule(StandingClusters clusters) {
        this.clusters = clusters;
    }

    /** What is wrong with the name: it is somebody else's cluster's; empty if it is not. */
    Optional<Violation> check(LedgerEntry entry) {
        return clusters.describe(entry.clusterName())
                .filter(_ -> !entry.intents().containsKey(ResourceType.CLUSTER))
                .map(cluster -> new Violation(
                        "clusterName",
                        '"' + entry.clusterName() + '"',
                        "is in use by " + cluster.clusterArn() + " (" + cluster.clusterStatusAsString()
                                + "), which this execution did not create",
                        "choose another name"));
    }
}
