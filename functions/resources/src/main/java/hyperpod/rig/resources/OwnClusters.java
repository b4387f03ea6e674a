package hyperpod.rig.resources;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SideBySide;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Finds the HyperPod clusters that one execution created by asking SageMaker for them and looking at their tags: the
 * response to a successful CreateCluster can be lost, and a name proves nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusters.html">ListClusters</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html">ListTags</a>
 */
public final class OwnClusters {

    private final SageMakerClient sageMaker;
    private final AccountClusters all;
    private final String application;

    /**
     * Looks for the clusters of one application.
     *
     * @param sageMaker the SageMaker client of the function
     * @param application the application whose executions create clusters
     */
    public OwnClusters(SageMakerClient sageMaker, String application) {
        this.sageMaker = sageMaker;
        this.all = new AccountClusters(sageMaker);
        this.application = application;
    }

    /** The clusters that carry the ownership tags of this execution and are not older than it, in any status. */
    public List<OwnedResource> of(Execution execution) {
        OwnershipTags ownership = new OwnershipTags(application, execution.name());
        return all.list(execution.createdNothingBefore())
                .filter(cluster ->
                        tags(cluster.clusterArn()).filter(ownership::own).isPresent())
                .map(cluster -> owned(cluster, execution.name()))
                .toList();
    }

    /** The cluster of this name or ARN, whoever owns it; empty if there is none. */
    public Optional<DescribeClusterResponse> describe(String nameOrArn) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(nameOrArn)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether the cluster with this ARN carries the ownership tags of this execution; false if it is gone. */
    public boolean ownedBy(Execution execution, String clusterArn) {
        return tags(clusterArn)
                .filter(new OwnershipTags(application, execution.name())::own)
                .isPresent();
    }

    /** The clusters that executions of the application created, in any status. */
    public List<OwnedResource> ofApplication() {
        Map<String, Supplier<Optional<OwnedResource>>> calls = new LinkedHashMap<>();
        all.list(Optional.empty())
                .forEach(cluster -> calls.put(
                        cluster.clusterArn(),
                        () -> tags(cluster.clusterArn())
                                .flatMap(tags -> OwnershipTags.executionName(application, tags))
                                .map(executionName -> owned(cluster, executionName))));
        return SideBySide.call(calls, AccountClusters.AT_ONCE).values().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** The cluster with this ARN, if an execution of the application created it and it is not gone. */
    public Optional<OwnedResource> ofApplication(String clusterArn) {
        return describe(clusterArn)
                .flatMap(cluster -> tags(cluster.clusterArn())
                        .flatMap(tags -> OwnershipTags.executionName(application, tags))
                        .map(executionName -> new OwnedResource(
                                OwnedResource.Type.CLUSTER,
                                cluster.clusterName(),
                                cluster.clusterArn(),
                                Optional.ofNullable(cluster.clusterStatusAsString())
                                        .orElse("unknown"),
                                ServiceUnavailableException.unlessMissing(
                                        cluster.creationTime(), "DescribeCluster.CreationTime"),
                                executionName)));
    }

    private static OwnedResource owned(ClusterSummary cluster, String executionName) {
        return new OwnedResource(
                OwnedResource.Type.CLUSTER,
                cluster.clusterName(),
                cluster.clusterArn(),
                Optional.ofNullable(cluster.clusterStatusAsString()).orElse("unknown"),
                ServiceUnavailableException.unlessMissing(cluster.creationTime(), "ListClusters.CreationTime"),
                executionName);
    }

    /** The cluster's tags, whoever put them there; empty if it is gone. */
    public Optional<Map<String, String>> tags(String clusterArn) {
        try {
            return Optional.of(sageMaker.listTagsPaginator(r -> r.resourceArn(clusterArn)).stream()
                    .map(page -> page.hasTags() ? page.tags() : null)
                    .flatMap(page -> ServiceUnavailableException.unlessMissing(page, "ListTags.Tags").stream())
                    .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SageMakerException e) {
            // ListTags documents no error for a resource that is gone, and answers with a ValidationException.
            if (AwsErrors.code(e).equals("ValidationException")
                    && describe(clusterArn).isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
