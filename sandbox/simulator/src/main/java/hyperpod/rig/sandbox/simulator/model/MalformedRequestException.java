package hyperpod.rig.sandbox.simulator.model;

/** A request whose JSON has other types than the model; services answer {@code SerializationException}. */
public final class MalformedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
