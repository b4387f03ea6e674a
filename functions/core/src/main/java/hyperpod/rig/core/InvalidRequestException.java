package hyperpod.rig.core;

import java.util.List;

/**
 * The request breaks the schema, or AWS says that it cannot be met. Nothing was created; repeating it unchanged is
 * pointless.
 */
public final class InvalidRequestException extends ProvisioningException {

    public InvalidRequestException(String message) {
        super(message);
    }

    /** Refuses a request for all of these at once. */
    public static InvalidRequestException of(List<Violation> violations) {
        return new InvalidRequestException(ViolationList.of(violations).message());
    }
}
