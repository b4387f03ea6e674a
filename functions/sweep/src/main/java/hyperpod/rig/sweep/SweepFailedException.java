package hyperpod.rig.sweep;

import hyperpod.rig.core.PartlyFailedException;
import java.util.List;

/** Something could not be looked at or reported; the rest was. */
public final class SweepFailedException extends PartlyFailedException {

    /** @param failures one sentence each */
    public SweepFailedException(List<String> failures) {
        super(failures);
    }
}
