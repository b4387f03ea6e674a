package hyperpod.rig.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.cluster.ClusterProgress.Group;
import hyperpod.rig.core.ClusterFailedException;
import hyperpod.rig.core.NewerMembers;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeRecovery;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
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

    private static final int LARGEST_PAGE = 100;

    private final SageMakerClient sageMaker;

    /** Watches through the SageMaker client of the function. */
    ClusterWatch(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /** What one look saw. */
    private record Seen(DescribeClusterResponse cluster, List<Group> groups, ClusterNodes nodes) {

        boolean ready() {
            return groups.stream()
                            .allMatch(group -> is(group, InstanceGroupStatus.IN_SERVICE)
                                    && group.currentCount() == group.targetCount())
                    && nodes.allRunning(
                            groups.stream().mapToInt(Group::targetCount).sum());
        }

        /** Whether instances are missing that nobody replaces. Without an answer somebody does: that is the default. */
        boolean staysIncomplete() {
            return cluster.nodeRecovery() == ClusterNodeRecovery.NONE
                    && (nodes.haveFailure()
                            || nodes.areSettled()
                                    && groups.stream().anyMatch(group -> is(group, InstanceGroupStatus.DEGRADED)));
        }

        ClusterProgress progress(boolean ready) {
            return new ClusterProgress(cluster.clusterArn(), ready, groups, summary());
        }

        /** One line: the cluster, its groups and nodes, and whatever SageMaker says of any of them. */
        String summary() {
            String counts = nodes.counts();
            return "cluster " + cluster.clusterStatusAsString() + "; "
                    + groups.stream()
                            .map(g -> g.name() + " " + g.status() + " " + g.currentCount() + "/" + g.targetCount())
                            .collect(Collectors.joining(", "))
                    + (counts.isEmpty() ? "" : ", nodes: " + counts)
                    + failureMessage().map(said -> "; SageMaker says: " + said).orElse("")
                    + nodes.messages().map(said -> "; nodes say: " + said).orElse("");
        }

        /** What SageMaker says went wrong; it may say more about the nodes than about the cluster. */
        String reason() {
            return failureMessage().orElse("SageMaker gives no failure message")
                    + nodes.messages().map(said -> " Nodes say: " + said + ".").orElse("");
        }

        private Optional<String> failureMessage() {
            return Optional.ofNullable(cluster.failureMessage()).filter(message -> !message.isBlank());
        }
    }

    /**
     * Looks once.
     *
     * @param clusterArn the ARN that CreateCluster returned; a name might by now be somebody else's cluster
     * @param shown whether SageMaker showed the cluster before: only then does it mean that it is gone if it is not
     *     shown
     * @throws ClusterFailedException if the cluster will not become ready
     * @throws ServiceUnavailableException if SageMaker does not show the cluster yet: the state machine repeats the
     *     call for some minutes
     */
    ClusterProgress look(String clusterArn, boolean shown) {
        AtomicReference<JsonNode> json = new AtomicReference<>(MissingNode.getInstance());
        DescribeClusterResponse cluster = describe(clusterArn, shown, json);
        List<Group> groups = cluster.restrictedInstanceGroups().stream()
                .map(details -> group(details, json.get()))
                .toList();
        Seen seen = new Seen(cluster, groups, nodes(clusterArn));
        return switch (ServiceUnavailableException.unlessMissing(
                cluster.clusterStatus(), "DescribeCluster.ClusterStatus")) {
            case CREATING, UPDATING, SYSTEM_UPDATING -> seen.progress(false);
            case IN_SERVICE -> inService(seen);
            case FAILED, ROLLING_BACK, DELETING, UNKNOWN_TO_SDK_VERSION ->
                throw new ClusterFailedException(
                        "cluster " + cluster.clusterName() + " is " + cluster.clusterStatusAsString() + ": "
                                + seen.reason() + " Remedy what SageMaker names, then send the request again");
        };
    }

    private DescribeClusterResponse describe(String clusterArn, boolean shown, AtomicReference<JsonNode> json) {
        try {
            return sageMaker.describeCluster(
                    r -> r.clusterName(clusterArn).overrideConfiguration(NewerMembers.reading(json::set)));
        } catch (ResourceNotFoundException e) {
            throw shown
                    ? new ClusterFailedException(
                            "cluster " + clusterArn + " does not exist any more: somebody else deleted it")
                    : new ServiceUnavailableException(
                            "SageMaker does not show cluster " + clusterArn
                                    + ", which it said it creates: it may be late, or the cluster is gone. The call is repeated");
        }
    }

    private ClusterNodes nodes(String clusterArn) {
        try {
            return new ClusterNodes(sageMaker
                    .listClusterNodesPaginator(r -> r.clusterName(clusterArn).maxResults(LARGEST_PAGE))
                    .clusterNodeSummaries()
                    .stream()
                    .toList());
        } catch (ResourceNotFoundException e) {
            return new ClusterNodes(List.of());
        }
    }

    private static ClusterProgress inService(Seen seen) {
        seen.groups().stream()
                .filter(group -> is(group, InstanceGroupStatus.FAILED))
                .findFirst()
                .ifPresent(failed -> {
                    throw new ClusterFailedException("restricted instance group " + failed.name() + " of cluster "
                            + seen.cluster().clusterName() + " is Failed with " + failed.currentCount() + " of "
                            + failed.targetCount() + " instances: " + seen.reason());
                });
        boolean ready = seen.ready();
        if (!ready && seen.staysIncomplete()) {
            throw new ClusterFailedException("nodes of cluster "
                    + seen.cluster().clusterName()
                    + " failed, and with nodeRecovery None nobody replaces them (" + seen.summary() + ")."
                    + " Remedy what SageMaker names, or ask for nodeRecovery Automatic, then send the request again");
        }
        return seen.progress(ready);
    }

    private static boolean is(Group group, InstanceGroupStatus status) {
        return group.status().equals(status.toString());
    }

    private static Group group(ClusterRestrictedInstanceGroupDetails details, JsonNode json) {
        return new Group(
                details.instanceGroupName(),
                Optional.ofNullable(details.statusAsString()).orElse("unknown"),
                Optional.ofNullable(details.currentCount()).orElse(0),
                Optional.ofNullable(details.targetCount()).orElse(0),
                Optional.ofNullable(details.environmentConfig()).map(EnvironmentConfigDetails::s3OutputPath),
                SharedFileSystems.mountPath(json, details.instanceGroupName()));
    }
}
