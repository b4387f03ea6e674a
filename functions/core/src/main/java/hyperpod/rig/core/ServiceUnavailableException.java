package hyperpod.rig.core;

/** AWS throttled the call, failed by itself or was not reached: the state machine repeats the handler, with backoff. */
public final class ServiceUnavailableException extends ProvisioningException {

    public ServiceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public ServiceUnavailableException(String message) {
        super(message);
    }
}
