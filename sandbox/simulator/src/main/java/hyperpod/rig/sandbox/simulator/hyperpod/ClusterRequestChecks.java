package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What SageMaker checks of a cluster beyond its service model, as the API reference of CreateCluster and UpdateCluster
 * and the guide to restricted instance groups say. Every refusal is a {@code ValidationException}.
 */
final class ClusterRequestChecks {

    private static final Set<Integer> THROUGHPUTS = Set.of(125, 250, 500, 1000);

    private final Network network;

    ClusterRequestChecks(Network network) {
        this.network = network;
    }

    /** Checks a request to create a cluster. */
    void create(ObjectNode request) {
        JsonNode standard = request.path("InstanceGroups");
        JsonNode restricted = request.path("RestrictedInstanceGroups");
        JsonNode orchestrator = request.path("Orchestrator");
        refuse(
                standard.isEmpty() && restricted.isEmpty(),
                "Either InstanceGroups or RestrictedInstanceGroups must be specified.");
        refuse(
                !orchestrator.isMissingNode() && orchestrator.size() != 1,
                "Exactly one orchestrator configuration must be provided: either Eks or Slurm.");
        refuse(
                orchestrator.has("Eks") && request.path("VpcConfig").isMissingNode(),
                "VpcConfig is required for a cluster with the Eks orchestrator.");
        if (!restricted.isEmpty()) {
            refuse(
                    !standard.isEmpty(),
                    "InstanceGroups and RestrictedInstanceGroups cannot be used in the same cluster.");
            refuse(!orchestrator.has("Eks"), "RestrictedInstanceGroups require the Eks orchestrator.");
            refuse(
                    request.has("NodeProvisioningMode"),
                    "NodeProvisioningMode Continuous is not supported with RestrictedInstanceGroups.");
            refuse(
                    request.path("AutoScaling").path("Mode").asText().equals("Enable"),
                    "AutoScaling is not supported with RestrictedInstanceGroups.");
        }
        refuse(
                request.has("RestrictedInstanceGroupsConfig") && restricted.isEmpty(),
                "RestrictedInstanceGroupsConfig requires RestrictedInstanceGroups.");
        sharedEnvironment(request);
        groups(request);
        Tags.problem(request.path("Tags")).ifPresent(ClusterRequestChecks::refuse);
        vpc(request.path("VpcConfig"), "VpcConfig");
    }

    /** Checks the groups of a request to create or update a cluster. */
    void groups(ObjectNode request) {
        boolean shared = request.has("RestrictedInstanceGroupsConfig");
        Set<String> names = new HashSet<>();
        for (String kind : List.of("InstanceGroups", "RestrictedInstanceGroups")) {
            for (JsonNode group : request.path(kind)) {
                String name = group.path("InstanceGroupName").asText();
                refuse(!names.add(name), "Instance group names must be unique; duplicate: " + name);
                group(group, name);
                if (kind.equals("RestrictedInstanceGroups")) {
                    restricted(group, name, shared);
                } else {
                    refuse(!group.has("InstanceType"), "InstanceType is required for instance group " + name + ".");
                    refuse(
                            !group.has("LifeCycleConfig"),
                            "LifeCycleConfig is required for instance group " + name + ".");
                }
            }
        }
    }

    private void group(JsonNode group, String name) {
        long dataVolumes = 0;
        for (JsonNode storage : group.path("InstanceStorageConfigs")) {
            if (storage.has("EbsVolumeConfig")) {
                JsonNode volume = storage.path("EbsVolumeConfig");
                boolean root = volume.path("RootVolume").asBoolean();
                dataVolumes += root ? 0 : 1;
                refuse(
                        !root && !volume.has("VolumeSizeInGB"),
                        "VolumeSizeInGB is required for the EBS volume of instance group " + name + ".");
            }
        }
        refuse(dataVolumes > 1, "Instance group " + name + " has more than one additional EBS volume.");
        Set<String> checks = new HashSet<>();
        for (JsonNode check : group.path("OnStartDeepHealthChecks")) {
            refuse(!checks.add(check.asText()), "Duplicate deep health check in instance group " + name + ".");
        }
        vpc(group.path("OverrideVpcConfig"), "OverrideVpcConfig of instance group " + name);
    }

    private static void restricted(JsonNode group, String name, boolean shared) {
        JsonNode lustre = group.path("EnvironmentConfig").path("FSxLustreConfig");
        if (lustre.isMissingNode()) {
            refuse(
                    !shared,
                    "EnvironmentConfig with FSxLustreConfig is required for restricted instance group " + name + ".");
        } else {
            lustre(lustre, "restricted instance group " + name);
        }
    }

    private static void sharedEnvironment(ObjectNode request) {
        JsonNode shared = request.path("RestrictedInstanceGroupsConfig").path("SharedEnvironmentConfig");
        if (!shared.isMissingNode()) {
            lustre(shared.path("FSxLustreConfig"), "SharedEnvironmentConfig");
        }
    }

    private static void lustre(JsonNode config, String owner) {
        int size = config.path("SizeInGiB").asInt();
        int throughput = config.path("PerUnitStorageThroughput").asInt();
        refuse(
                size != 1200 && (size <= 0 || size % 2400 != 0),
                "Invalid FSxLustreConfig of " + owner + ": SizeInGiB " + size + " must be 1200 or a multiple of 2400.");
        refuse(
                !THROUGHPUTS.contains(throughput),
                "Invalid FSxLustreConfig of "
                        + owner
                        + ": PerUnitStorageThroughput "
                        + throughput
                        + " must be one of 125, 250, 500, 1000.");
    }

    private void vpc(JsonNode config, String owner) {
        String vpcId = "";
        Set<String> subnets = new HashSet<>();
        for (JsonNode id : config.path("Subnets")) {
            refuse(!subnets.add(id.asText()), "Duplicate subnet " + id.asText() + " in " + owner + ".");
            Subnet subnet = network.subnet(id.asText())
                    .orElseThrow(() -> refusal("The subnet ID '" + id.asText() + "' of " + owner + " does not exist"));
            refuse(
                    !vpcId.isEmpty() && !vpcId.equals(subnet.vpcId()),
                    "The subnets of " + owner + " are not in one VPC.");
            vpcId = subnet.vpcId();
        }
        for (JsonNode id : config.path("SecurityGroupIds")) {
            SecurityGroup group = network.securityGroup(id.asText())
                    .orElseThrow(
                            () -> refusal("The security group '" + id.asText() + "' of " + owner + " does not exist"));
            refuse(
                    !vpcId.equals(group.vpcId()),
                    "The security group '" + group.id() + "' and the subnets of " + owner + " are not in one VPC.");
        }
    }

    private static void refuse(boolean refused, String message) {
        if (refused) {
            throw refusal(message);
        }
    }

    private static void refuse(String message) {
        throw refusal(message);
    }

    private static ServiceException refusal(String message) {
        return new ServiceException("ValidationException", message);
    }
}
