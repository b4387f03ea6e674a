package hyperpod.rig.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.resources.ResourceEvents;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/**
 * Passes on what SageMaker says of clusters with which executions of this application succeeded and that stand. Of one
 * that is being created its execution reports; of one whose execution failed, the rollback and the sweep.
 */
final class ClusterHealth {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHealth.class);
    private static final Set<ClusterStatus> NOT_STANDING = Set.of(ClusterStatus.CREATING, ClusterStatus.DELETING);

    private final SageMakerClient sageMaker;
    private final Ledger ledger;
    private final ResourceEvents events;

    ClusterHealth(SageMakerClient sageMaker, Ledger ledger, ResourceEvents events) {
        this.sageMaker = sageMaker;
        this.ledger = ledger;
        this.events = events;
    }

    /** What was published; empty if nothing is wrong, or not with a cluster of ours that stands. */
    Optional<StandingClusterUnhealthy> heard(JsonNode event) {
        return ClusterTrouble.of(event).flatMap(this::ofStandingCluster);
    }

    /** The account's other clusters send events too: the ledger is asked first, by the name in the event. */
    private Optional<StandingClusterUnhealthy> ofStandingCluster(ClusterTrouble trouble) {
        return ledger.ofCluster(trouble.clusterName())
                .filter(entry -> !entry.closed())
                .filter(entry -> entry.success()
                        .map(Success::clusterArn)
                        .filter(trouble.clusterArn()::equals)
                        .isPresent())
                .flatMap(entry -> standing(trouble.clusterArn()).map(cluster -> published(entry, cluster, trouble)));
    }

    private Optional<DescribeClusterResponse> standing(String clusterArn) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(clusterArn)))
                    .filter(cluster -> !NOT_STANDING.contains(cluster.clusterStatus()));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private StandingClusterUnhealthy published(
            LedgerEntry entry, DescribeClusterResponse cluster, ClusterTrouble trouble) {
        try (MDC.MDCCloseable _ = FunctionHandler.about(entry.execution().name())) {
            LOG.warn("cluster {}: {}", entry.clusterName(), trouble.words());
            StandingClusterUnhealthy unhealthy = StandingClusterUnhealthy.of(entry, cluster, trouble);
            unhealthy.publish(events);
            return unhealthy;
        }
    }
}
