package hyperpod.rig.core;

import java.util.List;

/**
 * A run over many things failed for some of them, after it was done with the rest. Each failure is in the log already.
 */
public abstract class PartlyFailedException extends RuntimeException {

    /** @param failures one sentence each */
    protected PartlyFailedException(List<String> failures) {
        super(String.join("; ", failures));
    }
}
