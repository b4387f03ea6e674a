package hyperpod.rig.cluster;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.NotConfirmedException;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.DeletionFence;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantResource;
import hyperpod.rig.resources.Removal;
import hyperpod.rig.resources.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * Deletes what {@link MeantClusters} finds without a doubt, and nothing else, and only while nobody counts on it.
 * Called again until nothing is left: SageMaker refuses to delete a cluster that is Creating, Updating or RollingBack,
 * so one may have to wait until it has failed or stands. And it needs the groups' execution roles to do it; one that
 * lacks them would stay Deleting for good. Of their subnets and security groups nothing need be asked: EC2 deletes none
 * that a network interface uses, and where no interface is, there is nothing to remove.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteCluster.html">DeleteCluster</a>
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-deleting.html">Delete a subnet</a>
 */
final class ClusterDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDeletion.class);

    private final SageMakerClient sageMaker;
    private final MeantClusters clusters;
    private final DeletionFence fence;
    private final ExecutionStandings standings;
    private final ExecutionRoles roles;

    /** Deletes through the SageMaker client of the function, and asks IAM for the execution roles. */
    ClusterDeletion(
            SageMakerClient sageMaker,
            MeantClusters clusters,
            Ledger ledger,
            ExecutionStandings standings,
            Supplier<IamClient> iam) {
        this.sageMaker = sageMaker;
        this.clusters = clusters;
        this.fence = new DeletionFence(ledger, ResourceType.CLUSTER);
        this.standings = standings;
        this.roles = new ExecutionRoles(iam);
    }

    /**
     * One step of the deletion: asks SageMaker to delete each own cluster that is not being deleted yet.
     *
     * @param rollbackArn the rollback that deletes
     * @throws ServiceUnavailableException if SageMaker throttles or fails
     */
    Removal remove(Execution execution, DeletionOrder order, String rollbackArn) {
        Standing standing = standings.of(execution);
        if (!order.confirmed() && !standing.isGivenUp()) {
            return Removal.leftAlone(execution, standing.inWords());
        }
        List<String> named =
                order.resources().stream().filter(MeantClusters::isOne).toList();
        boolean meant = standing.entry()
                .filter(entry -> entry.intents().containsKey(ResourceType.CLUSTER))
                .isPresent();
        if (!meant && named.isEmpty()) {
            return Removal.gone();
        }
        try {
            List<Removal> each = Stream.concat(
                            standing.entry().stream().flatMap(entry -> clusters.of(entry).stream()),
                            named.stream().flatMap(arn -> clusters.named(arn, execution).stream()))
                    .map(cluster -> remove(cluster, standing.entry(), order, rollbackArn))
                    .toList();
            return each.isEmpty() ? Removal.notSeen() : Removal.together(each);
        } catch (NotConfirmedException e) {
            return Removal.leftAlone(execution, e.getMessage());
        }
    }

    private Removal remove(
            MeantResource cluster, Optional<LedgerEntry> entry, DeletionOrder order, String rollbackArn) {
        if (cluster.isBeingDeleted()) {
            return Removal.of(Removal.Status.UNDER_WAY, cluster, messages(cluster));
        }
        if (cluster.doubt().isPresent()) {
            LOG.warn("{} is {}", cluster.arn(), cluster.doubt().get());
            return Removal.of(Removal.Status.DOUBTFUL, cluster, cluster.doubt().get());
        }
        List<String> lacking = lacking(cluster);
        if (!lacking.isEmpty()) {
            return Removal.of(
                    Removal.Status.BLOCKED,
                    cluster,
                    cluster.id() + " (" + cluster.status() + ") is not deleted yet: " + String.join("; ", lacking)
                            + ". SageMaker removes the nodes' network interfaces through this role, and a cluster"
                            + " without it can stay Deleting for good. Restore it; the deletion then goes on by itself");
        }
        return entry.map(known -> fence.around(known, order, rollbackArn, () -> delete(cluster)))
                .orElseGet(() -> delete(cluster));
    }

    private Removal delete(MeantResource cluster) {
        try {
            sageMaker.deleteCluster(r -> r.clusterName(cluster.arn()));
            LOG.info("cluster {} is being deleted", cluster.arn());
            return Removal.underWay();
        } catch (ResourceNotFoundException e) {
            return Removal.underWay();
        } catch (SageMakerException e) {
            return refusal(cluster, e);
        }
    }

    private Removal refusal(MeantResource cluster, SageMakerException e) {
        AwsErrors.rethrowIfWorthRepeating(e);
        String refusal =
                cluster.id() + " (" + cluster.status() + "): " + AwsErrors.of(e).getMessage();
        if (AwsErrors.deniesPermission(e)) {
            if (isOnItsWayOut(cluster)) {
                return Removal.underWay();
            }
            LOG.error("SageMaker denies the deletion of {}: {}", cluster.arn(), e.getMessage());
            return Removal.of(
                    Removal.Status.DENIED,
                    cluster,
                    refusal
                            + ". Allow the role of DeleteCluster what SageMaker names (sagemaker:DeleteCluster, or what"
                            + " it needs besides), then start the rollback again");
        }
        LOG.warn("SageMaker refuses to delete {} in status {}: {}", cluster.arn(), cluster.status(), e.getMessage());
        return Removal.of(Removal.Status.REFUSED, cluster, refusal);
    }

    /** What is gone bears no tag, and the permission wants one: of a call whose answer got lost the next is denied. */
    private boolean isOnItsWayOut(MeantResource cluster) {
        try {
            return clusters.describe(cluster.arn())
                    .map(details -> details.clusterStatus() == ClusterStatus.DELETING)
                    .orElse(true);
        } catch (SdkException e) {
            AwsErrors.rethrowIfWorthRepeating(e);
            LOG.warn("whether {} is on its way out is not known: {}", cluster.arn(), e.getMessage());
            return false;
        }
    }

    /** What the deletion needs of the groups' execution roles and cannot have; empty if that cannot be known. */
    private List<String> lacking(MeantResource cluster) {
        List<String> groupRoles = described(cluster).stream()
                .flatMap(details -> details.restrictedInstanceGroups().stream())
                .map(ClusterRestrictedInstanceGroupDetails::executionRole)
                .flatMap(role -> Optional.ofNullable(role).stream())
                .distinct()
                .toList();
        return roles.lacking(groupRoles, cluster.arn());
    }

    /** Empty if SageMaker says nothing. */
    private String messages(MeantResource cluster) {
        return described(cluster)
                .map(details -> String.join("; ", DeletionMessages.of(sageMaker, details)))
                .orElse("");
    }

    /** What DescribeCluster says; empty if it says nothing, for that must not keep a cluster from being deleted. */
    private Optional<DescribeClusterResponse> described(MeantResource cluster) {
        try {
            return clusters.describe(cluster.arn());
        } catch (SdkException | ServiceUnavailableException e) {
            LOG.warn("{} cannot be described: {}", cluster.arn(), e.getMessage());
            return Optional.empty();
        }
    }
}
