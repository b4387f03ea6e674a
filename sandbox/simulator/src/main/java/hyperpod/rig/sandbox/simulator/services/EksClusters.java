package hyperpod.rig.sandbox.simulator.services;

import java.util.Optional;

/** The EKS clusters that orchestrate HyperPod clusters. */
public interface EksClusters {

    /**
     * Why an EKS cluster cannot orchestrate a HyperPod cluster in a VPC: it does not exist in this Region and account,
     * is not active, takes no access entries, or is in another VPC.
     */
    Optional<String> whyUnfit(String clusterArn, String vpcId);
}
