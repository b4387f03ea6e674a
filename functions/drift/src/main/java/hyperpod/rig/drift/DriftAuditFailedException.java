package hyperpod.rig.drift;

import hyperpod.rig.core.PartlyFailedException;
import java.util.List;

/** Some clusters could not be audited; the others were. */
public final class DriftAuditFailedException extends PartlyFailedException {

    /** @param failures one sentence a cluster */
    public DriftAuditFailedException(List<String> failures) {
        super(failures);
    }
}
