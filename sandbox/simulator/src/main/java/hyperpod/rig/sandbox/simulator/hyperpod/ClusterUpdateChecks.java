package hyperpod.rig.sandbox.simulator.hyperpod;

import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What UpdateCluster checks against the cluster as it is; every refusal is a {@code ValidationException}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-cluster.html">
 *     AWS::SageMaker::Cluster</a>, which says what is create-only
 */
final class ClusterUpdateChecks {

    private static final List<String> FIXED =
            List.of("InstanceType", "OverrideVpcConfig", "ExecutionRole", "ThreadsPerCore");
    private static final String SHARED = "RestrictedInstanceGroupsConfig";

    private final Cluster cluster;

    ClusterUpdateChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void update(ObjectNode request, Map<String, ObjectNode> changed, List<String> removed) {
        boolean hasRestricted = cluster.groups().values().stream().anyMatch(InstanceGroup::restricted);
        boolean eks = cluster.request().path("Orchestrator").has("Eks");
        refuse(request.size() == 1, "The request changes nothing of the cluster.");
        refuse(
                request.has("InstanceGroups") && (hasRestricted || request.has("RestrictedInstanceGroups")),
                "InstanceGroups and RestrictedInstanceGroups cannot be used in the same cluster.");
        refuse(
                request.has("RestrictedInstanceGroups") && !hasRestricted,
                "RestrictedInstanceGroups cannot be added to a cluster with InstanceGroups.");
        refuse(
                request.has("NodeProvisioningMode") && (hasRestricted || !eks),
                "NodeProvisioningMode Continuous is not supported for this cluster.");
        refuse(
                request.has("Orchestrator")
                        && (eks || request.path("Orchestrator").has("Eks")),
                "The orchestrator of a cluster cannot be changed.");
        ClusterRequestChecks.autoScaling(
                request,
                hasRestricted,
                eks,
                request.has("ClusterRole") || cluster.request().has("ClusterRole"));
        ClusterRequestChecks.tieredStorage(request.path("TieredStorageConfig"));
        sharedEnvironment(request.path(SHARED).path("SharedEnvironmentConfig"));
        removals(changed, removed);
        changed.forEach(this::keepsFixedParts);
    }

    private void removals(Map<String, ObjectNode> changed, List<String> removed) {
        refuse(new HashSet<>(removed).size() < removed.size(), "InstanceGroupsToDelete has duplicates: " + removed);
        for (String name : removed) {
            refuse(!cluster.groups().containsKey(name), "Instance group to delete not found: " + name);
            refuse(changed.containsKey(name), "Instance group is both specified and to be deleted: " + name);
        }
        for (String name : cluster.groups().keySet()) {
            refuse(
                    !changed.isEmpty() && !changed.containsKey(name) && !removed.contains(name),
                    "Instance group " + name + " is neither specified nor listed in InstanceGroupsToDelete.");
            refuse(
                    changed.keySet().stream().anyMatch(other -> other.equalsIgnoreCase(name) && !other.equals(name)),
                    "Instance group names must be unique, whatever their case; duplicate: " + name);
        }
        refuse(
                removed.size() == cluster.groups().size() && changed.isEmpty(),
                "A cluster must keep at least one instance group.");
    }

    private void keepsFixedParts(String name, ObjectNode specification) {
        if (cluster.groups().containsKey(name)) {
            ObjectNode present = cluster.groups().get(name).specification();
            for (String member : FIXED) {
                refuse(
                        !present.path(member).equals(specification.path(member)),
                        member + " of instance group " + name + " cannot be changed.");
            }
            doesNotShrink(
                    present.path("EnvironmentConfig").path("FSxLustreConfig"),
                    specification.path("EnvironmentConfig").path("FSxLustreConfig"));
        }
    }

    private void sharedEnvironment(JsonNode wanted) {
        JsonNode present = cluster.request().path(SHARED).path("SharedEnvironmentConfig");
        refuse(
                !wanted.isMissingNode() && present.isMissingNode(),
                "A shared environment cannot be added to a cluster that was created without one.");
        doesNotShrink(present.path("FSxLustreConfig"), wanted.path("FSxLustreConfig"));
    }

    private static void doesNotShrink(JsonNode present, JsonNode wanted) {
        refuse(
                wanted.has("SizeInGiB")
                        && wanted.path("SizeInGiB").asInt()
                                < present.path("SizeInGiB").asInt(),
                "The storage capacity of an FSx for Lustre file system cannot be decreased.");
    }
}
