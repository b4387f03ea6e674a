package hyperpod.rig.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.ResourceEvents;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;

/**
 * Passes on what SageMaker says of clusters that this application created and that stand. Of one that is being created
 * its execution reports; of one whose execution failed, the rollback and the sweep.
 */
final class ClusterHealth {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHealth.class);
    private static final Set<String> NOT_STANDING =
            Set.of(ClusterStatus.CREATING.toString(), ClusterStatus.DELETING.toString());

    private final OwnClusters clusters;
    private final ProvisionExecutions executions;
    private final ResourceEvents events;

    ClusterHealth(OwnClusters clusters, ProvisionExecutions executions, ResourceEvents events) {
        this.clusters = clusters;
        this.executions = executions;
        this.events = events;
    }

    /** What was published; empty if nothing is wrong, or not with a cluster of ours that stands. */
    Optional<StandingClusterUnhealthy> heard(JsonNode event) {
        return ClusterTrouble.of(event).flatMap(this::ofStandingCluster);
    }

    private Optional<StandingClusterUnhealthy> ofStandingCluster(ClusterTrouble trouble) {
        // The event may carry the cluster's tags; AWS's sample is empty, so that they are asked for.
        return clusters.ofApplication(trouble.clusterArn())
                .filter(cluster -> !NOT_STANDING.contains(cluster.status()))
                .filter(cluster -> executions.hasSucceeded(cluster.executionName()))
                .map(cluster -> published(cluster, trouble));
    }

    private StandingClusterUnhealthy published(OwnedResource cluster, ClusterTrouble trouble) {
        try (MDC.MDCCloseable _ = FunctionHandler.about(cluster.executionName())) {
            LOG.warn("cluster {}: {}", cluster.id(), trouble.words());
            StandingClusterUnhealthy unhealthy = StandingClusterUnhealthy.of(cluster, trouble);
            unhealthy.publish(events);
            return unhealthy;
        }
    }
}
