package hyperpod.rig.sandbox.simulator.hyperpod;

/** {@code ClusterStatus} of the SageMaker API. */
enum ClusterStatus {
    CREATING("Creating"),
    IN_SERVICE("InService"),
    UPDATING("Updating"),
    SYSTEM_UPDATING("SystemUpdating"),
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
