package hyperpod.rig.cluster;

import hyperpod.rig.core.Excerpt;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatus;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatusDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;

/**
 * The nodes of a cluster and what SageMaker says about each.
 *
 * @param nodes as ListClusterNodes lists them
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterInstanceStatusDetails.html">ClusterInstanceStatusDetails</a>
 */
record ClusterNodes(List<ClusterNodeSummary> nodes) {

    /** Thousands of nodes may say the same; a line for a person holds the first few different ones. */
    private static final int MAX_MESSAGES = 5;

    private static final int MAX_MESSAGE = 300;
    private static final Set<String> SETTLED =
            Set.of(ClusterInstanceStatus.RUNNING.toString(), ClusterInstanceStatus.FAILURE.toString());

    ClusterNodes {
        nodes = List.copyOf(nodes);
    }

    /** Whether there are as many as wanted, and all are Running. */
    boolean allRunning(int wanted) {
        return nodes.size() == wanted
                && nodes.stream().map(ClusterNodes::status).allMatch(ClusterInstanceStatus.RUNNING.toString()::equals);
    }

    /** Whether one has failed. */
    boolean haveFailure() {
        return nodes.stream().map(ClusterNodes::status).anyMatch(ClusterInstanceStatus.FAILURE.toString()::equals);
    }

    /** Whether none is on its way to another status: each is Running or has failed. */
    boolean areSettled() {
        return nodes.stream().map(ClusterNodes::status).allMatch(SETTLED::contains);
    }

    /** {@code 1 Failure, 2 Running}; empty without nodes. */
    String counts() {
        return nodes.stream()
                .collect(Collectors.groupingBy(ClusterNodes::status, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** What SageMaker says about nodes, each message once, those of failed nodes first; empty if it says nothing. */
    Optional<String> messages() {
        Set<String> distinct = new LinkedHashSet<>();
        nodes.stream()
                .filter(node -> status(node).equals(ClusterInstanceStatus.FAILURE.toString()))
                .forEach(node -> message(node).ifPresent(distinct::add));
        nodes.forEach(node -> message(node).ifPresent(distinct::add));
        if (distinct.isEmpty()) {
            return Optional.empty();
        }
        String shown = distinct.stream()
                .limit(MAX_MESSAGES)
                .map(message -> "'" + Excerpt.of(message, MAX_MESSAGE) + "'")
                .collect(Collectors.joining(", "));
        int more = distinct.size() - MAX_MESSAGES;
        return Optional.of(more > 0 ? shown + " and " + more + " more" : shown);
    }

    private static String status(ClusterNodeSummary node) {
        return Optional.ofNullable(node.instanceStatus())
                .map(ClusterInstanceStatusDetails::statusAsString)
                .orElse(ClusterInstanceStatus.NOT_FOUND.toString());
    }

    private static Optional<String> message(ClusterNodeSummary node) {
        return Optional.ofNullable(node.instanceStatus())
                .map(ClusterInstanceStatusDetails::message)
                .filter(message -> !message.isBlank());
    }
}
