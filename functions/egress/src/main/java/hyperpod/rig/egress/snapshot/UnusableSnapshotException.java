package hyperpod.rig.egress.snapshot;

/** A snapshot that cannot be audited: not JSON, not what AWS prints, contradictory or without what was asked for. */
public final class UnusableSnapshotException extends RuntimeException {

    /** @param message names the file or resource, the value and the remedy */
    public UnusableSnapshotException(String message) {
        super(message);
    }

    /** @param message names the file or resource, the value and the remedy */
    public UnusableSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
