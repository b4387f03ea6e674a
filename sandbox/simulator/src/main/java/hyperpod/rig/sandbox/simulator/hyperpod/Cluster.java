package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.control.Tags;
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
    private int refusedDeletions;

    Cluster(String arn, Instant creationTime, ObjectNode request, Pace pace) {
        this.arn = arn;
        this.creationTime = creationTime;
        this.request = request;
        this.pace = pace;
        request.path("InstanceGroups").forEach(group -> add(false, (ObjectNode) group));
        request.path("RestrictedInstanceGroups").forEach(group -> add(true, (ObjectNode) group));
        tags.put(request.path("Tags"));
    }

    void add(boolean restricted, ObjectNode specification) {
        InstanceGroup group = new InstanceGroup(restricted, specification.deepCopy());
        groups.put(group.name(), group);
    }

    String arn() {
        return arn;
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
