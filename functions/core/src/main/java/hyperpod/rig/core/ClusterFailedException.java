package hyperpod.rig.core;

/** The cluster, one of its groups or one of its nodes ended in a status from which it does not become ready. */
public final class ClusterFailedException extends ProvisioningException {

    public ClusterFailedException(String message) {
        super(message);
    }
}
