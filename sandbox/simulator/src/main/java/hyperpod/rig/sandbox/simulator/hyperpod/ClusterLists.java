package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Page;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * ListClusters, ListClusterNodes and DescribeClusterNode: filters, order and pages. A page has ten items unless asked
 * for otherwise, so that a client which forgets to follow {@code NextToken} is found out.
 */
final class ClusterLists {

    private static final int PAGE = 10;

    private final ClusterView view;

    ClusterLists(ClusterView view) {
        this.view = view;
    }

    /** As documented, MaxResults bounds the clusters that are looked at: a page can hold fewer matches, even none. */
    ObjectNode clusters(Collection<Cluster> clusters, ObjectNode request) {
        Comparator<Cluster> order = request.path("SortBy").asText().equals("NAME")
                ? Comparator.comparing(Cluster::name)
                : Comparator.comparing(Cluster::creationTime).thenComparing(Cluster::name);
        List<Cluster> sorted = clusters.stream().sorted(ordered(order, request)).toList();
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode summaries = response.putArray("ClusterSummaries");
        Page<Cluster> page = page(sorted, "ListClusters", request);
        page.items().stream()
                .filter(cluster -> matches(cluster, request))
                .map(view::summary)
                .forEach(summaries::add);
        page.nextToken().ifPresent(token -> response.put("NextToken", token));
        return response;
    }

    private static boolean matches(Cluster cluster, ObjectNode request) {
        return cluster.name().contains(request.path("NameContains").asText(""))
                && within(cluster.creationTime(), request)
                && (!request.has("TrainingPlanArn")
                        || cluster.groups().values().stream()
                                .anyMatch(group -> group.specification()
                                        .path("TrainingPlanArn")
                                        .equals(request.path("TrainingPlanArn"))));
    }

    private record Member(InstanceGroup group, ClusterNode node) {}

    ObjectNode nodes(Cluster cluster, ObjectNode request) {
        Comparator<Member> order = request.path("SortBy").asText().equals("NAME")
                ? Comparator.comparing(member -> member.group().name())
                : Comparator.comparing(member -> member.node().launchTime());
        List<Member> sorted = cluster.groups().values().stream()
                .filter(group -> group.name()
                        .contains(request.path("InstanceGroupNameContains").asText("")))
                .flatMap(group -> group.nodes().stream().map(node -> new Member(group, node)))
                .filter(member -> within(member.node().launchTime(), request))
                .sorted(ordered(order.thenComparing(member -> member.node().instanceId()), request))
                .toList();
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode summaries = response.putArray("ClusterNodeSummaries");
        Page<Member> page = page(sorted, "ListClusterNodes", request);
        page.items().forEach(member -> summaries.add(view.nodeSummary(member.group(), member.node())));
        page.nextToken().ifPresent(token -> response.put("NextToken", token));
        return response;
    }

    /** DescribeClusterNode: one node, by its instance identifier. */
    ObjectNode node(Cluster cluster, ObjectNode request) {
        ClusterRequestChecks.refuse(
                request.has("NodeId") == request.has("NodeLogicalId"),
                "Exactly one of NodeId and NodeLogicalId must be specified.");
        String nodeId = request.path("NodeId").asText();
        Member member = cluster.groups().values().stream()
                .flatMap(group -> group.nodes().stream().map(node -> new Member(group, node)))
                .filter(each -> each.node().instanceId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new ServiceException(
                        "ResourceNotFound", "Node '" + nodeId + "' not found in cluster " + cluster.arn()));
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("NodeDetails", view.nodeDetails(member.group(), member.node()));
        return response;
    }

    private static boolean within(Instant time, ObjectNode request) {
        double seconds = time.toEpochMilli() / 1000.0;
        return (!request.has("CreationTimeAfter")
                        || seconds > request.path("CreationTimeAfter").asDouble())
                && (!request.has("CreationTimeBefore")
                        || seconds < request.path("CreationTimeBefore").asDouble());
    }

    private static <T> Comparator<T> ordered(Comparator<T> order, ObjectNode request) {
        return request.path("SortOrder").asText().equals("Descending") ? order.reversed() : order;
    }

    /** One page, of ten items unless the request says otherwise; refuses a token that is not of this very list. */
    static <T> Page<T> page(List<T> items, String operation, ObjectNode request) {
        try {
            return Page.of(items, operation, request, PAGE);
        } catch (Page.InvalidTokenException e) {
            throw new ServiceException("ValidationException", "Invalid NextToken: " + e.getMessage());
        }
    }
}
