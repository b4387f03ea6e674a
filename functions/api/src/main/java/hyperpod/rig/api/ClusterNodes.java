package hyperpod.rig.api;

import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ListClusterNodesResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/**
 * The first nodes of a cluster: it may have thousands.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusterNodes.html">ListClusterNodes</a>
 */
final class ClusterNodes {

    /** What ListClusterNodes returns at most in one answer. */
    static final int LISTED = 100;

    private final SageMakerClient sageMaker;

    ClusterNodes(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /** The first page; empty if the cluster is gone. */
    Optional<ListClusterNodesResponse> of(String clusterArn) {
        try {
            return Optional.of(
                    sageMaker.listClusterNodes(r -> r.clusterName(clusterArn).maxResults(LISTED)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }
}
