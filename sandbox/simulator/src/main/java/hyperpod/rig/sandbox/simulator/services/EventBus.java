package hyperpod.rig.sandbox.simulator.services;

/** Where AWS services report what happens to their resources. */
public interface EventBus {

    /**
     * Reports an event of SageMaker.
     *
     * @param detailType such as {@code SageMaker HyperPod Cluster State Change}
     * @param resourceArn what it happened to
     * @param detail the event's detail, a JSON object
     */
    void put(String detailType, String resourceArn, String detail);
}
