package hyperpod.rig.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.EnvironmentConfigDetails;
import software.amazon.awssdk.services.sagemaker.model.ListClusterNodesResponse;

/**
 * A cluster as SageMaker shows it now.
 *
 * @param arn its ARN
 * @param status Creating, InService, Failed, RollingBack, Deleting, Updating or SystemUpdating
 * @param creationTime when it was created
 * @param failureMessage what SageMaker says went wrong
 * @param restrictedInstanceGroups its groups
 * @param nodes the first {@value ClusterNodes#LISTED} nodes; none if they could not be asked
 * @param moreNodes whether there are more
 */
record StandingCluster(
        String arn,
        String status,
        Optional<Instant> creationTime,
        Optional<String> failureMessage,
        List<Group> restrictedInstanceGroups,
        List<Node> nodes,
        boolean moreNodes) {

    /**
     * A restricted instance group.
     *
     * @param currentCount instances that it has
     * @param targetCount instances that it is to have
     * @param s3OutputPath where its jobs put what they make, once SageMaker says it
     */
    record Group(String name, String status, int currentCount, int targetCount, Optional<String> s3OutputPath) {}

    /**
     * A node.
     *
     * @param instanceId the instance
     * @param restrictedInstanceGroup name of its group
     * @param status Running, Failure, Pending, ShuttingDown, SystemUpdating, DeepHealthCheckInProgress or NotFound
     * @param message what SageMaker says of it
     */
    record Node(String instanceId, String restrictedInstanceGroup, String status, Optional<String> message) {}

    static StandingCluster of(DescribeClusterResponse cluster, Optional<ListClusterNodesResponse> nodes) {
        return new StandingCluster(
                cluster.clusterArn(),
                orUnknown(cluster.clusterStatusAsString()),
                Optional.ofNullable(cluster.creationTime()),
                said(cluster.failureMessage()),
                groups(cluster),
                nodes.stream()
                        .flatMap(page -> page.clusterNodeSummaries().stream())
                        .map(StandingCluster::node)
                        .toList(),
                nodes.map(ListClusterNodesResponse::nextToken).isPresent());
    }

    static List<Group> groups(DescribeClusterResponse cluster) {
        return cluster.restrictedInstanceGroups().stream()
                .map(StandingCluster::group)
                .toList();
    }

    private static Group group(ClusterRestrictedInstanceGroupDetails group) {
        return new Group(
                orUnknown(group.instanceGroupName()),
                orUnknown(group.statusAsString()),
                Optional.ofNullable(group.currentCount()).orElse(0),
                Optional.ofNullable(group.targetCount()).orElse(0),
                Optional.ofNullable(group.environmentConfig()).map(EnvironmentConfigDetails::s3OutputPath));
    }

    private static Node node(ClusterNodeSummary node) {
        return new Node(
                orUnknown(node.instanceId()),
                orUnknown(node.instanceGroupName()),
                Optional.ofNullable(node.instanceStatus())
                        .map(status -> status.statusAsString())
                        .orElse("unknown"),
                Optional.ofNullable(node.instanceStatus()).flatMap(status -> said(status.message())));
    }

    private static Optional<String> said(String message) {
        return Optional.ofNullable(message).filter(text -> !text.isBlank());
    }

    private static String orUnknown(String value) {
        return Optional.ofNullable(value).orElse("unknown");
    }
}
