package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The HyperPod part of SageMaker.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Service.html">API
 *     Reference</a>
 */
final class HyperPod implements Service {

    private static final int PAGE = 10;
    private static final int PAGE_OF_TAGS = 50;
    private static final Set<String> UNDELETABLE = Set.of("Creating", "Updating", "RollingBack", "Deleting");
    private static final String EKS_CLUSTER = "/Orchestrator/Eks/ClusterArn";

    /** What DescribeCluster says as CreateCluster was told it. */
    private static final List<String> KEPT = List.of("VpcConfig", "Orchestrator", "NodeRecovery");

    /** And of each of its groups. */
    private static final List<String> KEPT_OF_GROUP = List.of(
            "InstanceType",
            "ExecutionRole",
            "ThreadsPerCore",
            "InstanceStorageConfigs",
            "OnStartDeepHealthChecks",
            "TrainingPlanArn",
            "OverrideVpcConfig",
            "EnvironmentConfig");

    private static final String SHARED_ENVIRONMENT = "/RestrictedInstanceGroupsConfig/SharedEnvironmentConfig";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");

    private final List<HyperPodCluster> clusters = new ArrayList<>();
    private final List<TrainingPlan> plans = new ArrayList<>();
    private final Pages pages;
    private final InstantSource clock;

    HyperPod(Pages pages, InstantSource clock) {
        this.pages = pages;
        this.clock = clock;
    }

    HyperPodCluster add(String name) {
        HyperPodCluster cluster = new HyperPodCluster(name);
        clusters.add(cluster);
        return cluster;
    }

    HyperPodCluster cluster(String name) {
        return clusters.stream()
                .filter(cluster ->
                        cluster.exists() && cluster.get("ClusterName").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** All there ever were. */
    Stream<HyperPodCluster> everyCluster() {
        return clusters.stream();
    }

    TrainingPlan addPlan(String name) {
        TrainingPlan plan = new TrainingPlan(name);
        plans.add(plan);
        return plan;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "CreateCluster" -> arn(create(request));
            case "DescribeCluster" -> named(request).json;
            case "DescribeTrainingPlan" -> plan(request.path("TrainingPlanName").asText()).json;
            case "DeleteCluster" -> arn(delete(named(request)));
            case "ListClusters" -> list(request);
            case "DescribeClusterNode" -> Json.MAPPER.createObjectNode().set("NodeDetails", node(request));
            case "ListClusterNodes" ->
                pages.of(
                        operation,
                        "ClusterNodeSummaries",
                        List.copyOf(nodes(request)),
                        request,
                        Pages.Names.UPPER,
                        PAGE);
            case "ListTags" -> pages.of(operation, "Tags", tags(request), request, Pages.Names.UPPER, PAGE_OF_TAGS);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private HyperPodCluster create(JsonNode request) {
        String name = request.path("ClusterName").asText();
        if (!NAME.matcher(name).matches()) {
            throw invalid("Value '" + name + "' at 'clusterName' failed to satisfy constraint: " + NAME);
        }
        if (clusters.stream()
                .anyMatch(cluster ->
                        cluster.exists() && cluster.get("ClusterName").equals(name))) {
            throw AwsError.badRequest("ResourceInUse", "Cluster with name '" + name + "' already exists");
        }
        JsonNode eksCluster = request.at(EKS_CLUSTER);
        if (clusters.stream()
                .anyMatch(cluster -> cluster.exists()
                        && eksCluster.isTextual()
                        && eksCluster.equals(cluster.json.at(EKS_CLUSTER)))) {
            throw AwsError.badRequest("ResourceInUse", "EKS cluster '" + eksCluster.textValue() + "' is in use");
        }
        HyperPodCluster cluster = pages.created(add(name)).status("Creating").at("CreationTime", clock.instant());
        request.path("Tags")
                .forEach(tag -> cluster.tags.put(
                        tag.path("Key").asText(), tag.path("Value").asText()));
        for (String member : KEPT) {
            if (request.has(member)) {
                cluster.json.set(member, request.get(member));
            }
        }
        request.path("RestrictedInstanceGroups").forEach(asked -> {
            cluster.group(
                    asked.path("InstanceGroupName").asText(),
                    "Creating",
                    0,
                    asked.path("InstanceCount").asInt());
            KEPT_OF_GROUP.stream().filter(asked::has).forEach(member -> cluster.ofGroup(member, asked.get(member)));
        });
        JsonNode shared = request.at(SHARED_ENVIRONMENT);
        if (shared.isObject()) {
            cluster.with(
                    "RestrictedInstanceGroupsConfig",
                    Map.of(
                            "SharedEnvironmentConfig",
                            Map.of(
                                    "CurrentFSxLustreConfig", shared.path("FSxLustreConfig"),
                                    "CurrentFSxLustreDeletionPolicy", shared.path("FSxLustreDeletionPolicy"))));
        }
        return cluster;
    }

    private static HyperPodCluster delete(HyperPodCluster cluster) {
        String status = cluster.get("ClusterStatus");
        if (UNDELETABLE.contains(status)) {
            throw AwsError.badRequest(
                    "ConflictException",
                    "Cluster " + cluster.arn() + " cannot be deleted while its status is " + status + ".");
        }
        return cluster.status("Deleting");
    }

    private TrainingPlan plan(String name) {
        return plans.stream()
                .filter(plan -> plan.exists() && plan.get("TrainingPlanName").equals(name))
                .findFirst()
                .orElseThrow(() -> AwsError.badRequest("ResourceNotFound", "Training plan '" + name + "' not found."));
    }

    private ObjectNode list(JsonNode request) {
        int look = pages.look("ListClusters", request, Pages.Names.UPPER);
        double after = request.path("CreationTimeAfter").asDouble(-1);
        List<ObjectNode> summaries = clusters.stream()
                .filter(cluster -> cluster.listed(look))
                .filter(cluster -> !cluster.json.has("CreationTime")
                        || cluster.json.get("CreationTime").asDouble() > after)
                .map(cluster -> cluster.json
                        .deepCopy()
                        .<ObjectNode>retain("ClusterArn", "ClusterName", "ClusterStatus", "CreationTime"))
                .toList();
        if (request.path("SortOrder").asText().equals("Descending")) {
            summaries = summaries.reversed();
        }
        return pages.of("ListClusters", "ClusterSummaries", summaries, request, Pages.Names.UPPER, PAGE);
    }

    private List<JsonNode> nodes(JsonNode request) {
        List<JsonNode> nodes = new ArrayList<>();
        // The list does not tell addresses.
        named(request).nodes.forEach(node -> nodes.add(((ObjectNode) node.deepCopy()).without("PrivatePrimaryIp")));
        return nodes;
    }

    private JsonNode node(JsonNode request) {
        String id = request.path("NodeId").asText();
        return named(request)
                .nodes
                .valueStream()
                .filter(node -> node.path("InstanceId").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> AwsError.badRequest("ResourceNotFound", "Node '" + id + "' not found."));
    }

    private List<ObjectNode> tags(JsonNode request) {
        String arn = request.path("ResourceArn").asText();
        HyperPodCluster cluster = find(found -> found.arn().equals(arn), invalid("Could not find resource: " + arn));
        return cluster.tags.entrySet().stream()
                .map(tag ->
                        Json.MAPPER.createObjectNode().put("Key", tag.getKey()).put("Value", tag.getValue()))
                .toList();
    }

    private HyperPodCluster named(JsonNode request) {
        String nameOrArn = request.path("ClusterName").asText();
        return find(
                cluster -> cluster.get("ClusterName").equals(nameOrArn)
                        || cluster.arn().equals(nameOrArn),
                AwsError.badRequest("ResourceNotFound", "Cluster '" + nameOrArn + "' not found."));
    }

    private HyperPodCluster find(Predicate<HyperPodCluster> wanted, AwsError otherwise) {
        return clusters.stream()
                .filter(Resource::exists)
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> otherwise);
    }

    private static AwsError invalid(String message) {
        return AwsError.badRequest("ValidationException", message);
    }

    private static ObjectNode arn(HyperPodCluster cluster) {
        return Json.MAPPER.createObjectNode().put("ClusterArn", cluster.arn());
    }
}
