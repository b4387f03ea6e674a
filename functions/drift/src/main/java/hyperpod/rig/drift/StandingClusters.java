package hyperpod.rig.drift;

import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/** The clusters with which executions of the application succeeded and that still stand. */
final class StandingClusters {

    /** One that is being deleted is audited by nobody; one that is being created is not the one that was verified. */
    private static final Set<ClusterStatus> NOT_STANDING = Set.of(ClusterStatus.CREATING, ClusterStatus.DELETING);

    private final Ledger ledger;
    private final SageMakerClient sageMaker;

    StandingClusters(Ledger ledger, SageMakerClient sageMaker) {
        this.ledger = ledger;
        this.sageMaker = sageMaker;
    }

    /** The entries of all executions that succeeded and are not closed. */
    List<LedgerEntry> committed() {
        return ledger.open().filter(LedgerEntry::committed).toList();
    }

    /** The cluster of one of them; empty if it does not stand any more. */
    Optional<StandingCluster> of(LedgerEntry entry) {
        String arn = entry.success().orElseThrow().clusterArn();
        try {
            DescribeClusterResponse described = sageMaker.describeCluster(r -> r.clusterName(arn));
            return Optional.of(described)
                    .filter(cluster -> !NOT_STANDING.contains(cluster.clusterStatus()))
                    .map(cluster -> new StandingCluster(entry, cluster));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }
}
