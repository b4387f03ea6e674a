package hyperpod.rig.drift;

import hyperpod.rig.core.Network;
import hyperpod.rig.resources.OwnedResource;
import java.util.List;

/**
 * A cluster of the application as it stands now.
 *
 * @param cluster what it is
 * @param networks the networks of its nodes, each restricted instance group's own included
 */
record StandingCluster(OwnedResource cluster, List<Network> networks) {

    /** The cluster's name. */
    String name() {
        return cluster.id();
    }

    /** The execution that created it, under whose name the evidence lies. */
    String executionName() {
        return cluster.executionName();
    }
}
