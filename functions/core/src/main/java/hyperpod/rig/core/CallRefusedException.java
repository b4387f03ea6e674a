package hyperpod.rig.core;

/** AWS understood the call and refused it; repeating it unchanged is pointless. */
public final class CallRefusedException extends ProvisioningException {

    public CallRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
