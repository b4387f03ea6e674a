package hyperpod.rig.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * What an event of SageMaker says is wrong with a cluster.
 *
 * @param clusterName the cluster's name
 * @param clusterArn the cluster
 * @param words what is wrong, in one line without quotation marks, at most 1,000 characters
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html">Events that
 *     Amazon SageMaker AI sends to Amazon EventBridge</a>
 */
record ClusterTrouble(String clusterName, String clusterArn, String words) {

    private static final String NODE_HEALTH = "SageMaker HyperPod Cluster Node Health Event";
    private static final String STATE_CHANGE = "SageMaker HyperPod Cluster State Change";
    private static final String HEALTHY = "Healthy";
    private static final Set<String> BAD = Set.of("Failed", "Degraded", "RollingBack");
    private static final int MAX_WORDS = 1_000;

    /** Empty if the event says that nothing is wrong, or is another one. */
    static Optional<ClusterTrouble> of(JsonNode event) {
        JsonNode detail = event.path("detail");
        Optional<String> words = switch (event.path("detail-type").asText()) {
            case NODE_HEALTH -> ofNode(detail.path("InstanceId").asText(), detail.path("HealthSummary"));
            case STATE_CHANGE -> ofCluster(detail);
            default -> Optional.empty();
        };
        return words.map(text -> new ClusterTrouble(
                detail.path("ClusterName").asText(), detail.path("ClusterArn").asText(), oneLine(text)));
    }

    private static Optional<String> ofNode(String instanceId, JsonNode health) {
        String status = health.path("HealthStatus").asText();
        return status.equals(HEALTHY)
                ? Optional.empty()
                : Optional.of(Stream.of(
                                "node " + instanceId + " is " + (status.isEmpty() ? "not healthy" : status),
                                health.path("HealthStatusReason").asText(),
                                said("repair action ", health.path("RepairAction")),
                                said("SageMaker recommends: ", health.path("Recommendation")))
                        .filter(part -> !part.isBlank())
                        .collect(Collectors.joining("; ")));
    }

    private static Optional<String> ofCluster(JsonNode detail) {
        Stream<String> cluster = Stream.of(detail.path("ClusterStatus").asText())
                .filter(BAD::contains)
                .map(status -> "the cluster is " + status + said(": ", detail.path("FailureMessage")));
        Stream<String> groups = Stream.of("InstanceGroups", "RestrictedInstanceGroups")
                .flatMap(groupsOf -> detail.path(groupsOf).valueStream())
                .filter(group -> BAD.contains(group.path("Status").asText()))
                .map(group -> "group " + group.path("InstanceGroupName").asText() + " is "
                        + group.path("Status").asText() + " with "
                        + group.path("CurrentCount").asInt() + " of "
                        + group.path("TargetCount").asInt() + " nodes");
        String all = Stream.concat(cluster, groups).collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    private static String said(String before, JsonNode text) {
        return text.asText().isBlank() ? "" : before + text.asText();
    }

    /** EventBridge puts it between quotation marks as it is. */
    private static String oneLine(String text) {
        return StringUtils.abbreviate(
                text.replace('"', '\'').replace('\\', '/').replaceAll("\\p{Cntrl}+", " "), MAX_WORDS);
    }
}
