package hyperpod.rig.resources;

import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SideBySide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * Every HyperPod cluster of the account and Region, whoever created it.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusters.html">ListClusters</a>
 */
public final class AccountClusters {

    /** SageMaker's rate for DescribeCluster is shared with all who wait for a cluster. */
    private static final int AT_ONCE = 8;

    private final SageMakerClient sageMaker;

    /** @param sageMaker the SageMaker client of the function */
    public AccountClusters(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /**
     * The clusters that could be described.
     *
     * @param clusters in any status
     * @param unknown names of those that SageMaker lists, and throttled or refused to describe
     */
    public record Described(List<DescribeClusterResponse> clusters, List<String> unknown) {

        public Described {
            clusters = List.copyOf(clusters);
            unknown = List.copyOf(unknown);
        }

        /** Those that an EKS cluster orchestrates; HyperPod allows one. */
        public List<DescribeClusterResponse> orchestratedBy(String eksClusterArn) {
            return clusters.stream()
                    .filter(cluster -> cluster.orchestrator() != null
                            && cluster.orchestrator().eks() != null
                            && eksClusterArn.equals(cluster.orchestrator().eks().clusterArn()))
                    .toList();
        }
    }

    /** Describes each cluster. Once SageMaker throttles, the rest is not asked for: others need the rate more. */
    public Described describe() {
        List<DescribeClusterResponse> clusters = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<List<String>> batches = list(Optional.empty())
                .map(ClusterSummary::clusterName)
                .gather(Gatherers.windowFixed(AT_ONCE))
                .toList();
        for (List<String> batch : batches) {
            if (!unknown.isEmpty()) {
                unknown.addAll(batch);
                continue;
            }
            Map<String, Supplier<Optional<DescribeClusterResponse>>> calls = new LinkedHashMap<>();
            batch.forEach(name -> calls.put(name, () -> describe(name, unknown)));
            SideBySide.call(calls).values().forEach(found -> found.ifPresent(clusters::add));
        }
        return new Described(clusters, unknown);
    }

    /** Empty if the cluster is gone, or if it stays unknown. */
    private Optional<DescribeClusterResponse> describe(String name, List<String> unknown) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(name)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SageMakerException e) {
            if (e.statusCode() >= HttpStatusCode.INTERNAL_SERVER_ERROR) {
                throw e;
            }
            synchronized (unknown) {
                unknown.add(name);
            }
            return Optional.empty();
        }
    }

    /** The clusters that were created after some time; an answer without a list is no answer. */
    Stream<ClusterSummary> list(Optional<Instant> after) {
        return sageMaker.listClustersPaginator(r -> after.ifPresent(r::creationTimeAfter)).stream()
                .map(page -> page.hasClusterSummaries() ? page.clusterSummaries() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "ListClusters.ClusterSummaries").stream());
    }
}
