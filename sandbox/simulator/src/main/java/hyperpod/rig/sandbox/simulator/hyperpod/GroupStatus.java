package hyperpod.rig.sandbox.simulator.hyperpod;

/** {@code InstanceGroupStatus} of the SageMaker API, as far as the simulator gets. */
enum GroupStatus {
    CREATING("Creating"),
    IN_SERVICE("InService"),
    UPDATING("Updating"),
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
