package hyperpod.rig.sandbox.simulator.lustre;

/** {@code Lifecycle} of file systems and of data repository associations, as far as the simulator gets. */
enum Lifecycle {
    CREATING,
    AVAILABLE,
    FAILED,
    MISCONFIGURED,
    DELETING
}
