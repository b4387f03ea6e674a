package hyperpod.rig.sandbox.simulator.hyperpod;

import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.services.ExecutionRoles;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * How nodes go. SageMaker deletes their network interfaces through the execution role of their group: if the role is
 * gone or may not, they stay, and so does whatever waits for them.
 */
record NodeRemoval(Agenda agenda, Network network, ExecutionRoles roles) {

    private static final List<String> ACTIONS = List.of(
            "ec2:DescribeNetworkInterfaces",
            "ec2:DetachNetworkInterface",
            "ec2:DeleteNetworkInterfacePermission",
            "ec2:DeleteNetworkInterface");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private record Leaving(InstanceGroup group, ClusterNode node) {}

    /**
     * Removes the nodes that are shutting down, outside the simulator's lock.
     *
     * @param then what comes after: why some of them stay, if any does, and when that was known
     */
    void remove(Cluster cluster, Instant now, BiConsumer<Optional<String>, Instant> then) {
        if (cluster.isLaunching()) {
            agenda.at(now.plus(LOOK_AGAIN), cluster, at -> remove(cluster, at, then));
            return;
        }
        List<Leaving> leaving = cluster.groups().values().stream()
                .flatMap(group -> group.nodes().stream().map(node -> new Leaving(group, node)))
                .filter(each -> each.node().status() == NodeStatus.SHUTTING_DOWN)
                .toList();
        agenda.outside(() -> {
            Map<String, Optional<String>> refusals = new HashMap<>();
            for (Leaving each : leaving) {
                Optional<String> refusal = refusals.computeIfAbsent(
                        each.group().executionRole(), role -> roles.whyNotAllowed(role, ACTIONS));
                if (refusal.isEmpty()) {
                    network.deleteInterface(each.node().networkInterface().id());
                }
            }
            return at -> then.accept(settle(leaving, refusals), at);
        });
    }

    private static Optional<String> settle(List<Leaving> leaving, Map<String, Optional<String>> refusals) {
        Set<ClusterNode> gone = new HashSet<>();
        Optional<String> stays = Optional.empty();
        for (Leaving each : leaving) {
            String role = each.group().executionRole();
            Optional<String> why = refusals.get(role)
                    .map(refusal -> "Unable to delete the network interfaces through the execution role " + role + ": "
                            + refusal + ".");
            why.ifPresentOrElse(each.node()::say, () -> gone.add(each.node()));
            stays = stays.or(() -> why);
        }
        leaving.stream()
                .map(Leaving::group)
                .distinct()
                .forEach(group -> group.nodes().removeAll(gone));
        return stays;
    }
}
