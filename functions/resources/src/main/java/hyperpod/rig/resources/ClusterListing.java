package hyperpod.rig.resources;

import hyperpod.rig.core.ServiceUnavailableException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;

/** Every HyperPod cluster of the account and Region; an answer without a list is no answer. */
final class ClusterListing {

    private ClusterListing() {}

    /** The clusters that were created after some time, or all; in any status. */
    static Stream<ClusterSummary> of(SageMakerClient sageMaker, Optional<Instant> createdAfter) {
        return sageMaker.listClustersPaginator(r -> createdAfter.ifPresent(r::creationTimeAfter)).stream()
                .map(page -> page.hasClusterSummaries() ? page.clusterSummaries() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "ListClusters.ClusterSummaries").stream());
    }
}
