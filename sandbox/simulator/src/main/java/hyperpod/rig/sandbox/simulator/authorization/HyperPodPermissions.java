package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What callers of SageMaker HyperPod need. AWS documents the actions beside the call's own in the developer guide only;
 * what it documents in one place and omits in another is asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html">Actions
 *     of Amazon SageMaker AI</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html">IAM for
 *     HyperPod</a>
 */
public final class HyperPodPermissions implements CallPermissions {

    private static final String HYPERPOD = "hyperpod.sagemaker.amazonaws.com";
    private static final String LINKED_ROLE = "AWSServiceRoleForSageMakerHyperPod";

    private final Account account;
    private final ControlPlane plane;

    /** For the clusters that this control plane has in this account. */
    public HyperPodPermissions(Account account, ControlPlane plane) {
        this.account = account;
        this.plane = plane;
    }

    @Override
    public List<Requirement> of(String operation, ObjectNode request, Instant now) {
        return List.of(Requirement.of(
                switch (operation) {
                    case "CreateCluster" -> create(request);
                    case "UpdateCluster" -> update(request, now);
                    case "DeleteCluster" -> delete(request, now);
                    case "AddTags", "DeleteTags", "ListTags" -> List.of(tagging(operation, request, now));
                    case "DescribeTrainingPlan" ->
                        List.of(new Permission(
                                "sagemaker:DescribeTrainingPlan",
                                arn("training-plan/"
                                        + request.path("TrainingPlanName").asText("*"))));
                    default ->
                        List.of(
                                request.has("ClusterName")
                                        ? onCluster(operation, named(request, now))
                                        : new Permission("sagemaker:" + operation, "*"));
                }));
    }

    private List<Permission> create(ObjectNode request) {
        Map<String, Object> tags = Permission.requestTags(request.path("Tags"));
        Map<String, Object> context = Permission.both(tags, network(request));
        String cluster = arn("cluster/*");
        List<Permission> needed = new ArrayList<>();
        needed.add(new Permission("sagemaker:CreateCluster", cluster, context));
        for (String resource : reserved(request)) {
            needed.add(new Permission("sagemaker:CreateCluster", resource, context));
        }
        if (!tags.isEmpty()) {
            needed.add(new Permission(
                    "sagemaker:AddTags",
                    cluster,
                    Permission.both(tags, Map.of("sagemaker:TaggingAction", "CreateCluster"))));
        }
        needed.add(new Permission("sagemaker:UpdateClusterSoftware", cluster));
        needed.addAll(passing(request));
        needed.add(new Permission("iam:CreateServiceLinkedRole", linkedRole(), Map.of("iam:AWSServiceName", HYPERPOD)));
        String orchestrator =
                request.path("Orchestrator").path("Eks").path("ClusterArn").asText();
        if (!orchestrator.isEmpty()) {
            needed.addAll(joining(orchestrator, roles(request)));
        }
        return needed;
    }

    private List<Permission> update(ObjectNode request, Instant now) {
        List<Permission> needed = new ArrayList<>();
        Cluster cluster = named(request, now);
        needed.add(new Permission(
                "sagemaker:UpdateCluster",
                cluster.arn(),
                Permission.both(Permission.resourceTags(cluster.tags()), network(request))));
        for (String resource : reserved(request)) {
            needed.add(new Permission("sagemaker:UpdateCluster", resource, network(request)));
        }
        needed.addAll(passing(request));
        return needed;
    }

    private List<Permission> delete(ObjectNode request, Instant now) {
        Cluster cluster = named(request, now);
        List<Permission> needed = new ArrayList<>();
        needed.add(onCluster("DeleteCluster", cluster));
        needed.add(new Permission("sagemaker:ListComputeQuotas", "*"));
        needed.add(new Permission("sagemaker:ListClusterSchedulerConfigs", "*"));
        String orchestrator = cluster.described()
                .path("Orchestrator")
                .path("Eks")
                .path("ClusterArn")
                .asText();
        if (!orchestrator.isEmpty()) {
            needed.add(new Permission("eks:DescribeCluster", orchestrator));
            for (String principal : principals(roles(cluster.described()))) {
                for (String action : List.of("eks:DescribeAccessEntry", "eks:DeleteAccessEntry")) {
                    needed.add(onEntry(action, orchestrator, principal));
                }
            }
        }
        return needed;
    }

    /** The execution roles of the nodes and HyperPod's own role get into the EKS cluster in the caller's name. */
    private List<Permission> joining(String orchestrator, Set<String> roles) {
        List<Permission> needed = new ArrayList<>();
        needed.add(new Permission("eks:DescribeCluster", orchestrator));
        for (String principal : principals(roles)) {
            needed.add(new Permission("eks:CreateAccessEntry", orchestrator, Map.of("eks:principalArn", principal)));
            for (String action : List.of("eks:DescribeAccessEntry", "eks:DeleteAccessEntry")) {
                needed.add(onEntry(action, orchestrator, principal));
            }
        }
        needed.add(new Permission(
                "eks:AssociateAccessPolicy",
                entry(orchestrator, linkedRole()),
                Map.of(
                        "eks:principalArn",
                        linkedRole(),
                        "eks:policyArn",
                        "arn:aws:eks::aws:cluster-access-policy/AmazonSagemakerHyperpodClusterPolicy")));
        return needed;
    }

    private Permission onEntry(String action, String orchestrator, String principal) {
        return new Permission(action, entry(orchestrator, principal), Map.of("eks:principalArn", principal));
    }

    private String entry(String orchestrator, String principal) {
        String cluster = orchestrator.substring(orchestrator.lastIndexOf('/') + 1);
        String name = principal.substring(principal.lastIndexOf('/') + 1);
        return account.arn("eks", "access-entry/" + cluster + "/role/" + account.id() + "/" + name + "/*");
    }

    private Set<String> principals(Set<String> roles) {
        Set<String> all = new LinkedHashSet<>(roles);
        all.add(linkedRole());
        return all;
    }

    private List<Permission> passing(JsonNode request) {
        return roles(request).stream()
                .map(role ->
                        new Permission("iam:PassRole", role, Map.of("iam:PassedToService", "sagemaker.amazonaws.com")))
                .toList();
    }

    private Permission tagging(String operation, ObjectNode request, Instant now) {
        String resource = request.path("ResourceArn").asText("*");
        Map<String, Object> context = new LinkedHashMap<>(Permission.requestTags(request.path("Tags")));
        if (request.has("TagKeys")) {
            context.put("aws:TagKeys", texts(request.path("TagKeys")));
        }
        return new Permission(
                "sagemaker:" + operation,
                resource,
                Permission.both(context, Permission.resourceTags(tags(resource, now))));
    }

    private record Cluster(String arn, JsonNode described, JsonNode tags) {}

    /** The cluster that a request names by name or ARN; one that is not there has its name in the place of its id. */
    private Cluster named(ObjectNode request, Instant now) {
        String name = request.path("ClusterName").asText();
        try {
            ObjectNode described = plane.execute(
                    "DescribeCluster", JsonNodeFactory.instance.objectNode().put("ClusterName", name), now);
            String arn = described.path("ClusterArn").asText();
            return new Cluster(arn, described, tags(arn, now));
        } catch (ServiceException e) {
            JsonNode nothing = JsonNodeFactory.instance.objectNode();
            return new Cluster(name.startsWith("arn:") ? name : arn("cluster/" + name), nothing, nothing);
        }
    }

    private JsonNode tags(String arn, Instant now) {
        try {
            return plane.execute(
                            "ListTags", JsonNodeFactory.instance.objectNode().put("ResourceArn", arn), now)
                    .path("Tags");
        } catch (ServiceException e) {
            return JsonNodeFactory.instance.arrayNode();
        }
    }

    private static Permission onCluster(String operation, Cluster cluster) {
        return new Permission("sagemaker:" + operation, cluster.arn(), Permission.resourceTags(cluster.tags()));
    }

    /** Training plans that the request names, and the capacity that they reserve. */
    private List<String> reserved(JsonNode request) {
        List<String> plans = groups(request).stream()
                .map(group -> group.path("TrainingPlanArn").asText())
                .filter(plan -> !plan.isEmpty())
                .distinct()
                .toList();
        List<String> resources = new ArrayList<>(plans);
        if (!plans.isEmpty()) {
            resources.add(arn("reserved-capacity/*"));
        }
        return resources;
    }

    private static Map<String, Object> network(JsonNode request) {
        Set<String> types = new LinkedHashSet<>();
        Set<String> subnets =
                new LinkedHashSet<>(texts(request.path("VpcConfig").path("Subnets")));
        Set<String> securityGroups =
                new LinkedHashSet<>(texts(request.path("VpcConfig").path("SecurityGroupIds")));
        for (JsonNode group : groups(request)) {
            types.add(group.path("InstanceType").asText());
            subnets.addAll(texts(group.path("OverrideVpcConfig").path("Subnets")));
            securityGroups.addAll(texts(group.path("OverrideVpcConfig").path("SecurityGroupIds")));
        }
        return Map.of(
                "sagemaker:InstanceTypes", List.copyOf(types),
                "sagemaker:VpcSubnets", List.copyOf(subnets),
                "sagemaker:VpcSecurityGroupIds", List.copyOf(securityGroups));
    }

    private static Set<String> roles(JsonNode request) {
        Set<String> roles = new LinkedHashSet<>();
        groups(request).forEach(group -> roles.add(group.path("ExecutionRole").asText()));
        roles.add(request.path("ClusterRole").asText());
        roles.remove("");
        return roles;
    }

    private static List<JsonNode> groups(JsonNode request) {
        List<JsonNode> groups = new ArrayList<>();
        request.path("InstanceGroups").forEach(groups::add);
        request.path("RestrictedInstanceGroups").forEach(groups::add);
        return groups;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private String linkedRole() {
        return "arn:aws:iam::" + account.id() + ":role/aws-service-role/" + HYPERPOD + "/" + LINKED_ROLE;
    }

    private String arn(String resource) {
        return account.arn("sagemaker", resource);
    }
}
