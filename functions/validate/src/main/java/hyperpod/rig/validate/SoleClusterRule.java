package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.resources.AccountClusters;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * No HyperPod cluster belongs to the EKS cluster yet: HyperPod allows one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-prerequisites.html">Prerequisites:
 *     one-to-one mapping between an EKS cluster and a HyperPod cluster</a>
 */
record SoleClusterRule(AccountClusters.Described clusters) {

    /** @param own whether this execution created a cluster */
    void check(ProvisionRequest request, Predicate<DescribeClusterResponse> own, ViolationCollector found) {
        clusters.orchestratedBy(request.eksClusterArn()).stream()
                // That the name is taken is another rule's matter.
                .filter(cluster -> !cluster.clusterName().equals(request.clusterName()))
                .filter(own.negate())
                .forEach(cluster -> found.violation(
                        "eksClusterArn",
                        request.eksClusterArn(),
                        "orchestrates HyperPod cluster " + cluster.clusterName() + " ("
                                + cluster.clusterStatusAsString() + ") already, and HyperPod allows one",
                        "name another EKS cluster, or delete that HyperPod cluster"));
        if (!clusters.unknown().isEmpty()) {
            found.warning("SageMaker did not describe " + String.join(", ", clusters.unknown())
                    + ": whether one of them belongs to the EKS cluster, and what it uses of the quotas, is not known");
        }
    }
}
