package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.MountTargets;
import hyperpod.rig.sandbox.simulator.control.Pace;
import hyperpod.rig.sandbox.simulator.hyperpod.Launches.Fate;
import hyperpod.rig.sandbox.simulator.hyperpod.Launches.Launch;
import hyperpod.rig.sandbox.simulator.scenario.ClusterBehaviour;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * How clusters come, change and go: a cluster is InService when all its nodes run, and gone when their network
 * interfaces are. Every change of its status is told to EventBridge.
 */
final class ClusterLifecycle implements Launches.Outcome {

    private static final double SETTLING = 0.1;
    private static final double CAPACITY_FAILURE = 0.6;
    private static final double NODES_GONE = 0.7;
    private static final double REPLACEMENT_PENDING = 0.4;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Agenda agenda;
    private final ClusterNews news;
    private final Launches launches;
    private final NodeRemoval removal;
    private final BiConsumer<Cluster, Instant> gone;

    /**
     * The lifecycle of an account's clusters.
     *
     * @param gone told of each cluster that does not exist any more, and since when
     */
    ClusterLifecycle(
            Agenda agenda,
            OtherServices services,
            Account account,
            ClusterView view,
            MountTargets mountTargets,
            BiConsumer<Cluster, Instant> gone) {
        this.agenda = agenda;
        this.news = new ClusterNews(agenda, services.events(), view);
        this.launches = new Launches(agenda, services.network(), account, mountTargets, this);
        this.removal = new NodeRemoval(agenda, services.network(), services.roles());
        this.gone = gone;
    }

    /**
     * Starts the creation of a cluster that was accepted.
     *
     * @param waiting groups whose capacity has not begun yet, so that none of their nodes starts
     */
    void create(Cluster cluster, Set<InstanceGroup> waiting, Instant now) {
        news.stateChanged(cluster);
        ClusterBehaviour behaviour = cluster.behaviour();
        Pace pace = cluster.pace();
        List<Launch> all = launchesOf(cluster, waiting);
        if (behaviour.outcome() == ClusterBehaviour.Outcome.FAILED) {
            launches.plan(cluster, all.subList(0, all.size() / 2), all.size(), "creating", now);
            agenda.at(
                    now.plus(pace.part("creating", CAPACITY_FAILURE)),
                    cluster,
                    at -> rollBack(cluster, behaviour.failureMessage(), at));
            return;
        }
        Instant running = launches.plan(cluster, all, all.size(), "creating", now);
        agenda.at(running.plus(pace.part("creating", SETTLING)), cluster, at -> settle(cluster, at));
        if (all.stream().anyMatch(launch -> launch.fate() != Fate.RUNS)) {
            Instant timeOut = now.plus(pace.of("creationTimeout"));
            agenda.at(timeOut.isAfter(running) ? timeOut : running, cluster, at -> timeOut(cluster, at));
        }
    }

    private void timeOut(Cluster cluster, Instant now) {
        if (cluster.status() == ClusterStatus.CREATING) {
            rollBack(cluster, "Cluster creation timed out: not all instances became healthy in time.", now);
        }
    }

    /** The nodes of a new cluster: the last ones are those that never start, those before them fail. */
    private static List<Launch> launchesOf(Cluster cluster, Set<InstanceGroup> waiting) {
        int count = cluster.groups().values().stream()
                .mapToInt(InstanceGroup::targetCount)
                .sum();
        int firstStuck = count - cluster.behaviour().stuckNodes();
        int firstFailed = firstStuck - cluster.behaviour().failedNodes();
        List<Launch> all = new ArrayList<>();
        for (InstanceGroup group : cluster.groups().values()) {
            for (int i = 0; i < group.targetCount(); i++) {
                boolean stuck = waiting.contains(group) || all.size() >= firstStuck;
                Fate other = all.size() >= firstFailed ? Fate.FAILS : Fate.RUNS;
                all.add(new Launch(group, stuck ? Fate.NEVER_STARTS : other));
            }
        }
        return all;
    }

    /** Starts the deletion of a cluster. */
    void delete(Cluster cluster, Instant now) {
        agenda.cancel(cluster);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.DELETING));
        cluster.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        become(cluster, ClusterStatus.DELETING);
        Instant end = now.plus(cluster.pace().of("deleting"));
        agenda.at(now.plus(cluster.pace().part("deleting", NODES_GONE)), cluster, at -> {
            if (cluster.behaviour().deletionStuck()) {
                stuck(cluster, "Unable to terminate the instances of the cluster.");
            } else {
                removal.remove(cluster, at, (stays, when) -> {
                    if (stays.isPresent()) {
                        stuck(cluster, stays.get());
                    } else {
                        agenda.at(end.isAfter(when) ? end : when, cluster, last -> gone.accept(cluster, last));
                    }
                });
            }
        });
    }

    /** It stays Deleting for good, and its nodes say why. */
    private static void stuck(Cluster cluster, String message) {
        cluster.fail(message);
        cluster.nodes().stream().filter(node -> node.message().isEmpty()).forEach(node -> node.say(message));
    }

    /**
     * Starts an update.
     *
     * @param changed groups to add or change
     * @param removed names of groups to remove
     */
    void update(Cluster cluster, Map<String, ObjectNode> changed, List<String> removed, Instant now) {
        List<Launch> missing = new ArrayList<>();
        changed.forEach((name, specification) -> {
            InstanceGroup group = cluster.groups().get(name);
            if (group.status() != GroupStatus.CREATING) {
                group.become(GroupStatus.UPDATING);
                group.respecify(specification.deepCopy());
            }
            int more = group.targetCount() - group.nodes().size();
            for (int i = 0; i < more; i++) {
                missing.add(new Launch(group, Fate.RUNS));
            }
            group.nodes().stream()
                    .sorted(Comparator.comparing(ClusterNode::launchTime).reversed())
                    .limit(Math.max(0, -more))
                    .forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        });
        for (String name : removed) {
            InstanceGroup group = cluster.groups().get(name);
            group.become(GroupStatus.DELETING);
            group.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        }
        become(cluster, ClusterStatus.UPDATING);
        Pace pace = cluster.pace();
        Instant running = launches.plan(cluster, missing, missing.size(), "updating", now);
        agenda.at(
                now.plus(pace.part("updating", NODES_GONE)),
                cluster,
                at -> removal.remove(cluster, at, (stays, when) -> stays.ifPresent(cluster::fail)));
        Instant end = running.plus(pace.part("updating", SETTLING));
        Instant earliest = now.plus(pace.of("updating"));
        agenda.at(end.isAfter(earliest) ? end : earliest, cluster, at -> {
            removed.stream()
                    .filter(name -> cluster.groups().get(name).nodes().isEmpty())
                    .forEach(cluster.groups()::remove);
            settle(cluster, at);
        });
    }

    @Override
    public void refused(Cluster cluster, String message, Instant now) {
        rollBack(cluster, message, now);
    }

    @Override
    public void runs(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now) {
        if (!group.complete()) {
            return;
        }
        if (group.status() == GroupStatus.DEGRADED) {
            news.nodeRecovered(cluster, node);
            group.become(GroupStatus.IN_SERVICE);
        } else if (group.status() == GroupStatus.CREATING) {
            group.become(GroupStatus.IN_SERVICE);
        }
    }

    @Override
    public void failed(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now) {
        node.become(NodeStatus.FAILURE);
        node.say(cluster.behaviour().nodeMessage());
        news.nodeFailed(cluster, node);
        if (cluster.status() == ClusterStatus.IN_SERVICE) {
            group.become(GroupStatus.DEGRADED);
        }
        if (cluster.recoversNodes() && cluster.behaviour().outcome() != ClusterBehaviour.Outcome.DEGRADED) {
            agenda.at(now.plus(cluster.pace().of("nodeReplacement")), cluster, at -> replace(cluster, group, node, at));
        }
    }

    private void replace(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now) {
        if (node.status() == NodeStatus.FAILURE) {
            node.become(NodeStatus.SHUTTING_DOWN);
            removal.remove(cluster, now, (stays, when) -> {
                if (cluster.takesNodes() && stays.isEmpty()) {
                    launches.launch(
                            cluster,
                            List.of(new Launch(group, Fate.RUNS)),
                            cluster.pace().part("nodeReplacement", REPLACEMENT_PENDING),
                            when);
                }
            });
        }
    }

    /** Brings a cluster whose nodes all run into service; looks again later if they do not yet. */
    private void settle(Cluster cluster, Instant now) {
        if (!cluster.groups().values().stream().allMatch(group -> isSettled(cluster, group))) {
            agenda.at(now.plus(LOOK_AGAIN), cluster, at -> settle(cluster, at));
        } else if (cluster.status() == ClusterStatus.CREATING
                && cluster.behaviour().systemUpdate()) {
            all(cluster, GroupStatus.SYSTEM_UPDATING, NodeStatus.RUNNING, NodeStatus.SYSTEM_UPDATING);
            become(cluster, ClusterStatus.SYSTEM_UPDATING);
            agenda.at(now.plus(cluster.pace().of("systemUpdating")), cluster, at -> {
                all(cluster, GroupStatus.UPDATING, NodeStatus.SYSTEM_UPDATING, NodeStatus.RUNNING);
                inService(cluster, at);
            });
        } else {
            inService(cluster, now);
        }
    }

    private static boolean isSettled(Cluster cluster, InstanceGroup group) {
        boolean mayFail = cluster.behaviour().outcome() == ClusterBehaviour.Outcome.DEGRADED;
        return group.complete()
                || (mayFail
                        && group.nodes().size() == group.targetCount()
                        && group.nodes().stream()
                                .allMatch(node ->
                                        node.status() == NodeStatus.RUNNING || node.status() == NodeStatus.FAILURE));
    }

    private static void all(Cluster cluster, GroupStatus groups, NodeStatus from, NodeStatus to) {
        cluster.groups().values().forEach(group -> group.become(groups));
        cluster.nodes().stream().filter(node -> node.status() == from).forEach(node -> node.become(to));
    }

    private void inService(Cluster cluster, Instant now) {
        boolean first = cluster.status() != ClusterStatus.UPDATING;
        cluster.groups()
                .values()
                .forEach(group -> group.become(group.complete() ? GroupStatus.IN_SERVICE : GroupStatus.DEGRADED));
        cluster.behaviour().inServiceMessage().ifPresent(cluster::fail);
        become(cluster, ClusterStatus.IN_SERVICE);
        if (first && cluster.behaviour().failingNodes() > 0) {
            agenda.at(now.plus(cluster.pace().of("nodeFailure")), cluster, at -> failSome(cluster, at));
        }
    }

    private void failSome(Cluster cluster, Instant now) {
        int left = cluster.behaviour().failingNodes();
        for (InstanceGroup group : cluster.groups().values()) {
            for (ClusterNode node : List.copyOf(group.nodes())) {
                if (left > 0 && node.status() == NodeStatus.RUNNING) {
                    failed(cluster, group, node, now);
                    left--;
                }
            }
        }
    }

    private void rollBack(Cluster cluster, String message, Instant now) {
        agenda.cancel(cluster);
        cluster.fail(message);
        cluster.groups().values().forEach(group -> group.become(GroupStatus.FAILED));
        cluster.nodes().forEach(node -> node.become(NodeStatus.SHUTTING_DOWN));
        become(cluster, ClusterStatus.ROLLING_BACK);
        agenda.at(
                now.plus(cluster.pace().of("rollingBack")),
                cluster,
                at -> removal.remove(cluster, at, (stays, when) -> become(cluster, ClusterStatus.FAILED)));
    }

    private void become(Cluster cluster, ClusterStatus status) {
        cluster.become(status);
        news.stateChanged(cluster);
    }
}
