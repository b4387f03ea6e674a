package hyperpod.rig.egress.path;

/** How far a path could be followed. */
public enum PathStatus {
    /** It reaches a public address. */
    OPEN,
    /** It leads to what the snapshot does not show. */
    UNPROVEN,
    /** The routes lead to a public address, but a layer such as a security group lets no packet through. */
    BLOCKED
}
