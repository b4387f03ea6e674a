package hyperpod.rig.drift;

import hyperpod.rig.core.Network;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnedResource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * The clusters that executions of the application created and that still stand, with their networks as SageMaker has
 * them now.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
final class StandingClusters {

    /** One that is being created is audited by its execution, one that is being deleted by nobody. */
    private static final Set<String> NOT_STANDING =
            Set.of(ClusterStatus.CREATING.toString(), ClusterStatus.DELETING.toString());

    private final OwnClusters clusters;

    StandingClusters(OwnClusters clusters) {
        this.clusters = clusters;
    }

    /** All of them; one that is gone by the time that it is described is left out. */
    List<StandingCluster> all() {
        return clusters.ofApplication().stream()
                .filter(cluster -> !NOT_STANDING.contains(cluster.status()))
                .flatMap(cluster -> clusters.describe(cluster.arn()).map(described -> of(cluster, described)).stream())
                .toList();
    }

    private static StandingCluster of(OwnedResource cluster, DescribeClusterResponse described) {
        Stream<VpcConfig> ofGroups = described.restrictedInstanceGroups().stream()
                .map(ClusterRestrictedInstanceGroupDetails::overrideVpcConfig)
                .filter(Objects::nonNull);
        List<Network> networks = Stream.concat(Stream.ofNullable(described.vpcConfig()), ofGroups)
                .map(config -> new Network(config.subnets(), config.securityGroupIds()))
                .distinct()
                .toList();
        return new StandingCluster(cluster, networks);
    }
}
