package hyperpod.rig.validate;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Violation;
import hyperpod.rig.resources.OwnClusters;
import java.util.Optional;

/** The cluster's name is free, or belongs to this very execution, which then was here before. */
final class ClusterNameRule {

    private final OwnClusters clusters;

    ClusterNameRule(OwnClusters clusters) {
        this.clusters = clusters;
    }

    /** What is wrong with the name: it is somebody else's cluster's; empty if it is not. */
    Optional<Violation> check(String clusterName, Execution execution) {
        return clusters.describe(clusterName)
                .filter(cluster -> !clusters.ownedBy(execution, cluster.clusterArn()))
                .map(cluster -> new Violation(
                        "clusterName",
                        '"' + clusterName + '"',
                        "is in use by " + cluster.clusterArn() + " (" + cluster.clusterStatusAsString()
                                + "), which this execution did not create",
                        "choose another name"));
    }
}
