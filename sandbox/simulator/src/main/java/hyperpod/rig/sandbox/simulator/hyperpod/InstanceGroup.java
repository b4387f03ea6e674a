package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A group of a cluster: what was asked for, and what is there. */
final class InstanceGroup {

    private final boolean restricted;
    private final List<ClusterNode> nodes = new ArrayList<>();
    private ObjectNode specification;
    private GroupStatus status = GroupStatus.CREATING;

    InstanceGroup(boolean restricted, ObjectNode specification) {
        this.restricted = restricted;
        this.specification = specification;
    }

    boolean restricted() {
        return restricted;
    }

    ObjectNode specification() {
        return specification;
    }

    void respecify(ObjectNode next) {
        specification = next;
    }

    String name() {
        return specification.path("InstanceGroupName").asText();
    }

    String instanceType() {
        return specification.path("InstanceType").asText();
    }

    int targetCount() {
        return specification.path("InstanceCount").asInt();
    }

    long currentCount() {
        return nodes.stream()
                .filter(node -> node.status() == NodeStatus.RUNNING)
                .count();
    }

    boolean checksHealthOnStart() {
        return !specification.path("OnStartDeepHealthChecks").isEmpty();
    }

    /** The network of its nodes: its own, or the cluster's. */
    JsonNode vpcConfig(JsonNode ofCluster) {
        return specification.path("OverrideVpcConfig").isMissingNode()
                ? ofCluster
                : specification.path("OverrideVpcConfig");
    }

    List<ClusterNode> nodes() {
        return nodes;
    }

    GroupStatus status() {
        return status;
    }

    void become(GroupStatus next) {
        status = next;
    }
}
