package hyperpod.rig.drift;

import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.StandingNetworks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Audits clusters' networks again: side by side, those that wait longest first, each VPC read once for all clusters in
 * it. What is not begun in time is said, and comes first in the next run.
 */
final class DriftAudit {

    private static final Logger LOG = LoggerFactory.getLogger(DriftAudit.class);

    /** The rates of SageMaker and Step Functions are shared with all who create clusters. */
    static final int CLUSTERS_AT_ONCE = 8;

    /** Each VPC is a snapshot in memory, of a hundred thousand interfaces perhaps. */
    private static final int VPCS_AT_ONCE = 2;

    /** Lambda ends a function after 15 minutes; what is begun by then must end. */
    private static final Duration TIME_TO_BEGIN = Duration.ofMinutes(11);

    private final StandingClusters clusters;
    private final ClusterAudit audit;
    private final DriftCheck check;
    private final InstantSource clock;

    DriftAudit(StandingClusters clusters, ClusterAudit audit, DriftCheck check, InstantSource clock) {
        this.clusters = clusters;
        this.audit = audit;
        this.check = check;
        this.clock = clock;
    }

    /** A cluster that is to be audited. */
    private record Due(StandingCluster cluster, StandingNetworks networks) {

        LedgerEntry entry() {
            return cluster.entry();
        }

        Instant since() {
            return cluster.lastAudit().at();
        }

        Set<String> vpcs(Map<String, String> vpcOf) {
            return networks.all().stream()
                    .flatMap(network -> network.subnetIds().stream())
                    .map(vpcOf::get)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** One run: the clusters that it audited, and a sentence for each that it could not. */
    private record Run(
            Occasion occasion, Instant lastBegin, List<DriftReport.ClusterDrift> audited, List<String> failures) {

        void failed(LedgerEntry entry, RuntimeException e) {
            LOG.error("the network of cluster {} could not be audited", entry.clusterName(), e);
            failures.add("the network of cluster " + entry.clusterName() + " could not be audited: " + e.getMessage());
        }

        List<NetworkChange> changes() {
            return switch (occasion) {
                case Occasion.Always() -> List.of();
                case Occasion.Changed(List<NetworkChange> changes) -> changes;
            };
        }
    }

    /** One run over the clusters that there is an occasion to audit. */
    DriftReport run(Occasion occasion) {
        Run run = new Run(
                occasion,
                clock.instant().plus(TIME_TO_BEGIN),
                Collections.synchronizedList(new ArrayList<>()),
                Collections.synchronizedList(new ArrayList<>()));
        List<Due> all = each(clusters.committed(), entry -> entry, run, this::due).stream()
                .flatMap(Optional::stream)
                .flatMap(Optional::stream)
                .toList();
        Map<String, String> vpcOf = audit.vpcsOf(
                all.stream().flatMap(due -> due.networks().all().stream()).toList());
        Map<Set<String>, List<Due>> byVpcs = all.stream()
                .filter(due -> isTouched(due, vpcOf, occasion))
                .sorted(Comparator.comparing(Due::since))
                .collect(Collectors.groupingBy(due -> due.vpcs(vpcOf), LinkedHashMap::new, Collectors.toList()));
        Map<String, Supplier<Boolean>> groups = new LinkedHashMap<>();
        byVpcs.forEach((vpcs, together) -> groups.put(vpcs.toString(), () -> {
            audit(vpcs, together, run);
            return true;
        }));
        SideBySide.call(groups, VPCS_AT_ONCE);
        run.audited().sort(Comparator.comparing(DriftReport.ClusterDrift::clusterName));
        return new DriftReport(run.audited(), run.failures());
    }

    private Optional<Due> due(LedgerEntry entry) {
        return clusters.of(entry).map(cluster -> new Due(cluster, StandingNetworks.of(cluster.described())));
    }

    /** Whether a change can be of the cluster's network: of its VPC, or of one that was read with it the last time. */
    private static boolean isTouched(Due due, Map<String, String> vpcOf, Occasion occasion) {
        return switch (occasion) {
            case Occasion.Always() -> true;
            case Occasion.Changed changed -> {
                Set<String> changedVpcs = changed.vpcIds();
                List<String> read = due.cluster().lastAudit().vpcIds();
                yield changedVpcs.isEmpty()
                        || read.isEmpty()
                        || Stream.concat(due.vpcs(vpcOf).stream(), read.stream())
                                .anyMatch(changedVpcs::contains);
            }
        };
    }

    private void audit(Set<String> vpcs, List<Due> together, Run run) {
        if (clock.instant().isAfter(run.lastBegin())) {
            together.forEach(due -> notAudited(due, run));
            return;
        }
        Map<String, List<ClusterNode>> nodes = new LinkedHashMap<>();
        each(together, Due::entry, run, due -> {
                    requireVpc(vpcs, due);
                    return Map.entry(due.cluster().arn(), audit.nodes(due.cluster(), due.networks()));
                })
                .forEach(found -> found.ifPresent(entry -> nodes.put(entry.getKey(), entry.getValue())));
        List<Due> listed = together.stream()
                .filter(due -> nodes.containsKey(due.cluster().arn()))
                .toList();
        if (listed.isEmpty()) {
            return;
        }
        ClusterAudit.Vpcs read;
        try {
            read = audit.read(vpcs);
        } catch (RuntimeException e) {
            listed.forEach(due -> run.failed(due.entry(), e));
            return;
        }
        each(listed, Due::entry, run, due -> {
            if (clock.instant().isAfter(run.lastBegin())) {
                notAudited(due, run);
            } else {
                run.audited()
                        .add(check.audit(
                                new DriftCheck.Standing(
                                        due.cluster(),
                                        due.networks(),
                                        nodes.get(due.cluster().arn())),
                                read,
                                run.changes()));
            }
            return true;
        });
    }

    private static void notAudited(Due due, Run run) {
        LOG.error(
                "the network of cluster {} was not audited in time",
                due.cluster().name());
        run.failures()
                .add("the network of cluster " + due.cluster().name()
                        + " was not audited, because time got short; the next run begins with it");
    }

    private static void requireVpc(Set<String> vpcs, Due due) {
        if (vpcs.isEmpty()) {
            throw new IllegalStateException("EC2 knows none of its subnets "
                    + due.networks().all().stream().map(Network::subnetIds).toList());
        }
    }

    /** One step for each cluster side by side; where it fails, the cluster counts as not audited, and has no result. */
    private static <T, R> List<Optional<R>> each(Collection<T> all, Named<T> named, Run run, Step<T, R> step) {
        Map<String, Supplier<Optional<R>>> calls = new LinkedHashMap<>();
        for (T one : all) {
            LedgerEntry entry = named.entry(one);
            calls.put(entry.success().orElseThrow().clusterArn(), () -> {
                try (MDC.MDCCloseable _ =
                        FunctionHandler.about(entry.execution().name())) {
                    return Optional.of(step.of(one));
                } catch (RuntimeException e) {
                    run.failed(entry, e);
                    return Optional.empty();
                }
            });
        }
        return List.copyOf(SideBySide.call(calls, CLUSTERS_AT_ONCE).values());
    }

    /** Whose step it is. */
    private interface Named<T> {
        LedgerEntry entry(T one);
    }

    /** What is done for one. */
    private interface Step<T, R> {
        R of(T one);
    }
}
