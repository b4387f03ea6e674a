package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.Agenda;
import hyperpod.rig.sandbox.simulator.control.MountTargets;
import hyperpod.rig.sandbox.simulator.network.InterfaceRefusedException;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.sandbox.simulator.scenario.ClusterBehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How nodes come: in at most ten waves, each of which asks EC2 for its network interfaces outside the simulator's lock,
 * so that a cluster of thousands of nodes holds up nobody. A node is Pending, runs its deep health checks if asked for,
 * and runs, or fails.
 */
final class Launches {

    /** What becomes of a node that is launched. */
    enum Fate {
        RUNS,
        FAILS,
        NEVER_STARTS
    }

    /** A node to launch. */
    record Launch(InstanceGroup group, Fate fate) {}

    /** What a cluster makes of its launches. */
    interface Outcome {
        /** A launch can never succeed. */
        void refused(Cluster cluster, String message, Instant now);

        /** A node failed its start. */
        void failed(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now);

        /** A node runs. */
        void runs(Cluster cluster, InstanceGroup group, ClusterNode node, Instant now);
    }

    private record Launched(Launch launch, ClusterNode node) {}

    private static final Pattern EFA = Pattern.compile("ml\\.(p4|p5|p6|trn)\\S*\\.(24|32|36|48)xlarge");
    private static final double FIRST_LAUNCH = 0.2;
    private static final double LAUNCHES = 0.3;
    private static final double PENDING = 0.4;
    private static final int WAVES = 10;

    private final Agenda agenda;
    private final Network network;
    private final Account account;
    private final MountTargets mountTargets;
    private final Outcome outcome;

    Launches(Agenda agenda, Network network, Account account, MountTargets mountTargets, Outcome outcome) {
        this.agenda = agenda;
        this.network = network;
        this.account = account;
        this.mountTargets = mountTargets;
        this.outcome = outcome;
    }

    /**
     * Plans launches.
     *
     * @param of how many launches the whole phase has; those given are its first
     * @param phase the duration that they share
     * @return when the last of them runs, if EC2 is quick and nothing fails
     */
    Instant plan(Cluster cluster, List<Launch> launches, int of, String phase, Instant now) {
        Duration pending = cluster.pace().part(phase, PENDING);
        Instant last =
                now.plus(cluster.pace().part(phase, FIRST_LAUNCH + LAUNCHES)).plus(pending);
        int waves = Math.min(WAVES, launches.size());
        for (int wave = 0; wave < waves; wave++) {
            int first = launches.size() * wave / waves;
            List<Launch> together = launches.subList(first, launches.size() * (wave + 1) / waves);
            Instant start = now.plus(cluster.pace().part(phase, FIRST_LAUNCH + LAUNCHES * first / of));
            agenda.at(start, cluster, at -> launch(cluster, together, pending, at));
            boolean checks = together.stream().anyMatch(launch -> launch.group().checksHealthOnStart());
            Instant runs = start.plus(pending).plus(checks ? cluster.pace().of("deepHealthCheck") : Duration.ZERO);
            last = runs.isAfter(last) ? runs : last;
        }
        return last;
    }

    /** Launches nodes now; they are pending for so long. */
    void launch(Cluster cluster, List<Launch> launches, Duration pending, Instant begins) {
        cluster.launchBegins();
        List<Launched> made = new ArrayList<>();
        agenda.outside(() -> {
            Optional<String> refusal = make(cluster, launches, made, begins);
            return now -> arrived(cluster, made, refusal, pending, now);
        });
    }

    /** Makes what is still to be made; called again if EC2 fails. */
    private Optional<String> make(Cluster cluster, List<Launch> launches, List<Launched> made, Instant begins) {
        for (Launch launch : launches.subList(made.size(), launches.size())) {
            String subnetId = launch.group().subnetId();
            List<String> groupIds = new ArrayList<>();
            launch.group()
                    .vpcConfig(cluster.vpcConfig())
                    .path("SecurityGroupIds")
                    .forEach(id -> groupIds.add(id.asText()));
            Subnet subnet = made.stream()
                    .map(earlier -> earlier.node().subnet())
                    .filter(known -> known.id().equals(subnetId))
                    .findFirst()
                    .or(() -> network.subnet(subnetId))
                    .orElseGet(() -> new Subnet(subnetId, "", "", "", ""));
            String instanceId = account.resourceId("i");
            try {
                made.add(new Launched(
                        launch,
                        new ClusterNode(
                                instanceId,
                                begins,
                                subnet,
                                network.createInterface(subnetId, groupIds, description(cluster, instanceId)))));
            } catch (InterfaceRefusedException e) {
                return Optional.of("Unable to create a network interface in " + subnetId + ": " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void arrived(
            Cluster cluster, List<Launched> made, Optional<String> refusal, Duration pending, Instant now) {
        cluster.launchEnds();
        made.forEach(each -> each.launch().group().nodes().add(each.node()));
        if (!cluster.takesNodes()) {
            // It is being taken down: what came too late goes with the rest.
            made.forEach(each -> each.node().become(NodeStatus.SHUTTING_DOWN));
        } else if (refusal.isPresent()) {
            outcome.refused(cluster, refusal.get(), now);
        } else {
            agenda.at(now.plus(pending), cluster, at -> started(cluster, made, at));
        }
    }

    private void started(Cluster cluster, List<Launched> made, Instant now) {
        List<Launched> checked = new ArrayList<>();
        Set<InstanceGroup> examined = new HashSet<>();
        for (Launched each : made) {
            if (each.node().status() != NodeStatus.PENDING || each.launch().fate() == Fate.NEVER_STARTS) {
                continue;
            }
            Optional<String> problem = examined.add(each.launch().group())
                    ? whyNotMounted(each.launch().group(), each.node())
                            .or(() -> whyNoEfa(cluster, each.launch().group()))
                    : Optional.empty();
            if (problem.isPresent()) {
                outcome.refused(cluster, problem.get(), now);
                return;
            }
            if (each.launch().group().checksHealthOnStart()) {
                each.node().become(NodeStatus.DEEP_HEALTH_CHECK);
                checked.add(each);
            } else {
                end(cluster, each, now);
            }
        }
        if (!checked.isEmpty()) {
            Consumer<Instant> ends = at -> checked.forEach(each -> end(cluster, each, at));
            agenda.at(now.plus(cluster.pace().of("deepHealthCheck")), cluster, ends);
        }
    }

    private void end(Cluster cluster, Launched each, Instant now) {
        if (each.node().status() == NodeStatus.SHUTTING_DOWN) {
            return;
        }
        if (each.launch().fate() == Fate.FAILS) {
            outcome.failed(cluster, each.launch().group(), each.node(), now);
        } else {
            each.node().become(NodeStatus.RUNNING);
            outcome.runs(cluster, each.launch().group(), each.node(), now);
        }
    }

    private Optional<String> whyNotMounted(InstanceGroup group, ClusterNode node) {
        for (JsonNode storage : group.specification().path("InstanceStorageConfigs")) {
            for (String kind : List.of("FsxLustreConfig", "FsxOpenZfsConfig")) {
                JsonNode fileSystem = storage.path(kind);
                Optional<String> problem = fileSystem.isMissingNode()
                        ? Optional.empty()
                        : mountTargets.whyNotMounted(
                                fileSystem.path("DnsName").asText(),
                                fileSystem.path("MountName").asText(),
                                node.subnet().vpcId());
                if (problem.isPresent()) {
                    return Optional.of("Unable to mount "
                            + fileSystem.path("DnsName").asText() + " on instances of " + group.name() + ": "
                            + problem.get());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Nodes with EFA reach each other only if one of their security groups lets all traffic to and from itself pass.
     */
    private Optional<String> whyNoEfa(Cluster cluster, InstanceGroup group) {
        boolean open = !EFA.matcher(group.instanceType()).matches();
        for (JsonNode id : group.vpcConfig(cluster.vpcConfig()).path("SecurityGroupIds")) {
            open = open
                    || network.securityGroup(id.asText())
                            .filter(SecurityGroup::opensToItself)
                            .isPresent();
        }
        return open ? Optional.empty() : Optional.of(ClusterBehaviour.UNHEALTHY);
    }

    private static String description(Cluster cluster, String instanceId) {
        String clusterId = cluster.arn().substring(cluster.arn().lastIndexOf('/') + 1);
        return "[DO NOT DELETE] ENI managed by SageMaker for HyperPod cluster " + clusterId + " - " + instanceId;
    }
}
