package hyperpod.rig.sandbox.simulator.hyperpod;

import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What SageMaker checks of one instance group, by its specification alone. */
final class InstanceGroupChecks {

    private static final Set<Integer> THROUGHPUTS = Set.of(125, 250, 500, 1000);
    private static final Pattern ACCELERATED = Pattern.compile("ml\\.(p|g|gr|trn)\\d.*");
    private static final String DEFAULT_MOUNT_PATH = "/fsx";

    private InstanceGroupChecks() {}

    /** What holds for groups of both kinds. */
    static void group(JsonNode group, String name, boolean eks) {
        volumes(group, name);
        Set<String> mountPaths = new HashSet<>();
        for (JsonNode storage : group.path("InstanceStorageConfigs")) {
            for (String kind : List.of("FsxLustreConfig", "FsxOpenZfsConfig")) {
                String path = storage.path(kind).path("MountPath").asText(DEFAULT_MOUNT_PATH);
                refuse(
                        storage.has(kind) && !mountPaths.add(path),
                        "Instance group " + name + " mounts two file systems at " + path + ".");
            }
        }
        Set<String> checks = new HashSet<>();
        for (JsonNode check : group.path("OnStartDeepHealthChecks")) {
            refuse(!checks.add(check.asText()), "Duplicate deep health check in instance group " + name + ".");
        }
        refuse(
                eks && group.has("SlurmConfig"),
                "SlurmConfig of instance group " + name + " requires the Slurm orchestrator.");
        refuse(
                !eks && group.has("KubernetesConfig"),
                "KubernetesConfig of instance group " + name + " requires the Eks orchestrator.");
        refuse(
                !eks && !group.path("OnStartDeepHealthChecks").isEmpty(),
                "OnStartDeepHealthChecks of instance group " + name + " require the Eks orchestrator.");
    }

    /** One root volume, which has a key and no size, and one secondary volume, which has a size. */
    private static void volumes(JsonNode group, String name) {
        List<JsonNode> roots = new ArrayList<>();
        List<JsonNode> secondary = new ArrayList<>();
        for (JsonNode storage : group.path("InstanceStorageConfigs")) {
            JsonNode volume = storage.path("EbsVolumeConfig");
            if (!volume.isMissingNode()) {
                (volume.path("RootVolume").asBoolean() ? roots : secondary).add(volume);
            }
        }
        refuse(
                roots.size() > 1 || secondary.size() > 1,
                "Instance group " + name + " can configure one root volume and one secondary volume.");
        for (JsonNode root : roots) {
            refuse(
                    root.has("VolumeSizeInGB"),
                    "VolumeSizeInGB cannot be specified for the root volume of instance group " + name + ".");
            refuse(
                    !root.has("VolumeKmsKeyId"),
                    "VolumeKmsKeyId is required for the root volume of instance group " + name + ".");
        }
        for (JsonNode volume : secondary) {
            refuse(
                    !volume.has("VolumeSizeInGB"),
                    "VolumeSizeInGB is required for the EBS volume of instance group " + name + ".");
        }
    }

    /** What holds for a group that is not restricted. */
    static void standard(JsonNode group, String name, boolean continuous) {
        refuse(
                group.has("InstanceType") == group.has("InstanceRequirements"),
                "Exactly one of InstanceType and InstanceRequirements is required for instance group " + name + ".");
        refuse(!group.has("LifeCycleConfig"), "LifeCycleConfig is required for instance group " + name + ".");
        refuse(
                group.path("MinInstanceCount").asInt()
                        > group.path("InstanceCount").asInt(),
                "MinInstanceCount of instance group " + name + " is above its InstanceCount.");
        refuse(
                group.has("MinInstanceCount") && !continuous,
                "MinInstanceCount of instance group " + name + " requires NodeProvisioningMode Continuous.");
        JsonNode capacity = group.path("CapacityRequirements");
        refuse(
                capacity.has("Spot") && capacity.has("OnDemand"),
                "CapacityRequirements of instance group " + name + " are either Spot or OnDemand.");
        refuse(
                capacity.has("Spot") && group.has("TrainingPlanArn"),
                "Spot instances cannot be used with a training plan in instance group " + name + ".");
    }

    /** What holds for a restricted group; {@code shared} says whether the cluster has a shared environment. */
    static void restricted(JsonNode group, String name, boolean shared) {
        String type = group.path("InstanceType").asText();
        refuse(
                !ACCELERATED.matcher(type).matches(),
                "Instance type " + type + " is not supported for restricted instance group " + name + ".");
        JsonNode lustre = group.path("EnvironmentConfig").path("FSxLustreConfig");
        refuse(
                !shared && lustre.isMissingNode(),
                "EnvironmentConfig with FSxLustreConfig is required for restricted instance group " + name + ".");
        refuse(
                shared && group.has("EnvironmentConfig"),
                "EnvironmentConfig of restricted instance group " + name
                        + " cannot be used together with a SharedEnvironmentConfig.");
        if (!lustre.isMissingNode()) {
            lustre(lustre, "restricted instance group " + name);
        }
    }

    /** Size and throughput of a service-managed file system. */
    static void lustre(JsonNode config, String owner) {
        int size = config.path("SizeInGiB").asInt();
        int throughput = config.path("PerUnitStorageThroughput").asInt();
        refuse(
                size != 1200 && (size <= 0 || size % 2400 != 0),
                "Invalid FSxLustreConfig of " + owner + ": SizeInGiB " + size + " must be 1200 or a multiple of 2400.");
        refuse(
                !THROUGHPUTS.contains(throughput),
                "Invalid FSxLustreConfig of " + owner + ": PerUnitStorageThroughput " + throughput
                        + " must be one of 125, 250, 500, 1000.");
    }
}
