package hyperpod.rig.core;

/** The execution succeeded: what it created is counted on, and deleted only if a person confirmed it. */
public final class NotConfirmedException extends ProvisioningException {

    public NotConfirmedException(String message) {
        super(message);
    }
}
