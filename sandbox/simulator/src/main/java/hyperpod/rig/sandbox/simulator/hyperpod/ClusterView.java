package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.EpochSeconds;
import java.util.List;

/** Clusters, groups and nodes as the API shows them. */
final class ClusterView {

    private static final List<String> CLUSTER_ECHO = List.of(
            "ClusterName",
            "VpcConfig",
            "Orchestrator",
            "NodeRecovery",
            "TieredStorageConfig",
            "NodeProvisioningMode",
            "ClusterRole");
    private static final List<String> GROUP_ECHO = List.of(
            "InstanceGroupName",
            "InstanceType",
            "LifeCycleConfig",
            "ExecutionRole",
            "ThreadsPerCore",
            "InstanceStorageConfigs",
            "OnStartDeepHealthChecks",
            "TrainingPlanArn",
            "OverrideVpcConfig",
            "ScheduledUpdateConfig");

    private final Account account;

    ClusterView(Account account) {
        this.account = account;
    }

    ObjectNode cluster(Cluster cluster) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("ClusterArn", cluster.arn());
        view.put("ClusterStatus", cluster.status().wireName());
        view.put("CreationTime", EpochSeconds.of(cluster.creationTime()));
        cluster.failureMessage().ifPresent(message -> view.put("FailureMessage", message));
        copy(CLUSTER_ECHO, cluster.request(), view);
        ArrayNode standard = view.putArray("InstanceGroups");
        ArrayNode restricted = JsonNodeFactory.instance.arrayNode();
        for (InstanceGroup group : cluster.groups().values()) {
            (group.restricted() ? restricted : standard).add(group(cluster, group));
        }
        if (!restricted.isEmpty()) {
            view.set("RestrictedInstanceGroups", restricted);
        }
        JsonNode shared =
                cluster.request().path("RestrictedInstanceGroupsConfig").path("SharedEnvironmentConfig");
        if (!shared.isMissingNode()) {
            ObjectNode details =
                    view.putObject("RestrictedInstanceGroupsConfig").putObject("SharedEnvironmentConfig");
            details.set("CurrentFSxLustreConfig", shared.path("FSxLustreConfig"));
            details.set("CurrentFSxLustreDeletionPolicy", shared.path("FSxLustreDeletionPolicy"));
        }
        return view;
    }

    private ObjectNode group(Cluster cluster, InstanceGroup group) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("CurrentCount", group.currentCount());
        view.put("TargetCount", group.targetCount());
        view.put("Status", group.status().wireName());
        copy(GROUP_ECHO, group.specification(), view);
        if (group.restricted()) {
            ObjectNode environment = view.putObject("EnvironmentConfig");
            copy(List.of("FSxLustreConfig"), group.specification().path("EnvironmentConfig"), environment);
            if (group.status() == GroupStatus.IN_SERVICE || group.status() == GroupStatus.UPDATING) {
                environment.put("S3OutputPath", s3OutputPath(cluster, group));
            }
        }
        return view;
    }

    private String s3OutputPath(Cluster cluster, InstanceGroup group) {
        String clusterId = cluster.arn().substring(cluster.arn().lastIndexOf('/') + 1);
        return "s3://customer-escrow-" + account.id() + "-smhp-" + clusterId + "/" + group.name();
    }

    ObjectNode summary(Cluster cluster) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("ClusterArn", cluster.arn());
        view.put("ClusterName", cluster.name());
        view.put("CreationTime", EpochSeconds.of(cluster.creationTime()));
        view.put("ClusterStatus", cluster.status().wireName());
        ArrayNode plans = JsonNodeFactory.instance.arrayNode();
        cluster.groups().values().stream()
                .map(group -> group.specification().path("TrainingPlanArn"))
                .filter(plan -> !plan.isMissingNode())
                .forEach(plans::add);
        if (!plans.isEmpty()) {
            view.set("TrainingPlanArns", plans);
        }
        return view;
    }

    ObjectNode nodeSummary(InstanceGroup group, ClusterNode node) {
        ObjectNode view = node(group, node);
        view.put("PrivateDnsHostname", node.privateDnsHostname(account.region()));
        return view;
    }

    ObjectNode nodeDetails(InstanceGroup group, ClusterNode node) {
        ObjectNode view = nodeSummary(group, node);
        copy(
                List.of("LifeCycleConfig", "OverrideVpcConfig", "ThreadsPerCore", "InstanceStorageConfigs"),
                group.specification(),
                view);
        view.put("PrivatePrimaryIp", node.networkInterface().privateIpAddress());
        ObjectNode placement = view.putObject("Placement");
        if (!node.subnet().availabilityZone().isEmpty()) {
            placement.put("AvailabilityZone", node.subnet().availabilityZone());
            placement.put("AvailabilityZoneId", node.subnet().availabilityZoneId());
        }
        return view;
    }

    private static ObjectNode node(InstanceGroup group, ClusterNode node) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("InstanceGroupName", group.name());
        view.put("InstanceId", node.instanceId());
        view.put("InstanceType", group.instanceType());
        view.put("LaunchTime", EpochSeconds.of(node.launchTime()));
        ObjectNode status = view.putObject("InstanceStatus");
        status.put("Status", node.status().wireName());
        node.message().ifPresent(message -> status.put("Message", message));
        return view;
    }

    private static void copy(List<String> members, JsonNode from, ObjectNode to) {
        for (String member : members) {
            if (from.has(member)) {
                to.set(member, from.path(member));
            }
        }
    }
}
