package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.util.List;
import java.util.Map;

/** What UpdateCluster checks against the cluster as it is; every refusal is a {@code ValidationException}. */
final class ClusterUpdateChecks {

    private static final List<String> FIXED = List.of("InstanceType", "OverrideVpcConfig", "EnvironmentConfig");

    private final Cluster cluster;

    ClusterUpdateChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void update(ObjectNode request, Map<String, ObjectNode> changed, List<String> removed) {
        boolean hasRestricted = cluster.groups().values().stream().anyMatch(InstanceGroup::restricted);
        refuse(
                request.has("InstanceGroups") && (hasRestricted || request.has("RestrictedInstanceGroups")),
                "InstanceGroups and RestrictedInstanceGroups cannot be used in the same cluster.");
        refuse(
                request.has("RestrictedInstanceGroups") && !hasRestricted,
                "RestrictedInstanceGroups cannot be added to a cluster with InstanceGroups.");
        refuse(
                hasRestricted && request.has("NodeProvisioningMode"),
                "NodeProvisioningMode Continuous is not supported with RestrictedInstanceGroups.");
        for (String name : removed) {
            refuse(!cluster.groups().containsKey(name), "Instance group to delete not found: " + name);
            refuse(changed.containsKey(name), "Instance group is both specified and to be deleted: " + name);
        }
        for (String name : cluster.groups().keySet()) {
            refuse(
                    !changed.isEmpty() && !changed.containsKey(name) && !removed.contains(name),
                    "Instance group " + name + " is neither specified nor listed in InstanceGroupsToDelete.");
        }
        refuse(
                removed.size() == cluster.groups().size() && changed.isEmpty(),
                "A cluster must keep at least one instance group.");
        changed.forEach(this::keepsFixedParts);
    }

    private void keepsFixedParts(String name, ObjectNode specification) {
        if (cluster.groups().containsKey(name)) {
            ObjectNode present = cluster.groups().get(name).specification();
            for (String member : FIXED) {
                refuse(
                        !present.path(member).equals(specification.path(member)),
                        member + " of instance group " + name + " cannot be changed.");
            }
        }
    }

    private static void refuse(boolean refused, String message) {
        if (refused) {
            throw new ServiceException("ValidationException", message);
        }
    }
}
