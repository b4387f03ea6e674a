package hyperpod.rig.sweep;

import java.util.List;

/** Something could not be looked at or reported; the rest was. */
public final class SweepFailedException extends RuntimeException {

    /** @param failures one sentence each */
    public SweepFailedException(List<String> failures) {
        super(String.join("; ", failures));
    }
}
