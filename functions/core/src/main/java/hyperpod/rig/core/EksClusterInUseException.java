package hyperpod.rig.core;

/** The requested EKS cluster orchestrates another HyperPod cluster already; HyperPod takes one for one. */
public final class EksClusterInUseException extends ProvisioningException {

    public EksClusterInUseException(String message) {
        super(message);
    }
}
