package hyperpod.rig.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.LustreSize;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import java.util.List;
import java.util.Optional;

/**
 * What CreateCluster and DescribeCluster say of file systems that several groups use: the account's own, mounted on the
 * nodes of a group, and the service-managed one of a shared environment. The SDK does not know these members yet.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterFsxLustreConfig.html">ClusterFsxLustreConfig</a>
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterSharedEnvironmentConfig.html">
 *     ClusterSharedEnvironmentConfig</a>
 */
final class SharedFileSystems {

    /** A rollback deletes the cluster; with the other policy, Keep, its file system would stay and cost. */
    static final String DELETION_POLICY = "DeleteIfNotUsed";

    private SharedFileSystems() {}

    /**
     * Adds to the JSON of a CreateCluster request what the request asks for.
     *
     * @param mount the account's own file system
     * @throws InvalidRequestException if a group is to mount a file system that there is not
     */
    static void add(ObjectNode createCluster, ProvisionRequest request, Optional<MountSource> mount) {
        List<RestrictedInstanceGroup> groups = request.restrictedInstanceGroups();
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).mountPath().isPresent()) {
                MountSource source = mount.orElseThrow(
                        () -> new InvalidRequestException(
                                "mount is missing: a group has a mountPath, and the state gives no file system to mount there"));
                ((ObjectNode) createCluster.path("RestrictedInstanceGroups").path(i))
                        .withArray("InstanceStorageConfigs")
                        .addObject()
                        .putObject("FsxLustreConfig")
                        .put("DnsName", source.dnsName())
                        .put("MountName", source.mountName())
                        .put("MountPath", groups.get(i).mountPath().orElseThrow());
            }
        }
        request.sharedEnvironment().ifPresent(shared -> {
            LustreSize size = shared.fileSystem();
            ObjectNode config = createCluster
                    .putObject("RestrictedInstanceGroupsConfig")
                    .putObject("SharedEnvironmentConfig")
                    .put("FSxLustreDeletionPolicy", DELETION_POLICY);
            config.putObject("FSxLustreConfig")
                    .put("SizeInGiB", size.sizeGiB())
                    .put("PerUnitStorageThroughput", size.throughputMBpsPerTiB());
        });
    }

    /** Where the nodes of a group mount a file system of the account, as DescribeCluster's JSON says it. */
    static Optional<String> mountPath(JsonNode describeCluster, String group) {
        return describeCluster
                .path("RestrictedInstanceGroups")
                .valueStream()
                .filter(details -> details.path("InstanceGroupName").asText().equals(group))
                .flatMap(details -> details.path("InstanceStorageConfigs").valueStream())
                .map(storage -> storage.at("/FsxLustreConfig/MountPath"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }
}
