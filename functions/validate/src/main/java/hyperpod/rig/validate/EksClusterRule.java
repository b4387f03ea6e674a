package hyperpod.rig.validate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * The EKS cluster can orchestrate a HyperPod cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-prerequisites.html">Prerequisites</a>
 */
final class EksClusterRule {

    private static final String PATH = "eksClusterArn";
    private static final Set<AuthenticationMode> MODES =
            Set.of(AuthenticationMode.API, AuthenticationMode.API_AND_CONFIG_MAP);
    private static final List<String> ADD_ONS = List.of("vpc-cni", "coredns");

    private final EksClient eks;

    EksClusterRule(EksClient eks) {
        this.eks = eks;
    }

    /** The cluster's VPC; empty if there is no such cluster. */
    Optional<String> vpcOf(String arn, ViolationCollector found) {
        String name = Arn.fromString(arn).resource().resource();
        Cluster cluster;
        try {
            cluster = eks.describeCluster(r -> r.name(name)).cluster();
        } catch (ResourceNotFoundException e) {
            found.violation(PATH, arn, "does not exist", "create the EKS cluster first, or correct the name");
            return Optional.empty();
        }
        check(cluster, arn, found);
        List<String> addOns = eks.listAddonsPaginator(r -> r.clusterName(name)).addons().stream()
                .toList();
        ADD_ONS.stream()
                .filter(addOn -> !addOns.contains(addOn))
                .forEach(addOn -> found.warning("EKS add-on " + addOn + " is not installed in " + name
                        + " as an add-on; HyperPod needs it, self-managed at least"));
        return Optional.of(cluster.resourcesVpcConfig().vpcId());
    }

    private static void check(Cluster cluster, String arn, ViolationCollector found) {
        if (cluster.status() != ClusterStatus.ACTIVE) {
            found.violation(
                    PATH, arn, "is " + cluster.statusAsString(), "wait until the EKS cluster is ACTIVE, or repair it");
        }
        if (cluster.accessConfig() == null
                || !MODES.contains(cluster.accessConfig().authenticationMode())) {
            found.violation(
                    PATH,
                    arn,
                    "has an authentication mode that HyperPod does not accept",
                    "set it to API or API_AND_CONFIG_MAP: aws eks update-cluster-config --name " + cluster.name()
                            + " --access-config authenticationMode=API_AND_CONFIG_MAP");
        }
    }
}
