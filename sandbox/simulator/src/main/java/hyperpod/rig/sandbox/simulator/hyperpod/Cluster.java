package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.scenario.ClusterBehaviour;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A HyperPod cluster. */
final class Cluster {

    private final String arn;
    private final Instant creationTime;
    private final ObjectNode request;
    private final Pace pace;
    private final Tags tags = new Tags();
    private final Map<String, InstanceGroup> groups = new LinkedHashMap<>();
    private ClusterStatus status = ClusterStatus.CREATING;
    private Optional<String> failureMessage = Optional.empty();
    private final ClusterBehaviour behaviour;
    private int refusedDeletions;
    private int launching;

    Cluster(String arn, Instant creationTime, ObjectNode request, ClusterBehaviour behaviour, Pace pace) {
        this.arn = arn;
        this.creationTime = creationTime;
        this.request = request;
        this.pace = pace.with(behaviour.seconds());
        this.behaviour = behaviour;
        request.path("InstanceGroups").forEach(group -> add(false, (ObjectNode) group));
        request.path("RestrictedInstanceGroups").forEach(group -> add(true, (ObjectNode) group));
        tags.put(request.path("Tags"), creationTime);
    }

    void add(boolean restricted, ObjectNode specification) {
        InstanceGroup group = new InstanceGroup(restricted, specification.deepCopy());
        groups.put(group.name(), group);
    }

    String arn() {
        return arn;
    }

    /** What the scenario has in store for it, as of its creation. */
    ClusterBehaviour behaviour() {
        return behaviour;
    }

    String eksCluster() {
        return request.path("Orchestrator").path("Eks").path("ClusterArn").asText();
    }

    boolean recoversNodes() {
        return !request.path("NodeRecovery").asText("Automatic").equals("None");
    }

    /** Whether nodes that are launched now are there to stay. */
    boolean takesNodes() {
        return switch (status) {
            case CREATING, UPDATING, SYSTEM_UPDATING, IN_SERVICE -> true;
            case ROLLING_BACK, FAILED, DELETING -> false;
        };
    }

    /** Whether EC2 is being asked for nodes that no group has yet. */
    boolean isLaunching() {
        return launching > 0;
    }

    void launchBegins() {
        launching++;
    }

    void launchEnds() {
        launching--;
    }

    String name() {
        return request.path("ClusterName").asText();
    }

    Instant creationTime() {
        return creationTime;
    }

    /** The request as it was made, with what updates changed beside the groups. */
    ObjectNode request() {
        return request;
    }

    JsonNode vpcConfig() {
        return request.path("VpcConfig");
    }

    Pace pace() {
        return pace;
    }

    Tags tags() {
        return tags;
    }

    Map<String, InstanceGroup> groups() {
        return groups;
    }

    List<ClusterNode> nodes() {
        return groups.values().stream().flatMap(group -> group.nodes().stream()).toList();
    }

    /** Every subnet that the cluster's configuration names. */
    Set<String> subnets() {
        return subnets(request);
    }

    static Set<String> subnets(ObjectNode request) {
        Set<String> subnets = new LinkedHashSet<>();
        request.path("VpcConfig").path("Subnets").forEach(subnet -> subnets.add(subnet.asText()));
        for (String kind : List.of("InstanceGroups", "RestrictedInstanceGroups")) {
            request.path(kind)
                    .forEach(group -> group.path("OverrideVpcConfig")
                            .path("Subnets")
                            .forEach(subnet -> subnets.add(subnet.asText())));
        }
        return subnets;
    }

    ClusterStatus status() {
        return status;
    }

    void become(ClusterStatus next) {
        status = next;
    }

    Optional<String> failureMessage() {
        return failureMessage;
    }

    void fail(String message) {
        failureMessage = Optional.of(message);
    }

    /** Counts a deletion that the scenario refuses. */
    int countRefusedDeletion() {
        return ++refusedDeletions;
    }

    @Override
    public String toString() {
        return "cluster " + name();
    }
}
