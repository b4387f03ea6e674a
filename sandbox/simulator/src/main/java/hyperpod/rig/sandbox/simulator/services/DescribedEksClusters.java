package hyperpod.rig.sandbox.simulator.services;

import java.util.Optional;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/** The clusters of the local stack's EKS. */
final class DescribedEksClusters implements EksClusters {

    private final EksClient eks;

    DescribedEksClusters(EksClient eks) {
        this.eks = eks;
    }

    @Override
    public Optional<String> whyUnfit(String clusterArn, String vpcId) {
        Optional<Cluster> found = cluster(clusterArn);
        if (found.isEmpty()) {
            return Optional.of("it does not exist");
        }
        Cluster cluster = found.get();
        if (cluster.status() != ClusterStatus.ACTIVE) {
            return Optional.of("its status is " + cluster.statusAsString());
        }
        if (cluster.accessConfig().authenticationMode() == AuthenticationMode.CONFIG_MAP) {
            return Optional.of("its authentication mode is CONFIG_MAP");
        }
        String itsVpc =
                Optional.ofNullable(cluster.resourcesVpcConfig().vpcId()).orElse(vpcId);
        return itsVpc.equals(vpcId) ? Optional.empty() : Optional.of("it is in the VPC " + itsVpc);
    }

    private Optional<Cluster> cluster(String arn) {
        try {
            Cluster cluster = eks.describeCluster(r -> r.name(arn.substring(arn.lastIndexOf('/') + 1)))
                    .cluster();
            return Optional.of(cluster).filter(found -> found.arn().equals(arn));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }
}
