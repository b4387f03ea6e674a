package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.MountTargets;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Sight;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import hyperpod.rig.sandbox.simulator.scenario.ClusterBehaviour;
import hyperpod.rig.sandbox.simulator.scenario.Lag;
import hyperpod.rig.sandbox.simulator.scenario.Scenario;
import hyperpod.rig.sandbox.simulator.scenario.Scenarios;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The HyperPod part of the SageMaker control plane (Amazon SageMaker API Reference, 2017-07-24). */
public final class HyperPod implements ControlPlane {

    private static final Set<ClusterStatus> UNDELETABLE = Set.of(
            ClusterStatus.CREATING,
            ClusterStatus.UPDATING,
            ClusterStatus.SYSTEM_UPDATING,
            ClusterStatus.ROLLING_BACK,
            ClusterStatus.DELETING);

    private final Map<String, BiFunction<ObjectNode, Instant, ObjectNode>> operations = new LinkedHashMap<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Set<String>> lastSubnets = new HashMap<>();
    private final Account account;
    private final Scenarios scenarios;
    private final Pace pace;
    private final ClusterView view;
    private final ClusterLists lists;
    private final TrainingPlans trainingPlans = new TrainingPlans(clusters.values());
    private final EnvironmentFileSystems environments = new EnvironmentFileSystems(clusters.values());
    private final ClusterTags clusterTags = new ClusterTags(clusters.values());
    private final Sight<Cluster> sight = new Sight<>(() -> clusters.values().stream(), Cluster::creationTime);
    private final ClusterSurroundings surroundings;
    private final ClusterLifecycle lifecycle;

    /**
     * A control plane without clusters.
     *
     * @param services the account's other services
     * @param mountTargets the file systems that nodes can mount
     */
    public HyperPod(
            Account account,
            Agenda agenda,
            OtherServices services,
            MountTargets mountTargets,
            Scenarios scenarios,
            Pace pace) {
        this.account = account;
        this.scenarios = scenarios;
        this.pace = pace;
        this.view = new ClusterView(account);
        this.lists = new ClusterLists(view);
        this.surroundings = new ClusterSurroundings(services, trainingPlans);
        this.lifecycle = new ClusterLifecycle(agenda, services, account, view, mountTargets, this::gone);
        operations.put("CreateCluster", this::createCluster);
        operations.put("DescribeCluster", (request, now) -> view.cluster(cluster(request)));
        operations.put("UpdateCluster", this::updateCluster);
        operations.put("DeleteCluster", this::deleteCluster);
        operations.put("ListClusters", (request, now) -> lists.clusters(clusters.values(), request));
        operations.put("ListClusterNodes", (request, now) -> lists.nodes(cluster(request), request));
        operations.put("DescribeClusterNode", (request, now) -> lists.node(cluster(request), request));
        operations.put("AddTags", clusterTags::add);
        operations.put(
                "DescribeTrainingPlan",
                (request, now) ->
                        trainingPlans.describe(request.path("TrainingPlanName").asText()));
        operations.put("ListTags", (request, now) -> clusterTags.list(request));
        operations.put("DeleteTags", clusterTags::delete);
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
            case "ListClusters", "DescribeTrainingPlan" -> Set.of();
            default -> {
                String key = request.path("ClusterName")
                        .asText(request.path("ResourceArn").asText());
                yield lastSubnets.getOrDefault(key, Set.of("none"));
            }
        };
    }

    @Override
    public ObjectNode answer(String operation, ObjectNode request, Instant now) {
        return switch (operation) {
            case "DescribeCluster" -> view.cluster(described(request, now));
            case "ListClusterNodes" -> lists.nodes(described(request, now), request);
            case "DescribeClusterNode" -> lists.node(described(request, now), request);
            case "ListClusters" ->
                lists.clusters(sight.at(now, cluster -> lag(cluster).lists()), request);
            // What was made a moment ago is there, but does not have its tags yet.
            case "ListTags" ->
                ClusterTags.list(
                        request,
                        Stream.concat(
                                        clusters.values().stream(),
                                        sight.at(now, cluster -> lag(cluster).tags()).stream())
                                .toList(),
                        cluster -> cluster.tags().list(now.minus(lag(cluster).tags())));
            default -> execute(operation, request, now);
        };
    }

    private Lag lag(Cluster cluster) {
        return scenarios.lag(cluster.subnets());
    }

    private Cluster described(ObjectNode request, Instant now) {
        return named(request, sight.at(now, cluster -> lag(cluster).describes()));
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
    public Map<String, Tags> tags() {
        Map<String, Tags> all = new LinkedHashMap<>();
        clusters.values().forEach(cluster -> all.put(cluster.arn(), cluster.tags()));
        return all;
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

    /** The file systems that SageMaker manages for restricted instance groups, also those of clusters that are gone. */
    public ArrayNode environmentFileSystems() {
        return environments.state();
    }

    /** Adds a training plan, a document of DescribeTrainingPlan's form, or replaces the one of its ARN. */
    public void put(ObjectNode trainingPlan) {
        trainingPlans.put(trainingPlan);
    }

    /** A cluster of somebody else is in service, on an EKS cluster and in a network of its own, without nodes. */
    public void addStranger(int number, Instant now) {
        String name = "stranger-" + number;
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("ClusterName", name);
        request.putObject("Orchestrator").putObject("Eks").put("ClusterArn", account.arn("eks", "cluster/" + name));
        request.putObject("VpcConfig").putArray("Subnets").add("subnet-%017x".formatted(number));
        ((ObjectNode) request.path("VpcConfig")).putArray("SecurityGroupIds").add("sg-%017x".formatted(number));
        request.putArray("InstanceGroups")
                .addObject()
                .put("InstanceGroupName", "theirs")
                .put("InstanceType", "ml.p5.48xlarge")
                .put("InstanceCount", 0)
                .put("ExecutionRole", "arn:aws:iam::" + account.id() + ":role/" + name);
        request.putArray("Tags").addObject().put("Key", "team").put("Value", name);
        Cluster cluster = new Cluster(newArn(), now, request, Scenario.UNEVENTFUL.cluster(), pace);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.IN_SERVICE));
        cluster.become(ClusterStatus.IN_SERVICE);
        clusters.put(name, cluster);
    }

    private String newArn() {
        return account.arn("sagemaker", "cluster/" + account.characters("abcdefghijklmnopqrstuvwxyz0123456789", 12));
    }

    private void gone(Cluster cluster, Instant now) {
        clusters.remove(cluster.name());
        sight.gone(cluster, now);
        environments.gone(cluster);
    }

    private ObjectNode createCluster(ObjectNode request, Instant now) {
        ClusterRequestChecks.create(request);
        String name = request.path("ClusterName").asText();
        if (clusters.containsKey(name)) {
            throw inUse("Cluster with name '" + name + "' already exists: "
                    + clusters.get(name).arn());
        }
        Set<String> subnets = Cluster.subnets(request);
        ClusterBehaviour behaviour = scenarios.governing(subnets).cluster();
        String arn = newArn();
        Cluster cluster = new Cluster(arn, now, request, behaviour, pace);
        surroundings.cluster(request);
        surroundings.groups(
                cluster.vpcConfig(),
                specifications(request).values(),
                Map.of(),
                cluster.pace().of("roleAssumable"),
                now);
        clusters.values().stream()
                .filter(other ->
                        !other.eksCluster().isEmpty() && other.eksCluster().equals(cluster.eksCluster()))
                .findFirst()
                .ifPresent(other -> {
                    throw inUse("The EKS cluster " + other.eksCluster()
                            + " is already the orchestrator of the HyperPod cluster " + other.arn());
                });
        cluster.groups().values().forEach(group -> surroundings.place(group, cluster.vpcConfig()));
        clusters.put(name, cluster);
        lastSubnets.put(name, subnets);
        lastSubnets.put(arn, subnets);
        Set<InstanceGroup> waiting = cluster.groups().values().stream()
                .filter(group -> group.trainingPlan()
                        .filter(plan -> !trainingPlans.hasBegun(plan, now))
                        .isPresent())
                .collect(Collectors.toSet());
        lifecycle.create(cluster, waiting, now);
        return arn(cluster);
    }

    private static ServiceException inUse(String message) {
        return new ServiceException("ResourceInUse", message);
    }

    private static Map<String, ObjectNode> specifications(ObjectNode request) {
        Map<String, ObjectNode> groups = new LinkedHashMap<>();
        for (String kind : List.of("InstanceGroups", "RestrictedInstanceGroups")) {
            request.path(kind)
                    .forEach(g -> groups.put(g.path("InstanceGroupName").asText(), (ObjectNode) g));
        }
        return groups;
    }

    private ObjectNode updateCluster(ObjectNode request, Instant now) {
        Cluster cluster = cluster(request);
        if (cluster.status() != ClusterStatus.IN_SERVICE) {
            throw new ServiceException("ConflictException", notNow(cluster, "updated"));
        }
        List<String> removed = new ArrayList<>();
        request.path("InstanceGroupsToDelete").forEach(name -> removed.add(name.asText()));
        Map<String, ObjectNode> changed = specifications(request);
        new ClusterUpdateChecks(cluster).update(request, changed, removed);
        ClusterRequestChecks.groups(
                request,
                cluster.request().path("Orchestrator").has("Eks"),
                cluster.request().has("NodeProvisioningMode") || request.has("NodeProvisioningMode"),
                cluster.request().has("RestrictedInstanceGroupsConfig"));
        surroundings.groups(
                cluster.vpcConfig(),
                changed.values(),
                cluster.groups(),
                cluster.pace().of("roleAssumable"),
                now);
        List.of(
                        "NodeRecovery",
                        "TieredStorageConfig",
                        "ClusterRole",
                        "RestrictedInstanceGroupsConfig",
                        "NodeProvisioningMode",
                        "AutoScaling")
                .stream()
                .filter(request::has)
                .forEach(member -> cluster.request().set(member, request.path(member)));
        for (String name : changed.keySet()) {
            if (!cluster.groups().containsKey(name)) {
                cluster.add(request.has("RestrictedInstanceGroups"), changed.get(name));
                surroundings.place(cluster.groups().get(name), cluster.vpcConfig());
            }
        }
        lifecycle.update(cluster, changed, removed, now);
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
        return named(request, clusters.values());
    }

    private static Cluster named(ObjectNode request, Collection<Cluster> clusters) {
        String nameOrArn = request.path("ClusterName").asText();
        return clusters.stream()
                .filter(cluster ->
                        cluster.name().equals(nameOrArn) || cluster.arn().equals(nameOrArn))
                .findFirst()
                .orElseThrow(() -> new ServiceException("ResourceNotFound", "Cluster '" + nameOrArn + "' not found."));
    }
}
