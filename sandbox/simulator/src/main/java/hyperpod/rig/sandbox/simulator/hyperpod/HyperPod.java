package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.scenario.Scenario.ClusterBehaviour;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The HyperPod part of the SageMaker control plane (Amazon SageMaker API Reference, 2017-07-24). */
public final class HyperPod implements ControlPlane {

    private static final Set<ClusterStatus> UNDELETABLE =
            Set.of(ClusterStatus.CREATING, ClusterStatus.UPDATING, ClusterStatus.ROLLING_BACK, ClusterStatus.DELETING);

    private final Map<String, BiFunction<ObjectNode, Instant, ObjectNode>> operations = new LinkedHashMap<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Set<String>> lastSubnets = new HashMap<>();
    private final Account account;
    private final Scenarios scenarios;
    private final Pace pace;
    private final ClusterView view;
    private final ClusterLists lists;
    private final ClusterRequestChecks checks;
    private final ClusterLifecycle lifecycle;

    /** A control plane without clusters. */
    public HyperPod(Account account, Agenda agenda, Network network, Scenarios scenarios, Pace pace) {
        this.account = account;
        this.scenarios = scenarios;
        this.pace = pace;
        this.view = new ClusterView(account);
        this.lists = new ClusterLists(view);
        this.checks = new ClusterRequestChecks(network);
        this.lifecycle = new ClusterLifecycle(agenda, network, account, cluster -> clusters.remove(cluster.name()));
        operations.put("CreateCluster", this::createCluster);
        operations.put("DescribeCluster", (request, now) -> view.cluster(cluster(request)));
        operations.put("UpdateCluster", this::updateCluster);
        operations.put("DeleteCluster", this::deleteCluster);
        operations.put("ListClusters", (request, now) -> lists.clusters(clusters.values(), request));
        operations.put("ListClusterNodes", (request, now) -> lists.nodes(cluster(request), request));
        operations.put("DescribeClusterNode", this::describeClusterNode);
        operations.put("AddTags", this::addTags);
        operations.put("ListTags", (request, now) -> tags(tagged(request)));
        operations.put("DeleteTags", this::deleteTags);
    }

    @Override
    public String model() {
        return "sagemaker/2017-07-24";
    }

    @Override
    public Set<String> operations() {
        return operations.keySet();
    }

    @Override
    public Set<String> subnets(String operation, ObjectNode request) {
        return switch (operation) {
            case "CreateCluster" -> Cluster.subnets(request);
            case "ListClusters" -> Set.of();
            default -> {
                String key = request.path("ClusterName")
                        .asText(request.path("ResourceArn").asText());
                yield lastSubnets.getOrDefault(key, Set.of("none"));
            }
        };
    }

    @Override
    public ObjectNode execute(String operation, ObjectNode request, Instant now) {
        return operations.get(operation).apply(request, now);
    }

    @Override
    public ServiceException invalid(List<ConstraintViolation> violations) {
        return new ServiceException("ValidationException", ConstraintViolation.message(violations));
    }

    @Override
    public JsonNode state() {
        ArrayNode state = JsonNodeFactory.instance.arrayNode();
        for (Cluster cluster : clusters.values()) {
            ObjectNode shown = view.cluster(cluster);
            shown.set("Tags", cluster.tags().list());
            ArrayNode nodes = shown.putArray("Nodes");
            for (InstanceGroup group : cluster.groups().values()) {
                for (ClusterNode node : group.nodes()) {
                    nodes.add(view.nodeSummary(group, node)
                            .put("NetworkInterfaceId", node.networkInterface().id()));
                }
            }
            state.add(shown);
        }
        return state;
    }

    private ObjectNode createCluster(ObjectNode request, Instant now) {
        checks.create(request);
        String name = request.path("ClusterName").asText();
        if (clusters.containsKey(name)) {
            throw new ServiceException(
                    "ResourceInUse",
                    "Cluster with name '" + name + "' already exists: "
                            + clusters.get(name).arn());
        }
        Set<String> subnets = Cluster.subnets(request);
        ClusterBehaviour behaviour = scenarios.governing(subnets).cluster();
        String arn =
                account.arn("sagemaker", "cluster/" + account.characters("abcdefghijklmnopqrstuvwxyz0123456789", 12));
        Cluster cluster = new Cluster(arn, now, request, pace.with(behaviour.seconds()));
        clusters.put(name, cluster);
        lastSubnets.put(name, subnets);
        lastSubnets.put(arn, subnets);
        lifecycle.create(cluster, behaviour, now);
        return arn(cluster);
    }

    private ObjectNode updateCluster(ObjectNode request, Instant now) {
        Cluster cluster = cluster(request);
        if (cluster.status() != ClusterStatus.IN_SERVICE) {
            throw new ServiceException("ConflictException", notNow(cluster, "updated"));
        }
        boolean restricted = request.has("RestrictedInstanceGroups");
        List<String> removed = new ArrayList<>();
        request.path("InstanceGroupsToDelete").forEach(name -> removed.add(name.asText()));
        Map<String, ObjectNode> changed = new LinkedHashMap<>();
        for (String kind : List.of("InstanceGroups", "RestrictedInstanceGroups")) {
            request.path(kind)
                    .forEach(g -> changed.put(g.path("InstanceGroupName").asText(), (ObjectNode) g));
        }
        new ClusterUpdateChecks(cluster).update(request, changed, removed);
        checks.groups(request);
        List.of("NodeRecovery", "TieredStorageConfig", "ClusterRole", "RestrictedInstanceGroupsConfig").stream()
                .filter(request::has)
                .forEach(member -> cluster.request().set(member, request.path(member)));
        lifecycle.update(cluster, restricted, changed, removed, now);
        return arn(cluster);
    }

    private ObjectNode deleteCluster(ObjectNode request, Instant now) {
        Cluster cluster = cluster(request);
        if (UNDELETABLE.contains(cluster.status())) {
            throw new ServiceException("ConflictException", notNow(cluster, "deleted"));
        }
        ClusterBehaviour behaviour = scenarios.governing(cluster.subnets()).cluster();
        if (behaviour.deleteRefused() || cluster.countRefusedDeletion() <= behaviour.deleteRefusedTimes()) {
            throw new ServiceException(
                    "ConflictException",
                    "Cluster " + cluster.arn() + " cannot be deleted: an operation is in progress.");
        }
        lifecycle.delete(cluster, now);
        return arn(cluster);
    }

    private ObjectNode describeClusterNode(ObjectNode request, Instant now) {
        Cluster cluster = cluster(request);
        String nodeId = request.path("NodeId").asText();
        for (InstanceGroup group : cluster.groups().values()) {
            for (ClusterNode node : group.nodes()) {
                if (node.instanceId().equals(nodeId)) {
                    ObjectNode response = JsonNodeFactory.instance.objectNode();
                    response.set("NodeDetails", view.nodeDetails(group, node));
                    return response;
                }
            }
        }
        throw new ServiceException("ResourceNotFound", "Node '" + nodeId + "' not found in cluster " + cluster.arn());
    }

    private ObjectNode addTags(ObjectNode request, Instant now) {
        Cluster cluster = tagged(request);
        Tags.problem(request.path("Tags")).ifPresent(problem -> {
            throw new ServiceException("ValidationException", problem);
        });
        if (!cluster.tags().hasRoomFor(request.path("Tags"))) {
            throw new ServiceException("ValidationException", "A resource can have at most 50 tags.");
        }
        cluster.tags().put(request.path("Tags"));
        return tags(cluster);
    }

    private ObjectNode deleteTags(ObjectNode request, Instant now) {
        tagged(request).tags().remove(request.path("TagKeys"));
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode tags(Cluster cluster) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.set("Tags", cluster.tags().list());
        return response;
    }

    private static ObjectNode arn(Cluster cluster) {
        return JsonNodeFactory.instance.objectNode().put("ClusterArn", cluster.arn());
    }

    private static String notNow(Cluster cluster, String action) {
        return "Cluster "
                + cluster.arn()
                + " cannot be "
                + action
                + " while its status is "
                + cluster.status().wireName()
                + ".";
    }

    private Cluster cluster(ObjectNode request) {
        String nameOrArn = request.path("ClusterName").asText();
        return find(clusters.values(), nameOrArn, "ResourceNotFound", "Cluster '" + nameOrArn + "' not found.");
    }

    private Cluster tagged(ObjectNode request) {
        String arn = request.path("ResourceArn").asText();
        return find(clusters.values(), arn, "ValidationException", "Could not find resource: " + arn);
    }

    private static Cluster find(Collection<Cluster> clusters, String nameOrArn, String code, String message) {
        return clusters.stream()
                .filter(cluster ->
                        cluster.name().equals(nameOrArn) || cluster.arn().equals(nameOrArn))
                .findFirst()
                .orElseThrow(() -> new ServiceException(code, message));
    }
}
