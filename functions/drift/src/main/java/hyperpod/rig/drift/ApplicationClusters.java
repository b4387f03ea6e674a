package hyperpod.rig.drift;

import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.core.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.ClusterSummary;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * The clusters that executions of the application created and that still stand, with their networks as SageMaker has them now.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
final class ApplicationClusters {

    /** One that is being created is audited by its execution, one that is being deleted by nobody. */
    private static final Set<ClusterStatus> NOT_STANDING = Set.of(ClusterStatus.CREATING, ClusterStatus.DELETING);

    private final SageMakerClient sageMaker;
    private final OwnClusters clusters;

    ApplicationClusters(SageMakerClient sageMaker, OwnClusters clusters) {
        this.sageMaker = sageMaker;
        this.clusters = clusters;
    }

    List<ApplicationCluster> standing() {
        List<ApplicationCluster> standing = new ArrayList<>();
        for (Map.Entry<ClusterSummary, String> cluster : clusters.ofApplication().entrySet()) {
            if (!NOT_STANDING.contains(cluster.getKey().clusterStatus())) {
                describe(cluster.getKey().clusterArn())
                        .map(described -> of(described, cluster.getValue()))
                        .ifPresent(standing::add);
            }
        }
        return standing;
    }

    private Optional<DescribeClusterResponse> describe(String arn) {
        try {
            return Optional.of(sageMaker.describeCluster(r -> r.clusterName(arn)));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private static ApplicationCluster of(DescribeClusterResponse cluster, String executionName) {
        Stream<VpcConfig> ofGroups = cluster.restrictedInstanceGroups().stream()
                .map(ClusterRestrictedInstanceGroupDetails::overrideVpcConfig)
                .filter(Objects::nonNull);
        List<Network> networks = Stream.concat(Stream.ofNullable(cluster.vpcConfig()), ofGroups)
                .map(config -> new Network(config.subnets(), config.securityGroupIds()))
                .distinct()
                .toList();
        return new ApplicationCluster(cluster.clusterName(), cluster.clusterArn(), executionName, networks);
    }
}
