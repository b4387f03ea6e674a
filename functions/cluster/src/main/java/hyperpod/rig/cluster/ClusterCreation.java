package hyperpod.rig.cluster;

import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStorageConfig;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeRecovery;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;
import software.amazon.awssdk.services.sagemaker.model.CreateClusterRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * Creates the HyperPod cluster with its restricted instance groups. CreateCluster takes no client token, so a name in
 * use is ours if the cluster carries this execution's tags, and somebody else's otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCluster.html">CreateCluster</a>
 */
final class ClusterCreation {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCreation.class);

    private final SageMakerClient sageMaker;
    private final OwnClusters ownClusters;
    private final String application;

    /**
     * Creates clusters for one application.
     *
     * @param sageMaker the SageMaker client of the function
     * @param ownClusters knows own clusters from others
     * @param application the value of the application tag
     */
    ClusterCreation(SageMakerClient sageMaker, OwnClusters ownClusters, String application) {
        this.sageMaker = sageMaker;
        this.ownClusters = ownClusters;
        this.application = application;
    }

    /**
     * Creates the cluster, or finds the one that this execution created before; returns its ARN.
     *
     * @throws ClusterNameTakenException if the name belongs to somebody else's cluster
     */
    String create(Execution execution, ProvisionRequest request) {
        try {
            String arn = ServiceUnavailableException.unlessMissing(
                    sageMaker.createCluster(translate(execution, request)).clusterArn(), "CreateCluster.ClusterArn");
            LOG.info("cluster {} is being created", arn);
            return arn;
        } catch (ResourceInUseException e) {
            return ownClusters
                    .describe(request.clusterName())
                    .map(DescribeClusterResponse::clusterArn)
                    .filter(arn -> ownClusters.ownedBy(execution, arn))
                    .orElseThrow(() -> new ClusterNameTakenException("clusterName '" + request.clusterName()
                            + "' is in use by a cluster that this execution did not create; choose another name"));
        }
    }

    private CreateClusterRequest translate(Execution execution, ProvisionRequest request) {
        return CreateClusterRequest.builder()
                .clusterName(request.clusterName())
                .orchestrator(o -> o.eks(e -> e.clusterArn(request.eksClusterArn())))
                .vpcConfig(vpcConfig(request.network()))
                .restrictedInstanceGroups(request.restrictedInstanceGroups().stream()
                        .map(ClusterCreation::translate)
                        .toList())
                .nodeRecovery(request.nodeRecovery().orElse(ClusterNodeRecovery.AUTOMATIC.toString()))
                .tags(tags(execution, request))
                .build();
    }

    private static ClusterRestrictedInstanceGroupSpecification translate(RestrictedInstanceGroup group) {
        ClusterRestrictedInstanceGroupSpecification.Builder specification =
                ClusterRestrictedInstanceGroupSpecification.builder()
                        .instanceGroupName(group.name())
                        .instanceType(group.instanceType())
                        .instanceCount(group.instanceCount())
                        .executionRole(group.executionRoleArn())
                        .environmentConfig(e -> e.fSxLustreConfig(f -> f.sizeInGiB(
                                        group.fileSystem().sizeGiB())
                                .perUnitStorageThroughput(group.fileSystem().throughputMBpsPerTiB())));
        group.threadsPerCore().ifPresent(specification::threadsPerCore);
        group.ebsVolumeGiB()
                .ifPresent(size -> specification.instanceStorageConfigs(
                        ClusterInstanceStorageConfig.fromEbsVolumeConfig(v -> v.volumeSizeInGB(size))));
        if (!group.deepHealthChecks().isEmpty()) {
            specification.onStartDeepHealthChecksWithStrings(group.deepHealthChecks());
        }
        group.trainingPlanArn().ifPresent(specification::trainingPlanArn);
        group.network().map(ClusterCreation::vpcConfig).ifPresent(specification::overrideVpcConfig);
        return specification.build();
    }

    private static VpcConfig vpcConfig(Network network) {
        return VpcConfig.builder()
                .subnets(network.subnetIds())
                .securityGroupIds(network.securityGroupIds())
                .build();
    }

    private List<Tag> tags(Execution execution, ProvisionRequest request) {
        return new OwnershipTags(application, execution.name())
                .with(request.tags()).entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }
}
