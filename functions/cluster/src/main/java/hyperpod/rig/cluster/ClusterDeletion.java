package hyperpod.rig.cluster;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.CallRefusedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * Deletes what {@link OwnClusters} finds, and nothing else. Called again until nothing is left: SageMaker refuses to
 * delete a cluster that is Creating, Updating or RollingBack, so one may have to wait until it has failed or stands.
 * And it needs the groups' execution roles to do it; one that lacks them would stay Deleting for good.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteCluster.html">DeleteCluster</a>
 */
final class ClusterDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDeletion.class);

    private final SageMakerClient sageMaker;
    private final OwnClusters ownClusters;
    private final ExecutionRoles roles;

    /** Deletes through the SageMaker client of the function, and asks IAM for the execution roles. */
    ClusterDeletion(SageMakerClient sageMaker, OwnClusters ownClusters, Supplier<IamClient> iam) {
        this.sageMaker = sageMaker;
        this.ownClusters = ownClusters;
        this.roles = new ExecutionRoles(iam);
    }

    /**
     * One step of the deletion: asks SageMaker to delete each own cluster that is not being deleted yet.
     *
     * @throws ServiceUnavailableException if SageMaker throttles or fails
     * @throws CallRefusedException if SageMaker says that the caller may not delete: waiting would not help
     */
    Removal remove(Execution execution) {
        List<Removal> each = new ArrayList<>();
        List<CallRefusedException> denials = new ArrayList<>();
        for (OwnedResource cluster : ownClusters.of(execution)) {
            try {
                each.add(cluster.isBeingDeleted() ? Removal.underWay(messages(cluster)) : delete(cluster));
            } catch (CallRefusedException e) {
                denials.add(e);
            }
        }
        if (!denials.isEmpty()) {
            throw denials.getFirst();
        }
        return Removal.together(each);
    }

    private Removal delete(OwnedResource cluster) {
        List<String> lacking = lacking(cluster);
        if (!lacking.isEmpty()) {
            return Removal.blocked(cluster.id() + " (" + cluster.status() + ") is not deleted yet: "
                    + String.join("; ", lacking)
                    + ". SageMaker removes the nodes' network interfaces through this role, and a cluster without it can"
                    + " stay Deleting for good. Restore it; the deletion then goes on by itself");
        }
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

    private static Removal refusal(OwnedResource cluster, SageMakerException e) {
        if (AwsErrors.of(e) instanceof ServiceUnavailableException unavailable) {
            throw unavailable;
        }
        if (AwsErrors.deniesPermission(e)) {
            throw new CallRefusedException(
                    cluster.id() + " (" + cluster.status() + "): "
                            + AwsErrors.of(e).getMessage()
                            + ". Allow the role of DeleteCluster what SageMaker names (sagemaker:DeleteCluster, or what"
                            + " it needs besides), then start the rollback again",
                    e);
        }
        LOG.warn("SageMaker refuses to delete {} in status {}: {}", cluster.arn(), cluster.status(), e.getMessage());
        return Removal.refused(
                cluster.id() + " (" + cluster.status() + "): " + AwsErrors.of(e).getMessage());
    }

    /** What the deletion needs of the groups' execution roles and cannot have; empty if that cannot be known. */
    private List<String> lacking(OwnedResource cluster) {
        List<String> groupRoles = described(cluster).stream()
                .flatMap(details -> details.restrictedInstanceGroups().stream())
                .map(ClusterRestrictedInstanceGroupDetails::executionRole)
                .flatMap(role -> Optional.ofNullable(role).stream())
                .distinct()
                .toList();
        return roles.lacking(groupRoles, cluster.arn());
    }

    private List<String> messages(OwnedResource cluster) {
        return described(cluster)
                .map(details -> DeletionMessages.of(sageMaker, details))
                .orElse(List.of());
    }

    /** What DescribeCluster says; empty if it says nothing, for that must not keep a cluster from being deleted. */
    private Optional<DescribeClusterResponse> described(OwnedResource cluster) {
        try {
            return ownClusters.describe(cluster.arn());
        } catch (SdkException | ServiceUnavailableException e) {
            LOG.warn("{} cannot be described: {}", cluster.arn(), e.getMessage());
            return Optional.empty();
        }
    }
}
