package hyperpod.rig.resources;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.NewerMembers;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SideBySide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    static final int AT_ONCE = 8;

    private final SageMakerClient sageMaker;

    /** @param sageMaker the SageMaker client of the function */
    public AccountClusters(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /**
     * The clusters that could be described.
     *
     * @param clusters in any status
     * @param sharedLustreGiB size of the file system of a cluster's shared environment, by the cluster's name; a
     *     cluster without one is not in it
     * @param unknown names of those that SageMaker lists, and throttled or refused to describe
     */
    public record Described(
            List<DescribeClusterResponse> clusters, Map<String, Integer> sharedLustreGiB, List<String> unknown) {

        public Described {
            clusters = List.copyOf(clusters);
            sharedLustreGiB = Map.copyOf(sharedLustreGiB);
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

    private record Answer(DescribeClusterResponse cluster, int sharedLustreGiB) {}

    /** Describes each cluster. Once SageMaker throttles, the rest is not asked for: others need the rate more. */
    public Described describe() {
        List<Answer> answers = new ArrayList<>();
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
            Map<String, Supplier<Optional<Answer>>> calls = new LinkedHashMap<>();
            batch.forEach(name -> calls.put(name, () -> describe(name, unknown)));
            SideBySide.call(calls).values().forEach(found -> found.ifPresent(answers::add));
        }
        return new Described(
                answers.stream().map(Answer::cluster).toList(),
                answers.stream()
                        .filter(answer -> answer.sharedLustreGiB() > 0)
                        .collect(Collectors.toMap(
                                answer -> answer.cluster().clusterName(), Answer::sharedLustreGiB, Math::max)),
                unknown);
    }

    /** Empty if the cluster is gone, or if it stays unknown. */
    private Optional<Answer> describe(String name, List<String> unknown) {
        try {
            AtomicInteger sharedLustreGiB = new AtomicInteger();
            DescribeClusterResponse cluster = sageMaker.describeCluster(r -> r.clusterName(name)
                    .overrideConfiguration(NewerMembers.reading(json -> sharedLustreGiB.set(sharedLustreGiB(json)))));
            return Optional.of(new Answer(cluster, sharedLustreGiB.get()));
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

    /** The SDK does not know the member. A file system that grows or shrinks counts with what it has or will have. */
    private static int sharedLustreGiB(JsonNode describeCluster) {
        JsonNode environment = describeCluster.at("/RestrictedInstanceGroupsConfig/SharedEnvironmentConfig");
        return Math.max(
                environment.path("CurrentFSxLustreConfig").path("SizeInGiB").asInt(),
                environment.path("DesiredFSxLustreConfig").path("SizeInGiB").asInt());
    }

    /** The clusters that were created after some time; an answer without a list is no answer. */
    Stream<ClusterSummary> list(Optional<Instant> after) {
        return sageMaker.listClustersPaginator(r -> after.ifPresent(r::creationTimeAfter)).stream()
                .map(page -> page.hasClusterSummaries() ? page.clusterSummaries() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "ListClusters.ClusterSummaries").stream());
    }
}
