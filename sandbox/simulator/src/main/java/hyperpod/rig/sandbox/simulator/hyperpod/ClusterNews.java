package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.services.EventBus;

/**
 * What SageMaker tells EventBridge of clusters and their nodes. Like SageMaker it does its best and no more: an event
 * that the bus does not take is lost, and two of them may arrive in either order.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html">Events that
 *     Amazon SageMaker AI sends to Amazon EventBridge</a>
 */
record ClusterNews(Agenda agenda, EventBus events, ClusterView view) {

    /** The cluster has another status; the event carries its whole description. */
    void stateChanged(Cluster cluster) {
        ObjectNode detail = view.cluster(cluster);
        detail.put("CreationTime", cluster.creationTime().toEpochMilli());
        detail.put("FailureMessage", cluster.failureMessage().orElse(""));
        put("SageMaker HyperPod Cluster State Change", cluster, detail);
    }

    /** A node was found unhealthy. */
    void nodeFailed(Cluster cluster, ClusterNode node) {
        boolean replaced = cluster.recoversNodes();
        health(
                cluster,
                node,
                "Unhealthy",
                node.message().orElse(""),
                replaced ? "Replace" : "None",
                replaced ? "No action is needed: the node is being replaced." : "Please Replace the Faulty Node.");
    }

    /** A node that took the place of an unhealthy one runs. */
    void nodeRecovered(Cluster cluster, ClusterNode node) {
        health(cluster, node, "Healthy", "The node is healthy.", "None", "No action is needed.");
    }

    private void health(
            Cluster cluster, ClusterNode node, String status, String reason, String repair, String recommendation) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("ClusterName", cluster.name());
        detail.put("ClusterArn", cluster.arn());
        detail.put("InstanceId", node.instanceId());
        detail.putObject("Tags");
        detail.putObject("HealthSummary")
                .put("HealthStatus", status)
                .put("HealthStatusReason", reason)
                .put("RepairAction", repair)
                .put("Recommendation", recommendation);
        put("SageMaker HyperPod Cluster Node Health Event", cluster, detail);
    }

    private void put(String detailType, Cluster cluster, ObjectNode detail) {
        String text = detail.toString();
        agenda.outside(() -> {
            try {
                events.put(detailType, cluster.arn(), text);
            } catch (RuntimeException e) {
                System.err.println("An event of " + cluster + " is lost: " + e);
            }
            return now -> {};
        });
    }
}
