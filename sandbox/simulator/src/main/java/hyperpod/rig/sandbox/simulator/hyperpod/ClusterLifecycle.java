package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.network.InterfaceRefusedException;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.sandbox.simulator.scenario.Scenario.ClusterBehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How clusters come, change and go. Creation: nodes are launched one after the other, wait in Pending, run their deep
 * health checks if asked for, and run; when all do, the cluster is InService. Its network interfaces exist from a
 * node's launch until the node is gone.
 */
final class ClusterLifecycle {

    private static final double FIRST_LAUNCH = 0.2;
    private static final double LAUNCHES = 0.3;
    private static final double PENDING = 0.4;
    private static final double SETTLING = 0.1;
    private static final double CAPACITY_FAILURE = 0.6;
    private static final double NODES_GONE = 0.7;

    private static final Duration LATE_LAUNCH = Duration.ofMillis(500);

    private final Agenda agenda;
    private final Network network;
    private final Account account;
    private final Consumer<Cluster> gone;

    ClusterLifecycle(Agenda agenda, Network network, Account account, Consumer<Cluster> gone) {
        this.agenda = agenda;
        this.network = network;
        this.account = account;
        this.gone = gone;
    }

    /** Starts the creation of a cluster that was accepted. */
    void create(Cluster cluster, ClusterBehaviour behaviour, Instant now) {
        List<InstanceGroup> launches = new ArrayList<>();
        cluster.groups().values().forEach(g -> launches.addAll(Collections.nCopies(g.targetCount(), g)));
        if (behaviour.createFails()) {
            List<InstanceGroup> launched = launches.subList(0, launches.size() / 2);
            launch(cluster, launched, launches.size(), 0, "creating", now);
            agenda.at(
                    now.plus(cluster.pace().part("creating", CAPACITY_FAILURE)),
                    cluster,
                    at -> rollBack(cluster, behaviour.failureMessage(), at));
        } else if (behaviour.stuckNodes() > 0) {
            launch(cluster, launches, launches.size(), behaviour.stuckNodes(), "creating", now);
            agenda.at(
                    now.plus(cluster.pace().of("creationTimeout")),
                    cluster,
                    at -> rollBack(
                            cluster, "Cluster creation timed out: not all instances became healthy in time.", at));
        } else {
            Instant running = launch(cluster, launches, launches.size(), 0, "creating", now);
            agenda.at(running.plus(cluster.pace().part("creating", SETTLING)), cluster, at -> inService(cluster, at));
        }
    }

    /** Starts the deletion of a cluster. */
    void delete(Cluster cluster, Instant now) {
        agenda.cancel(cluster);
        cluster.become(ClusterStatus.DELETING);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.DELETING));
        cluster.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        agenda.at(now.plus(cluster.pace().part("deleting", NODES_GONE)), cluster, at -> removeShutDown(cluster));
        agenda.at(now.plus(cluster.pace().of("deleting")), cluster, at -> finishDeletion(cluster));
    }

    /**
     * Starts an update.
     *
     * @param changed new specifications by group name; a name without a group makes one
     * @param removed names of groups to remove
     */
    void update(
            Cluster cluster, boolean restricted, Map<String, ObjectNode> changed, List<String> removed, Instant now) {
        cluster.become(ClusterStatus.UPDATING);
        List<InstanceGroup> launches = new ArrayList<>();
        changed.forEach((name, specification) -> {
            if (!cluster.groups().containsKey(name)) {
                cluster.add(restricted, specification);
            }
            InstanceGroup group = cluster.groups().get(name);
            if (group.status() != GroupStatus.CREATING) {
                group.become(GroupStatus.UPDATING);
                group.respecify(specification.deepCopy());
            }
            int missing = group.targetCount() - group.nodes().size();
            for (int i = 0; i < missing; i++) {
                launches.add(group);
            }
            group.nodes().stream()
                    .sorted(Comparator.comparing(ClusterNode::launchTime).reversed())
                    .limit(Math.max(0, -missing))
                    .forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        });
        for (String name : removed) {
            InstanceGroup group = cluster.groups().get(name);
            group.become(GroupStatus.DELETING);
            group.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        }
        Pace pace = cluster.pace();
        Instant running = launch(cluster, launches, launches.size(), 0, "updating", now);
        agenda.at(now.plus(pace.part("updating", NODES_GONE)), cluster, at -> removeShutDown(cluster));
        Instant end = running.plus(pace.part("updating", SETTLING));
        Instant earliest = now.plus(pace.of("updating"));
        agenda.at(end.isAfter(earliest) ? end : earliest, cluster, at -> {
            removed.forEach(cluster.groups()::remove);
            inService(cluster, at);
        });
    }

    /** Plans the launches; the last {@code stuck} ones never leave Pending. Returns when the last one runs. */
    private Instant launch(
            Cluster cluster, List<InstanceGroup> launches, int all, int stuck, String phase, Instant now) {
        Instant last = now.plus(cluster.pace().part(phase, FIRST_LAUNCH + LAUNCHES + PENDING));
        for (int i = 0; i < launches.size(); i++) {
            InstanceGroup group = launches.get(i);
            Instant start = now.plus(cluster.pace().part(phase, FIRST_LAUNCH + LAUNCHES * i / all));
            Optional<Duration> pending =
                    i < launches.size() - stuck ? Optional.of(cluster.pace().part(phase, PENDING)) : Optional.empty();
            agenda.at(start, cluster, at -> launchNode(cluster, group, pending, at));
            Duration checks = group.checksHealthOnStart() ? cluster.pace().of("deepHealthCheck") : Duration.ZERO;
            Instant runs = start.plus(pending.orElse(Duration.ZERO)).plus(checks);
            last = runs.isAfter(last) ? runs : last;
        }
        return last;
    }

    private void launchNode(Cluster cluster, InstanceGroup group, Optional<Duration> pending, Instant now) {
        JsonNode vpc = group.vpcConfig(cluster.vpcConfig());
        List<String> groupIds = new ArrayList<>();
        vpc.path("SecurityGroupIds").forEach(id -> groupIds.add(id.asText()));
        String subnetId = vpc.path("Subnets")
                .get(group.nodes().size() % vpc.path("Subnets").size())
                .asText();
        Subnet subnet = network.subnet(subnetId).orElseGet(() -> new Subnet(subnetId, "", "", "", ""));
        String instanceId = account.resourceId("i");
        NetworkInterface made;
        try {
            made = network.createInterface(subnetId, groupIds, description(cluster, instanceId));
        } catch (InterfaceRefusedException e) {
            rollBack(cluster, "Unable to create a network interface in " + subnetId + ": " + e.getMessage(), now);
            return;
        }
        ClusterNode node = new ClusterNode(instanceId, now, subnet, made);
        group.nodes().add(node);
        pending.ifPresent(duration -> agenda.at(now.plus(duration), cluster, at -> started(cluster, group, node, at)));
    }

    private static String description(Cluster cluster, String instanceId) {
        String clusterId = cluster.arn().substring(cluster.arn().lastIndexOf('/') + 1);
        return "[DO NOT DELETE] ENI managed by SageMaker for HyperPod cluster " + clusterId + " - " + instanceId;
    }

    private void started(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now) {
        if (node.status() == NodeStatus.PENDING) {
            if (group.checksHealthOnStart()) {
                node.become(NodeStatus.DEEP_HEALTH_CHECK);
                agenda.at(now.plus(cluster.pace().of("deepHealthCheck")), cluster, at -> running(group, node));
            } else {
                running(group, node);
            }
        }
    }

    private static void running(InstanceGroup group, ClusterNode node) {
        if (node.status() != NodeStatus.SHUTTING_DOWN) {
            node.become(NodeStatus.RUNNING);
        }
        if (group.status() == GroupStatus.CREATING && group.currentCount() == group.targetCount()) {
            group.become(GroupStatus.IN_SERVICE);
        }
    }

    private void inService(Cluster cluster, Instant now) {
        boolean allRun =
                cluster.groups().values().stream().allMatch(group -> group.currentCount() == group.targetCount());
        if (!allRun) {
            // EC2 failed to make an interface in time; the launch is tried again, and the cluster has to wait for it.
            agenda.at(now.plus(LATE_LAUNCH), cluster, at -> inService(cluster, at));
            return;
        }
        cluster.become(ClusterStatus.IN_SERVICE);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.IN_SERVICE));
    }

    private void rollBack(Cluster cluster, String message, Instant now) {
        agenda.cancel(cluster);
        cluster.become(ClusterStatus.ROLLING_BACK);
        cluster.fail(message);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.FAILED));
        cluster.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        agenda.at(now.plus(cluster.pace().of("rollingBack")), cluster, at -> {
            removeShutDown(cluster);
            cluster.become(ClusterStatus.FAILED);
        });
    }

    private void removeShutDown(Cluster cluster) {
        for (InstanceGroup group : cluster.groups().values()) {
            for (Iterator<ClusterNode> nodes = group.nodes().iterator(); nodes.hasNext(); ) {
                ClusterNode node = nodes.next();
                if (node.status() == NodeStatus.SHUTTING_DOWN) {
                    network.deleteInterface(node.networkInterface().id());
                    nodes.remove();
                }
            }
        }
    }

    private void finishDeletion(Cluster cluster) {
        // Removes again what an EC2 failure may have left standing: the cluster is gone only when its interfaces are.
        removeShutDown(cluster);
        gone.accept(cluster);
    }
}
