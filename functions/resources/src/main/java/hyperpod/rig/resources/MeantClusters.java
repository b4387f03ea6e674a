package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterSortBy;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ListClustersResponse;
import software.amazon.awssdk.services.sagemaker.model.SortOrder;

/**
 * Finds the HyperPod cluster that an execution meant to create: by its recorded ARN, by its name, and in the list,
 * because each of them may show it later than the others. The number of calls does not depend on what else the account
 * has.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusters.html">ListClusters</a>
 */
public final class MeantClusters {

    /** Field of the intent of a cluster: the EKS cluster that orchestrates it. */
    public static final String EKS_CLUSTER_ARN = "Orchestrator.Eks.ClusterArn";

    private static final Pattern CLUSTER =
            Pattern.compile("arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\\d{12}:cluster/[a-z0-9]{12}");

    /** Clusters that one ListClusters looks at: the most that it takes. */
    private static final int LOOKED_AT = 100;

    private final SageMakerClient sageMaker;
    private final HyperPodClusters clusters;
    private final String application;

    /**
     * Looks for the clusters of one application.
     *
     * @param sageMaker the SageMaker client of the function
     * @param application the application whose executions create clusters
     */
    public MeantClusters(SageMakerClient sageMaker, String application) {
        this.sageMaker = sageMaker;
        this.clusters = new HyperPodClusters(sageMaker);
        this.application = application;
    }

    /** What the execution meant and SageMaker shows: none or one, unless somebody put its tags on another's. */
    public List<MeantResource> of(LedgerEntry entry) {
        return Ownership.of(application, entry, ResourceType.CLUSTER).stream()
                .flatMap(this::of)
                .toList();
    }

    private Stream<MeantResource> of(Ownership ownership) {
        Map<String, DescribeClusterResponse> described = new LinkedHashMap<>();
        Stream.concat(ownership.created().map(Created::arn).stream(), ownership.intent().name().stream())
                .flatMap(nameOrArn -> clusters.describe(nameOrArn).stream())
                .forEach(cluster -> described.put(cluster.clusterArn(), cluster));
        return described.isEmpty()
                ? listed(ownership.intent()).flatMap(cluster -> judged(ownership, cluster).stream())
                : described.values().stream().flatMap(cluster -> judged(ownership, cluster).stream());
    }

    private Optional<MeantResource> judged(Ownership ownership, DescribeClusterResponse cluster) {
        return judged(
                ownership,
                new Ownership.Shown(
                        cluster.clusterArn(),
                        Optional.ofNullable(cluster.creationTime()),
                        clusters.tags(cluster.clusterArn()).orElse(Map.of()),
                        fields(cluster)),
                cluster.clusterName(),
                cluster.clusterStatusAsString());
    }

    /** The list does not show what orchestrates a cluster, and may still show one that is gone. */
    private Optional<MeantResource> judged(Ownership ownership, ClusterSummary cluster) {
        return clusters.tags(cluster.clusterArn())
                .flatMap(tags -> judged(
                        ownership,
                        new Ownership.Shown(cluster.clusterArn(), Optional.empty(), tags, Map.of()),
                        cluster.clusterName(),
                        cluster.clusterStatusAsString()));
    }

    private static Optional<MeantResource> judged(
            Ownership ownership, Ownership.Shown shown, String name, String status) {
        Ownership.Verdict verdict = ownership.judge(shown);
        return verdict.foreign()
                ? Optional.empty()
                : Optional.of(new MeantResource(
                        ResourceType.CLUSTER,
                        name,
                        shown.arn(),
                        Optional.ofNullable(status).orElse("unknown"),
                        verdict.doubt()));
    }

    private static Map<String, String> fields(DescribeClusterResponse cluster) {
        return cluster.orchestrator() == null || cluster.orchestrator().eks() == null
                ? Map.of()
                : Map.of(EKS_CLUSTER_ARN, cluster.orchestrator().eks().clusterArn());
    }

    /**
     * One page, the newest first: SageMaker looks at so many clusters, whatever the filter lets through, and all pages
     * would be as many as the account has clusters. What the list alone shows was created a moment ago.
     */
    private Stream<ClusterSummary> listed(Intent intent) {
        return intent.name().stream()
                .flatMap(name -> summaries(sageMaker.listClusters(r -> r.nameContains(name)
                                .sortBy(ClusterSortBy.CREATION_TIME)
                                .sortOrder(SortOrder.DESCENDING)
                                .maxResults(LOOKED_AT)))
                        .filter(cluster -> cluster.clusterName().equals(name)));
    }

    private static Stream<ClusterSummary> summaries(ListClustersResponse page) {
        return ServiceUnavailableException.unlessMissing(
                page.hasClusterSummaries() ? page.clusterSummaries() : null, "ListClusters.ClusterSummaries")
                .stream();
    }

    /**
     * The cluster with this ARN, which a person named because the ledger does not know it. It must carry the tags of
     * the application and of the execution.
     */
    public Optional<MeantResource> named(String clusterArn, Execution execution) {
        return clusters.describe(clusterArn)
                .map(cluster -> new MeantResource(
                        ResourceType.CLUSTER,
                        cluster.clusterName(),
                        cluster.clusterArn(),
                        Optional.ofNullable(cluster.clusterStatusAsString()).orElse("unknown"),
                        Ownership.doubtOfNamed(
                                application,
                                execution,
                                clusters.tags(cluster.clusterArn()).orElse(Map.of()))));
    }

    /** The cluster with this ARN, if it is there and carries the application's tag. */
    public Optional<TaggedResource> tagged(String clusterArn) {
        return clusters.describe(clusterArn)
                .flatMap(cluster -> clusters.tags(cluster.clusterArn())
                        .flatMap(tags -> Ownership.tagged(
                                application,
                                tags,
                                new MeantResource(
                                        ResourceType.CLUSTER,
                                        cluster.clusterName(),
                                        cluster.clusterArn(),
                                        Optional.ofNullable(cluster.clusterStatusAsString())
                                                .orElse("unknown"),
                                        Optional.empty()))));
    }

    /** The cluster of this name or ARN, whoever owns it; empty if there is none. */
    public Optional<DescribeClusterResponse> describe(String nameOrArn) {
        return clusters.describe(nameOrArn);
    }

    /** Whether an ARN is that of a HyperPod cluster. */
    public static boolean isOne(String arn) {
        return CLUSTER.matcher(arn).matches();
    }
}
