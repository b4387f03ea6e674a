package hyperpod.rig.sandbox.schedules.world;

/**
 * A promise that was broken.
 *
 * @param kind the count in which it is
 * @param words what happened
 */
public record Violation(Kind kind, String words) {

    /** As the fault campaign counts. */
    public enum Kind {
        ORPHANED,
        FOREIGN_TOUCHED,
        WRONG_STATUS,
        MISREPORTED
    }
}
