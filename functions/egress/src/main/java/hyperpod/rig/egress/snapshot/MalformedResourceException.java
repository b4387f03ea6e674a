package hyperpod.rig.egress.snapshot;

/** An element of a snapshot that is not what AWS prints. The message names the resource, the field and the value. */
public final class MalformedResourceException extends RuntimeException {

    public MalformedResourceException(String message) {
        super(message);
    }
}
