package hyperpod.rig.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.LustreSize;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeRecovery;

/**
 * The cluster that a request asks for, compared with one that stands, member by member as DescribeCluster shows it.
 * What it shows not as it was asked, or not at all, is a difference. Not compared, because AWS chooses it where the
 * request does not: threads per core, and the environment of a group that shares one. What AWS does not show cannot be
 * compared: who created the cluster.
 *
 * @param request what is asked for
 * @param mount what mounts the shared file system, if there is one
 * @param tags all tags that the cluster gets, those of ownership included
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
record AskedCluster(ProvisionRequest request, Optional<MountSource> mount, Map<String, String> tags) {

    /** Settings of a cluster and of a group that no request can ask for. */
    private static final List<String> NEVER_ASKED =
            List.of("NodeProvisioningMode", "ClusterRole", "AutoScaling", "TieredStorageConfig");

    private static final String NEVER_ASKED_OF_GROUP = "ScheduledUpdateConfig";
    private static final String OFF = "Disable";
    private static final String ROOT_VOLUME = "/EbsVolumeConfig/RootVolume";
    private static final String VOLUME_KEY = "/EbsVolumeConfig/VolumeKmsKeyId";
    /** AWS adds such tags itself. */
    private static final String TAG_OF_AWS = "aws:";

    /** One member: what is asked for, and what stands, each in a form that can be compared and read. */
    private record Member(String field, Object asked, Object shown) {

        boolean differs() {
            return !asked.equals(shown);
        }

        @Override
        public String toString() {
            return field + " is " + shown + " where " + asked + " is asked for";
        }
    }

    /**
     * The first member that differs, in words; empty if the cluster is the one that is asked for.
     *
     * @param cluster the answer of DescribeCluster
     * @param clusterTags the answer of ListTags
     */
    Optional<String> difference(JsonNode cluster, Map<String, String> clusterTags) {
        return Stream.concat(ofCluster(cluster, clusterTags), ofGroups(cluster))
                .filter(Member::differs)
                .map(Member::toString)
                .findFirst();
    }

    private Stream<Member> ofCluster(JsonNode cluster, Map<String, String> clusterTags) {
        Map<String, String> kept = new TreeMap<>(clusterTags);
        kept.keySet().removeIf(key -> key.startsWith(TAG_OF_AWS));
        return Stream.of(
                new Member("clusterName", request.clusterName(), text(cluster, "/ClusterName")),
                new Member("eksClusterArn", request.eksClusterArn(), text(cluster, "/Orchestrator/Eks/ClusterArn")),
                new Member("network", shape(request.network()), network(cluster.path("VpcConfig"))),
                new Member(
                        "nodeRecovery",
                        request.nodeRecovery().orElse(ClusterNodeRecovery.AUTOMATIC.toString()),
                        text(cluster, "/NodeRecovery")),
                new Member("tags", new TreeMap<>(tags), kept),
                new Member("settings that no request has", List.of(), neverAsked(cluster)),
                new Member("standard instance groups", Set.of(), names(cluster.path("InstanceGroups"))),
                new Member(
                        "restrictedInstanceGroups",
                        request.restrictedInstanceGroups().stream()
                                .map(RestrictedInstanceGroup::name)
                                .collect(Collectors.toCollection(TreeSet::new)),
                        names(cluster.path("RestrictedInstanceGroups"))),
                new Member(
                        "sharedEnvironment",
                        request.sharedEnvironment()
                                .map(shared -> shape(shared.fileSystem()) + " " + SharedFileSystems.DELETION_POLICY)
                                .orElse("none"),
                        sharedEnvironment(cluster.at("/RestrictedInstanceGroupsConfig/SharedEnvironmentConfig"))));
    }

    private static List<String> neverAsked(JsonNode cluster) {
        return NEVER_ASKED.stream()
                .filter(name -> cluster.hasNonNull(name)
                        && !cluster.path(name).path("Mode").asText().equals(OFF))
                .toList();
    }

    private Stream<Member> ofGroups(JsonNode cluster) {
        return request.restrictedInstanceGroups().stream()
                .flatMap(group -> cluster.path("RestrictedInstanceGroups")
                        .valueStream()
                        .filter(shown -> text(shown, "/InstanceGroupName").equals(group.name()))
                        .flatMap(shown -> ofGroup(group, shown, cluster.path("VpcConfig"))));
    }

    private Stream<Member> ofGroup(RestrictedInstanceGroup group, JsonNode shown, JsonNode vpcConfig) {
        String of = "restrictedInstanceGroups '" + group.name() + "' ";
        List<Member> members = new ArrayList<>(List.of(
                new Member(of + "instanceType", group.instanceType(), text(shown, "/InstanceType")),
                new Member(of + "instanceCount", String.valueOf(group.instanceCount()), text(shown, "/TargetCount")),
                new Member(of + "executionRoleArn", group.executionRoleArn(), text(shown, "/ExecutionRole")),
                new Member(
                        of + "deepHealthChecks",
                        new TreeSet<>(group.deepHealthChecks()),
                        texts(shown.path("OnStartDeepHealthChecks"))),
                new Member(
                        of + "trainingPlanArn",
                        group.trainingPlanArn().orElse("none"),
                        shown.path("TrainingPlanArn").asText("none")),
                new Member(
                        of + "network",
                        shape(request.networkOf(group)),
                        network(shown.hasNonNull("OverrideVpcConfig") ? shown.path("OverrideVpcConfig") : vpcConfig)),
                new Member(of + "storage", storage(group), storage(shown.path("InstanceStorageConfigs"))),
                new Member(of + "scheduled update", false, shown.hasNonNull(NEVER_ASKED_OF_GROUP))));
        group.threadsPerCore()
                .ifPresent(threads -> members.add(
                        new Member(of + "threadsPerCore", String.valueOf(threads), text(shown, "/ThreadsPerCore"))));
        group.fileSystem()
                .ifPresent(size -> members.add(new Member(
                        of + "fileSystem", shape(size), lustre(shown.at("/EnvironmentConfig/FSxLustreConfig")))));
        return members.stream();
    }

    /** The sizes of volumes and the mounted file systems of a group, each as one text. */
    private Set<String> storage(RestrictedInstanceGroup group) {
        Set<String> storage = new TreeSet<>();
        group.ebsVolumeGiB().ifPresent(size -> storage.add("volume of " + size + " GiB"));
        group.mountPath()
                .ifPresent(path -> storage.add(mount.map(source -> mounted(source.dnsName(), source.mountName(), path))
                        .orElse("a file system that is not there at " + path)));
        return storage;
    }

    /**
     * Every instance has a root volume, whether somebody asks for it or not; a key of somebody's nobody can ask for.
     */
    private static Set<String> storage(JsonNode configs) {
        return configs.valueStream()
                .filter(config -> !config.at(ROOT_VOLUME).asBoolean()
                        || config.at(VOLUME_KEY).isTextual())
                .map(config -> {
                    if (config.at(VOLUME_KEY).isTextual()) {
                        return config.toString();
                    }
                    JsonNode lustre = config.path("FsxLustreConfig");
                    if (lustre.isObject()) {
                        return mounted(
                                text(lustre, "/DnsName"), text(lustre, "/MountName"), text(lustre, "/MountPath"));
                    }
                    JsonNode size = config.at("/EbsVolumeConfig/VolumeSizeInGB");
                    return size.isInt() ? "volume of " + size.asInt() + " GiB" : config.toString();
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String mounted(String dnsName, String mountName, String mountPath) {
        return dnsName + "/" + mountName + " at " + mountPath;
    }

    private static String sharedEnvironment(JsonNode config) {
        return config.isObject()
                ? lustre(config.path("CurrentFSxLustreConfig")) + " " + text(config, "/CurrentFSxLustreDeletionPolicy")
                : "none";
    }

    private static String shape(LustreSize size) {
        return size.sizeGiB() + " GiB at " + size.throughputMBpsPerTiB() + " MB/s per TiB";
    }

    private static String lustre(JsonNode config) {
        return text(config, "/SizeInGiB") + " GiB at " + text(config, "/PerUnitStorageThroughput") + " MB/s per TiB";
    }

    private static String shape(Network network) {
        return new TreeSet<>(network.subnetIds()) + " " + new TreeSet<>(network.securityGroupIds());
    }

    private static String network(JsonNode vpcConfig) {
        return texts(vpcConfig.path("Subnets")) + " " + texts(vpcConfig.path("SecurityGroupIds"));
    }

    private static Set<String> names(JsonNode groups) {
        return groups.valueStream()
                .map(group -> text(group, "/InstanceGroupName"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode values) {
        return values.valueStream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(JsonNode of, String pointer) {
        return of.at(pointer).asText();
    }
}
