package hyperpod.rig.egress.path;

/** How far a path could be followed. */
public enum PathStatus {
    /** It reaches a public address. */
    OPEN,
    /** It leads to what the snapshot does not show. */
    UNPROVEN,
    /** It would reach a public address, but a layer lets nothing through. */
    BLOCKED
}
