package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A group of a cluster: what was asked for, and what is there. */
final class InstanceGroup {

    private final boolean restricted;
    private final List<ClusterNode> nodes = new ArrayList<>();
    private ObjectNode specification;
    private GroupStatus status = GroupStatus.CREATING;
    private String subnetId = "";

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
        return specification
                .path("InstanceType")
                .asText(specification
                        .at("/InstanceRequirements/InstanceTypes/0")
                        .asText());
    }

    int targetCount() {
        return specification.path("InstanceCount").asInt();
    }

    String executionRole() {
        return specification.path("ExecutionRole").asText();
    }

    Optional<String> trainingPlan() {
        return Optional.ofNullable(specification.path("TrainingPlanArn").textValue());
    }

    /** The one subnet that all its nodes are in: SageMaker chooses it, and never spreads a group over zones. */
    String subnetId() {
        return subnetId;
    }

    void placeIn(String chosen) {
        subnetId = chosen;
    }

    long currentCount() {
        return nodes.stream()
                .filter(node -> node.status() == NodeStatus.RUNNING || node.status() == NodeStatus.SYSTEM_UPDATING)
                .count();
    }

    boolean complete() {
        return currentCount() == targetCount()
                && nodes.stream().noneMatch(node -> node.status() == NodeStatus.SHUTTING_DOWN);
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
