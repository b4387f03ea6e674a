package hyperpod.rig.drift;

import java.util.List;

/** Some clusters could not be audited; the others were. */
public final class DriftAuditFailedException extends RuntimeException {

    /** @param failures one sentence a cluster */
    public DriftAuditFailedException(List<String> failures) {
        super(String.join("; ", failures));
    }
}
