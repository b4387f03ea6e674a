package hyperpod.rig.core;

/** A HyperPod cluster of the requested name exists and belongs to somebody else. */
public final class ClusterNameTakenException extends ProvisioningException {

    public ClusterNameTakenException(String message) {
        super(message);
    }
}
