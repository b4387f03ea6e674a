package hyperpod.rig.sandbox.simulator.scenario;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to clusters.
 *
 * @param outcome how creation ends
 * @param failureMessage why it ends in Failed
 * @param inServiceMessage a FailureMessage of a cluster that is InService all the same
 * @param stuckNodes how many nodes never leave Pending, so that creation ends by its time-out
 * @param failedNodes how many nodes fail instead of running; with node recovery Automatic others take their places
 * @param failingNodes how many nodes fail some time after the cluster is InService
 * @param nodeMessage what failed nodes say
 * @param systemUpdate whether SageMaker updates the cluster's software before it is InService
 * @param deleteRefusedTimes how often a deletion is refused although the status would allow it
 * @param deleteRefused whether it always is
 * @param deletionStuck whether a deletion that was accepted never ends
 * @param seconds durations that differ from the defaults, in real seconds
 */
public record ClusterBehaviour(
        Outcome outcome,
        String failureMessage,
        Optional<String> inServiceMessage,
        int stuckNodes,
        int failedNodes,
        int failingNodes,
        String nodeMessage,
        boolean systemUpdate,
        int deleteRefusedTimes,
        boolean deleteRefused,
        boolean deletionStuck,
        Map<String, Double> seconds) {

    /** AWS's usual words for missing capacity. */
    static final String NO_CAPACITY =
            "We currently do not have sufficient capacity for the requested instance type(s). Please try again.";

    /** AWS's words for nodes that do not reach each other. */
    public static final String UNHEALTHY =
            "EFA health checks did not run successfully. Ensure that your VPC and security groups"
                    + " are properly configured before attempting to create a new cluster.";

    /** How the creation of a cluster ends. */
    public enum Outcome {
        /** InService with all its nodes, sooner or later. */
        IN_SERVICE("InService"),
        /** Failed. */
        FAILED("Failed"),
        /** InService, with a group that is Degraded because some of its nodes failed. */
        DEGRADED("Degraded");

        private final String name;

        Outcome(String name) {
            this.name = name;
        }
    }

    /** Everything goes well. */
    static final ClusterBehaviour UNEVENTFUL = new ClusterBehaviour(
            Outcome.IN_SERVICE, NO_CAPACITY, Optional.empty(), 0, 0, 0, UNHEALTHY, false, 0, false, false, Map.of());

    static ClusterBehaviour read(StrictObject object, Set<String> durations) {
        Outcome outcome = object.oneOf("createOutcome", Outcome.IN_SERVICE, Outcome.values(), each -> each.name);
        int failedNodes = object.count("failedNodes");
        ClusterBehaviour behaviour = new ClusterBehaviour(
                outcome,
                object.text("failureMessage", NO_CAPACITY),
                Optional.of(object.text("inServiceMessage", "")).filter(text -> !text.isEmpty()),
                object.count("stuckNodes"),
                outcome == Outcome.DEGRADED ? Math.max(1, failedNodes) : failedNodes,
                object.count("failingNodes"),
                object.text("nodeMessage", UNHEALTHY),
                object.flag("systemUpdate"),
                object.count("deleteRefusedTimes"),
                object.flag("deleteRefused"),
                object.flag("deletionStuck"),
                object.seconds("seconds", durations));
        object.finish();
        return behaviour;
    }
}
