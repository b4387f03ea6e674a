package hyperpod.rig.core;

/** The cluster that stands is not the one that the request asked for: its networks, or an interface of a node. */
public final class ClusterDiffersException extends ProvisioningException {

    public ClusterDiffersException(String message) {
        super(message);
    }
}
