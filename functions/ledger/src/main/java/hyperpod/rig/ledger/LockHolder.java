package hyperpod.rig.ledger;

/**
 * The execution that holds a lock.
 *
 * @param what what is locked: {@code clusterName} or {@code eksClusterArn}
 * @param entry the holder
 */
public record LockHolder(String what, LedgerEntry entry) {

    /** The lock on the cluster's name. */
    public static final String CLUSTER_NAME = "clusterName";

    /** The lock on the EKS cluster, to which one HyperPod cluster can belong. */
    public static final String EKS_CLUSTER_ARN = "eksClusterArn";
}
