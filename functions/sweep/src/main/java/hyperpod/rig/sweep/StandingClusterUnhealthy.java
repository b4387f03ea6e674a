package hyperpod.rig.sweep;

import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.ResourceEvents;
import java.util.List;

/**
 * The detail of the event {@code Standing Cluster Unhealthy}.
 *
 * @param clusterName the cluster
 * @param clusterArn its ARN
 * @param executionName the execution that created it
 * @param status the cluster's status now
 * @param trouble what is wrong with it, in one line
 */
record StandingClusterUnhealthy(
        String clusterName, String clusterArn, String executionName, String status, String trouble) {

    private static final String DETAIL_TYPE = "Standing Cluster Unhealthy";

    static StandingClusterUnhealthy of(OwnedResource cluster, ClusterTrouble trouble) {
        return new StandingClusterUnhealthy(
                cluster.id(), cluster.arn(), cluster.executionName(), cluster.status(), trouble.words());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, List.of(clusterArn), this);
    }
}
