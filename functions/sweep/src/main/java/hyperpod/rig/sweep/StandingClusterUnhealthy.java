package hyperpod.rig.sweep;

import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.ResourceEvents;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

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

    static StandingClusterUnhealthy of(LedgerEntry entry, DescribeClusterResponse cluster, ClusterTrouble trouble) {
        return new StandingClusterUnhealthy(
                entry.clusterName(),
                trouble.clusterArn(),
                entry.execution().name(),
                Optional.ofNullable(cluster.clusterStatusAsString()).orElse("unknown"),
                trouble.words());
    }

    void publish(ResourceEvents events) {
        events.publish(DETAIL_TYPE, List.of(clusterArn), this);
    }
}
