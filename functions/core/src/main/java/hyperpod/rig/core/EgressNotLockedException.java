package hyperpod.rig.core;

/** The network does not hold what the egress policy demands. */
public final class EgressNotLockedException extends ProvisioningException {

    public EgressNotLockedException(String message) {
        super(message);
    }
}
