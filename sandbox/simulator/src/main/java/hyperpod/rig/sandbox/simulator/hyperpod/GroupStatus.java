package hyperpod.rig.sandbox.simulator.hyperpod;

/** {@code InstanceGroupStatus} of the SageMaker API. */
enum GroupStatus {
    CREATING("Creating"),
    IN_SERVICE("InService"),
    UPDATING("Updating"),
    SYSTEM_UPDATING("SystemUpdating"),
    DEGRADED("Degraded"),
    FAILED("Failed"),
    DELETING("Deleting");

    private final String wireName;

    GroupStatus(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
