package hyperpod.rig.sandbox.simulator.hyperpod;

/** {@code ClusterStatus} of the SageMaker API, as far as the simulator gets. */
enum ClusterStatus {
    CREATING("Creating"),
    IN_SERVICE("InService"),
    UPDATING("Updating"),
    ROLLING_BACK("RollingBack"),
    FAILED("Failed"),
    DELETING("Deleting");

    private final String wireName;

    ClusterStatus(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
