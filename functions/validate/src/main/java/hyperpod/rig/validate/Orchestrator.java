package hyperpod.rig.validate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.Cluster;

/**
 * The EKS cluster that is to orchestrate the HyperPod cluster.
 *
 * @param cluster as EKS describes it
 * @param addOns names of its add-ons
 * @param vpcCniVersion version of the add-on vpc-cni, such as {@code v1.19.6-eksbuild.1}; empty if it is no add-on, or
 *     EKS does not say
 */
record Orchestrator(Cluster cluster, List<String> addOns, Optional<String> vpcCniVersion) {

    String vpcId() {
        return cluster.resourcesVpcConfig().vpcId();
    }

    /** The subnets in which the control plane has network interfaces. */
    List<String> subnetIds() {
        return cluster.resourcesVpcConfig().subnetIds();
    }

    /** The groups of these interfaces: the cluster security group, which EKS made, and those that were given. */
    List<String> securityGroupIds() {
        return Stream.concat(
                        Optional.ofNullable(cluster.resourcesVpcConfig().clusterSecurityGroupId()).stream(),
                        cluster.resourcesVpcConfig().securityGroupIds().stream())
                .distinct()
                .toList();
    }
}
