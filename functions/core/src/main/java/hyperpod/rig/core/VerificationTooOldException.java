package hyperpod.rig.core;

/** What was looked at before the commit was looked at too long ago, as after a redrive: it must be looked at again. */
public final class VerificationTooOldException extends ProvisioningException {

    public VerificationTooOldException(String message) {
        super(message);
    }
}
