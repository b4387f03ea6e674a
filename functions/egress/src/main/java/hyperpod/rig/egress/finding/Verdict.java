package hyperpod.rig.egress.finding;

import hyperpod.rig.egress.control.Severity;
import java.util.Collection;

/** What an audit says of a subnet, or of all of them; in the order from best to worst. */
public enum Verdict {
    /** There is no way out, and none by one further change. */
    LOCKED,
    /**
     * There is no path to a public address, but one further change would make one, or data can leave by another way.
     */
    WEAKENED,
    /** A path leads to what the snapshot does not show, or a needed part of it is missing. */
    UNPROVEN,
    /** A complete path to a public address is proven. */
    OPEN;

    /** The best verdict that a subnet can have with a finding of that severity. */
    public static Verdict of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> OPEN;
            case HIGH -> UNPROVEN;
            case MEDIUM -> WEAKENED;
            case LOW, INFO -> LOCKED;
        };
    }

    /** The worst of several; LOCKED if there are none. */
    public static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream().max(Verdict::compareTo).orElse(LOCKED);
    }
}
