package hyperpod.rig.core;

/**
 * The request breaks the schema, or AWS says that it cannot be met. Nothing was created; repeating it unchanged is
 * pointless.
 */
public final class InvalidRequestException extends ProvisioningException {

    public InvalidRequestException(String message) {
        super(message);
    }
}
