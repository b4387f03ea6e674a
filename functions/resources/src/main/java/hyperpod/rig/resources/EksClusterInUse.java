package hyperpod.rig.resources;

import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * Finds the HyperPod clusters that an EKS cluster orchestrates already: HyperPod maps one to one. ListClusters does not
 * say which EKS cluster it is, so each cluster of the account and Region is described.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-prerequisites.html">Prerequisites
 *     for EKS</a>
 */
public final class EksClusterInUse {

    private final AccountClusters clusters;

    /** Looks through the SageMaker client of the function. */
    public EksClusterInUse(SageMakerClient sageMaker) {
        this.clusters = new AccountClusters(sageMaker);
    }

    /**
     * The HyperPod clusters that this EKS cluster orchestrates, in any status: until one that is being deleted is gone,
     * it counts. One that SageMaker refuses to describe does not: CreateCluster itself will say so.
     */
    public List<DescribeClusterResponse> by(String eksClusterArn) {
        return clusters.describe().orchestratedBy(eksClusterArn);
    }

    /** What is wrong with asking for one more HyperPod cluster on that EKS cluster, and what to do. */
    public static String message(String eksClusterArn, List<DescribeClusterResponse> users) {
        String names = users.stream()
                .map(user -> "'" + user.clusterName() + "' (" + user.clusterStatusAsString() + ")")
                .collect(Collectors.joining(", "));
        return "EKS cluster " + eksClusterArn + " orchestrates HyperPod cluster " + names
                + " already, and HyperPod takes one for one; name another EKS cluster, or send the request again when "
                + (users.size() == 1 ? "that cluster is" : "those clusters are") + " deleted and gone";
    }
}
