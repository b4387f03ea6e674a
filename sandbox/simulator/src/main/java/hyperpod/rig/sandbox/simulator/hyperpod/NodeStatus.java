package hyperpod.rig.sandbox.simulator.hyperpod;

/** {@code ClusterInstanceStatus} of the SageMaker API, as far as the simulator gets. */
enum NodeStatus {
    PENDING("Pending"),
    DEEP_HEALTH_CHECK("DeepHealthCheckInProgress"),
    RUNNING("Running"),
    SYSTEM_UPDATING("SystemUpdating"),
    FAILURE("Failure"),
    SHUTTING_DOWN("ShuttingDown");

    private final String wireName;

    NodeStatus(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
