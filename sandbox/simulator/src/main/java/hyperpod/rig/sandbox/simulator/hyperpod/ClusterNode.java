package hyperpod.rig.sandbox.simulator.hyperpod;

import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import java.time.Instant;
import java.util.Optional;

/** A launched instance of a group, with its network interface in the account's subnet. */
final class ClusterNode {

    private final String instanceId;
    private final Instant launchTime;
    private final Subnet subnet;
    private final NetworkInterface networkInterface;
    private NodeStatus status = NodeStatus.PENDING;
    private Optional<String> message = Optional.empty();

    ClusterNode(String instanceId, Instant launchTime, Subnet subnet, NetworkInterface networkInterface) {
        this.instanceId = instanceId;
        this.launchTime = launchTime;
        this.subnet = subnet;
        this.networkInterface = networkInterface;
    }

    String instanceId() {
        return instanceId;
    }

    Instant launchTime() {
        return launchTime;
    }

    Subnet subnet() {
        return subnet;
    }

    NetworkInterface networkInterface() {
        return networkInterface;
    }

    NodeStatus status() {
        return status;
    }

    void become(NodeStatus next) {
        status = next;
    }

    /** What is wrong with it, as {@code InstanceStatus.Message} says it. */
    Optional<String> message() {
        return message;
    }

    void say(String next) {
        message = Optional.of(next);
    }

    @Override
    public String toString() {
        return "node " + instanceId;
    }

    String privateDnsHostname(String region) {
        String domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
        return "ip-" + networkInterface.privateIpAddress().replace('.', '-') + "." + domain;
    }
}
