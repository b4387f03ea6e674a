package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What SageMaker checks of a cluster beyond its service model, as the API reference of CreateCluster and UpdateCluster
 * and the guide to restricted instance groups say. Every refusal is a {@code ValidationException}.
 */
final class ClusterRequestChecks {

    private static final String RESTRICTED = "RestrictedInstanceGroups";
    private static final String STANDARD = "InstanceGroups";

    private ClusterRequestChecks() {}

    /** Checks a request to create a cluster. */
    static void create(ObjectNode request) {
        JsonNode restricted = request.path(RESTRICTED);
        JsonNode orchestrator = request.path("Orchestrator");
        refuse(
                request.path(STANDARD).isEmpty() && restricted.isEmpty(),
                "Either InstanceGroups or RestrictedInstanceGroups must be specified.");
        refuse(
                !orchestrator.isMissingNode() && orchestrator.size() != 1,
                "Exactly one orchestrator configuration must be provided: either Eks or Slurm.");
        refuse(
                orchestrator.has("Eks") && request.path("VpcConfig").isMissingNode(),
                "VpcConfig is required for a cluster with the Eks orchestrator.");
        refuse(
                request.has("NodeProvisioningMode") && !orchestrator.has("Eks"),
                "NodeProvisioningMode Continuous requires the Eks orchestrator.");
        if (!restricted.isEmpty()) {
            refuse(
                    !request.path(STANDARD).isEmpty(),
                    "InstanceGroups and RestrictedInstanceGroups cannot be used in the same cluster.");
            refuse(!orchestrator.has("Eks"), "RestrictedInstanceGroups require the Eks orchestrator.");
            refuse(
                    request.has("NodeProvisioningMode"),
                    "NodeProvisioningMode Continuous is not supported with RestrictedInstanceGroups.");
        }
        refuse(
                request.has("RestrictedInstanceGroupsConfig") && restricted.isEmpty(),
                "RestrictedInstanceGroupsConfig requires RestrictedInstanceGroups.");
        refuse(
                restricted.isEmpty()
                        && request.has("AutoScaling")
                        && orchestrator.has("Eks")
                        && !request.has("NodeProvisioningMode"),
                "AutoScaling requires NodeProvisioningMode Continuous.");
        autoScaling(request, !restricted.isEmpty(), orchestrator.has("Eks"), request.has("ClusterRole"));
        tieredStorage(request.path("TieredStorageConfig"));
        groups(
                request,
                orchestrator.has("Eks"),
                request.has("NodeProvisioningMode"),
                request.has("RestrictedInstanceGroupsConfig"));
        Tags.problem(request.path("Tags")).ifPresent(problem -> refuse(true, problem));
    }

    /** Autoscaling needs a role, the Eks orchestrator, and groups that are not restricted. */
    static void autoScaling(ObjectNode request, boolean restricted, boolean eks, boolean role) {
        if (request.path("AutoScaling").path("Mode").asText().equals("Enable")) {
            refuse(restricted, "AutoScaling is not supported with RestrictedInstanceGroups.");
            refuse(!eks, "AutoScaling requires the Eks orchestrator.");
            refuse(!role, "ClusterRole is required when AutoScaling is enabled.");
        }
    }

    /** A share of memory only where tiered storage is enabled. */
    static void tieredStorage(JsonNode config) {
        refuse(
                config.has("InstanceMemoryAllocationPercentage")
                        && !config.path("Mode").asText().equals("Enable"),
                "InstanceMemoryAllocationPercentage requires TieredStorageConfig Mode Enable.");
    }

    /** Checks the groups of a request to create or update a cluster. */
    static void groups(ObjectNode request, boolean eks, boolean continuous, boolean shared) {
        JsonNode environment = request.path("RestrictedInstanceGroupsConfig").path("SharedEnvironmentConfig");
        if (!environment.isMissingNode()) {
            InstanceGroupChecks.lustre(environment.path("FSxLustreConfig"), "SharedEnvironmentConfig");
        }
        Set<String> names = new HashSet<>();
        for (String kind : List.of(STANDARD, RESTRICTED)) {
            for (JsonNode group : request.path(kind)) {
                String name = group.path("InstanceGroupName").asText();
                refuse(
                        !names.add(name.toLowerCase(Locale.ROOT)),
                        "Instance group names must be unique, whatever their case; duplicate: " + name);
                InstanceGroupChecks.group(group, name, eks);
                if (kind.equals(RESTRICTED)) {
                    InstanceGroupChecks.restricted(group, name, shared);
                } else {
                    InstanceGroupChecks.standard(group, name, continuous);
                }
            }
        }
    }

    static void refuse(boolean refused, String message) {
        if (refused) {
            throw refusal(message);
        }
    }

    static ServiceException refusal(String message) {
        return new ServiceException("ValidationException", message);
    }
}
