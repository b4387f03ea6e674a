package hyperpod.rig.sandbox.simulator.control;

import java.util.Map;

/**
 * An error that a service answers with. The HTTP status follows from the code: the service model knows the modelled
 * ones, the protocol the common ones.
 */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Map<String, String> members;

    /** An error with a message only; {@code code} as it stands on the wire, such as {@code ResourceInUse}. */
    public ServiceException(String code, String message) {
        this(code, message, Map.of());
    }

    /** An error with further members, such as {@code Parameter} of {@code IncompatibleParameterError}. */
    public ServiceException(String code, String message, Map<String, String> members) {
        super(message);
        this.code = code;
        this.members = Map.copyOf(members);
    }

    /** The code, the value of {@code __type}. */
    public String code() {
        return code;
    }

    /** Members beside the message. */
    public Map<String, String> members() {
        return members;
    }
}
