package hyperpod.rig.resources;

import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.core.SideBySide;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatus;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatusDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/**
 * The nodes of a cluster, each with its address.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusterNodes.html">ListClusterNodes</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeClusterNode.html">
 *     DescribeClusterNode</a>
 */
public final class StandingNodes {

    private static final int LARGEST_PAGE = 100;
    /** A cluster has thousands of nodes, and SageMaker's rate is shared with all who wait for a cluster. */
    private static final int AT_ONCE = 8;

    /** EC2 names an instance after its address: {@code ip-10-1-115-224.ap-northeast-1.compute.internal}. */
    private static final Pattern NAMED_AFTER_ADDRESS =
            Pattern.compile("ip-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})(?:\\..*)?");

    private final SageMakerClient sageMaker;

    /** @param sageMaker the SageMaker client of the function */
    public StandingNodes(SageMakerClient sageMaker) {
        this.sageMaker = sageMaker;
    }

    /**
     * Those of a cluster. The list tells a node's address by its host name; only of those that run and whose name does
     * not, each is asked for.
     *
     * @param networks of the cluster
     */
    public List<ClusterNode> of(String clusterArn, StandingNetworks networks) {
        return sideBySide(
                sageMaker
                        .listClusterNodesPaginator(
                                r -> r.clusterName(clusterArn).maxResults(LARGEST_PAGE))
                        .stream()
                        .map(page -> page.hasClusterNodeSummaries() ? page.clusterNodeSummaries() : null)
                        .flatMap(page ->
                                ServiceUnavailableException.unlessMissing(page, "ListClusterNodes.ClusterNodeSummaries")
                                        .stream()),
                ClusterNodeSummary::instanceId,
                node -> node(clusterArn, node, networks));
    }

    /** Some nodes of a cluster as SageMaker itself describes each now; those that are gone are left out. */
    public List<ClusterNode> described(String clusterArn, Collection<ClusterNode> nodes) {
        return sideBySide(
                        nodes.stream(),
                        ClusterNode::instanceId,
                        node -> details(clusterArn, node.instanceId())
                                .map(details -> new ClusterNode(
                                        node.instanceId(),
                                        node.group(),
                                        runs(details.instanceStatus()),
                                        address(details),
                                        node.network())))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static <T, R> List<R> sideBySide(Stream<T> all, Function<T, String> id, Function<T, R> call) {
        List<R> results = new ArrayList<>();
        all.gather(Gatherers.windowFixed(AT_ONCE)).forEach(batch -> {
            Map<String, Supplier<R>> calls = new LinkedHashMap<>();
            batch.forEach(one -> calls.put(id.apply(one), () -> call.apply(one)));
            results.addAll(SideBySide.call(calls).values());
        });
        return results;
    }

    private static boolean runs(ClusterInstanceStatusDetails status) {
        return status != null && status.status() == ClusterInstanceStatus.RUNNING;
    }

    private ClusterNode node(String clusterArn, ClusterNodeSummary node, StandingNetworks networks) {
        String group = ServiceUnavailableException.unlessMissing(
                node.instanceGroupName(), "ListClusterNodes.InstanceGroupName");
        boolean runs = runs(node.instanceStatus());
        return new ClusterNode(
                node.instanceId(),
                group,
                runs,
                address(node)
                        .or(() -> runs
                                ? details(clusterArn, node.instanceId()).flatMap(StandingNodes::address)
                                : Optional.empty()),
                networks.ofGroup(group).orElse(networks.ofCluster()));
    }

    private static Optional<String> address(ClusterNodeSummary node) {
        return Optional.ofNullable(node.privateDnsHostname())
                .map(NAMED_AFTER_ADDRESS::matcher)
                .filter(Matcher::matches)
                .map(name -> String.join(".", name.group(1), name.group(2), name.group(3), name.group(4)));
    }

    private static Optional<String> address(ClusterNodeDetails details) {
        return Stream.of(details.privatePrimaryIp(), details.privatePrimaryIpv6())
                .filter(address -> address != null && !address.isBlank())
                .findFirst();
    }

    private Optional<ClusterNodeDetails> details(String clusterArn, String instanceId) {
        try {
            return Optional.of(ServiceUnavailableException.unlessMissing(
                    sageMaker
                            .describeClusterNode(r -> r.clusterName(clusterArn).nodeId(instanceId))
                            .nodeDetails(),
                    "DescribeClusterNode.NodeDetails"));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }
}
