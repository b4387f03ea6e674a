package hyperpod.rig.cluster;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.Removal;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * Deletes what {@link OwnClusters} finds, and nothing else. Called again until nothing is left: SageMaker refuses to
 * delete a cluster that is Creating, Updating or RollingBack, so one may have to wait until it has failed or stands.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteCluster.html">DeleteCluster</a>
 */
final class ClusterDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDeletion.class);

    private final SageMakerClient sageMaker;
    private final OwnClusters ownClusters;

    /** Deletes through the SageMaker client of the function. */
    ClusterDeletion(SageMakerClient sageMaker, OwnClusters ownClusters) {
        this.sageMaker = sageMaker;
        this.ownClusters = ownClusters;
    }

    /**
     * One step of the deletion: asks SageMaker to delete each own cluster that is not being deleted yet.
     *
     * @throws ServiceUnavailableException if SageMaker throttles or fails
     */
    Removal remove(Execution execution) {
        List<OwnedResource> own = ownClusters.of(execution);
        if (own.isEmpty()) {
            return Removal.gone();
        }
        List<String> refusals = own.stream()
                .filter(cluster -> !cluster.isBeingDeleted())
                .map(this::delete)
                .flatMap(Optional::stream)
                .toList();
        return refusals.isEmpty() ? Removal.underWay() : Removal.refused(String.join("; ", refusals));
    }

    /** Why SageMaker refused to delete, or empty if it did not. */
    private Optional<String> delete(OwnedResource cluster) {
        try {
            sageMaker.deleteCluster(r -> r.clusterName(cluster.arn()));
            LOG.info("cluster {} is being deleted", cluster.arn());
            return Optional.empty();
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SageMakerException e) {
            if (AwsErrors.of(e) instanceof ServiceUnavailableException unavailable) {
                throw unavailable;
            }
            LOG.warn(
                    "SageMaker refuses to delete {} in status {}: {}", cluster.arn(), cluster.status(), e.getMessage());
            return Optional.of(cluster.id() + " (" + cluster.status() + "): "
                    + AwsErrors.of(e).getMessage());
        }
    }
}
