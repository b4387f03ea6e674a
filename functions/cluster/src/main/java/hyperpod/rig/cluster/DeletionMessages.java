package hyperpod.rig.cluster;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatusDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * What SageMaker says of a cluster that it is deleting: the only place where it tells why one stays Deleting.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterInstanceStatusDetails.html">ClusterInstanceStatusDetails</a>
 */
final class DeletionMessages {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionMessages.class);
    private static final int MOST = 5;
    private static final int LENGTH = 300;

    /**
     * Of the thousands that a cluster may have, as many as can be read in a moment: their messages are much the same.
     */
    private static final int NODES = 1_000;

    private static final int PAGE = 100;

    private DeletionMessages() {}

    /** The distinct messages of the cluster and its nodes, the first five; none if SageMaker does not give them. */
    static List<String> of(SageMakerClient sageMaker, DescribeClusterResponse cluster) {
        return Stream.concat(
                        Optional.ofNullable(cluster.failureMessage()).stream(),
                        nodes(sageMaker, cluster.clusterArn()).stream())
                .filter(StringUtils::isNotBlank)
                .map(message -> StringUtils.abbreviate(message, LENGTH))
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** They tell a person more, and must not end the wait for the deletion. */
    private static List<String> nodes(SageMakerClient sageMaker, String clusterArn) {
        try {
            return sageMaker
                    .listClusterNodesPaginator(r -> r.clusterName(clusterArn).maxResults(PAGE))
                    .clusterNodeSummaries()
                    .stream()
                    .limit(NODES)
                    .map(ClusterNodeSummary::instanceStatus)
                    .flatMap(status -> Optional.ofNullable(status).map(ClusterInstanceStatusDetails::message).stream())
                    .toList();
        } catch (SdkException e) {
            LOG.warn("the nodes of {} cannot be listed: {}", clusterArn, e.getMessage());
            return List.of();
        }
    }
}
