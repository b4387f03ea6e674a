package hyperpod.rig.cluster;

import hyperpod.rig.cluster.ClusterProgress.Group;
import hyperpod.rig.core.ClusterFailedException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatus;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.EnvironmentConfigDetails;
import software.amazon.awssdk.services.sagemaker.model.InstanceGroupStatus;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/**
 * Reads whether the cluster is ready: cluster InService, each group InService with all instances, each node Running.
 * Nodes of a restricted instance group cannot be reached, so the SageMaker API is the only witness.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusterNodes.html">ListClusterNodes</a>
 */
final class ClusterWatch {

    private final SageMakerClient sageMaker;

    /** Watches through the SageMaker client of the function. */
    ClusterWatch(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /**
     * Looks once.
     *
     * @param clusterArn the ARN that CreateCluster returned; a name might by now be somebody else's cluster
     * @throws ClusterFailedException if the cluster will not become ready
     */
    ClusterProgress look(String clusterArn) {
        DescribeClusterResponse cluster = describe(clusterArn);
        List<Group> groups = cluster.restrictedInstanceGroups().stream()
                .map(ClusterWatch::group)
                .toList();
        return switch (cluster.clusterStatus()) {
            case CREATING, UPDATING, SYSTEM_UPDATING -> waiting(cluster, groups, "");
            case IN_SERVICE -> inService(cluster, groups);
            case FAILED, ROLLING_BACK, DELETING, UNKNOWN_TO_SDK_VERSION ->
                throw new ClusterFailedException("cluster " + cluster.clusterName() + " is "
                        + cluster.clusterStatusAsString() + ": "
                        + Optional.ofNullable(cluster.failureMessage()).orElse("SageMaker gives no failure message")
                        + " Remedy what SageMaker names, then send the request again");
        };
    }

    private DescribeClusterResponse describe(String clusterArn) {
        try {
            return sageMaker.describeCluster(r -> r.clusterName(clusterArn));
        } catch (ResourceNotFoundException e) {
            throw new ClusterFailedException(
                    "cluster " + clusterArn + " does not exist any more: somebody else deleted it");
        }
    }

    private ClusterProgress inService(DescribeClusterResponse cluster, List<Group> groups) {
        groups.stream()
                .filter(group -> group.status().equals(InstanceGroupStatus.FAILED.toString()))
                .findFirst()
                .ifPresent(failed -> {
                    throw new ClusterFailedException(
                            "restricted instance group " + failed.name() + " of cluster " + cluster.clusterName()
                                    + " is Failed with " + failed.currentCount() + " of " + failed.targetCount()
                                    + " instances: "
                                    + Optional.ofNullable(cluster.failureMessage())
                                            .orElse("SageMaker gives no failure message"));
                });
        boolean complete = groups.stream()
                .allMatch(group -> group.status().equals(InstanceGroupStatus.IN_SERVICE.toString())
                        && group.currentCount() == group.targetCount());
        if (!complete) {
            return waiting(cluster, groups, "");
        }
        TreeMap<String, Long> nodes =
                sageMaker
                        .listClusterNodesPaginator(r -> r.clusterName(cluster.clusterArn()))
                        .clusterNodeSummaries()
                        .stream()
                        .collect(Collectors.groupingBy(ClusterWatch::status, TreeMap::new, Collectors.counting()));
        long running = nodes.getOrDefault(ClusterInstanceStatus.RUNNING.toString(), 0L);
        int wanted = groups.stream().mapToInt(Group::targetCount).sum();
        boolean ready =
                nodes.keySet().stream().allMatch(ClusterInstanceStatus.RUNNING.toString()::equals) && running == wanted;
        String summary = ", nodes: "
                + nodes.entrySet().stream()
                        .map(n -> n.getValue() + " " + n.getKey())
                        .collect(Collectors.joining(", "));
        return ready
                ? new ClusterProgress(
                        cluster.clusterArn(), true, groups, summaryOf(cluster.clusterStatus(), groups) + summary)
                : waiting(cluster, groups, summary);
    }

    private static ClusterProgress waiting(DescribeClusterResponse cluster, List<Group> groups, String nodes) {
        return new ClusterProgress(
                cluster.clusterArn(), false, groups, summaryOf(cluster.clusterStatus(), groups) + nodes);
    }

    private static String summaryOf(ClusterStatus status, List<Group> groups) {
        Function<Group, String> line =
                g -> g.name() + " " + g.status() + " " + g.currentCount() + "/" + g.targetCount();
        return "cluster " + status + "; " + groups.stream().map(line).collect(Collectors.joining(", "));
    }

    private static String status(ClusterNodeSummary node) {
        return node.instanceStatus() == null
                ? ClusterInstanceStatus.NOT_FOUND.toString()
                : node.instanceStatus().statusAsString();
    }

    private static Group group(ClusterRestrictedInstanceGroupDetails details) {
        return new Group(
                details.instanceGroupName(),
                Optional.ofNullable(details.statusAsString()).orElse("unknown"),
                Optional.ofNullable(details.currentCount()).orElse(0),
                Optional.ofNullable(details.targetCount()).orElse(0),
                Optional.ofNullable(details.environmentConfig()).map(EnvironmentConfigDetails::s3OutputPath));
    }
}
