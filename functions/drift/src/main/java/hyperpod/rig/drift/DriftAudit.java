package hyperpod.rig.drift;

import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.RequestedEgressPolicy;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.EgressLockdown;
import hyperpod.rig.network.EvidenceLocation;
import hyperpod.rig.network.EvidenceStore;
import hyperpod.rig.network.KnownVerdict;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Audits every cluster's network again and compares with what was known. A verdict that is worse is told before it is remembered:
 * a run that breaks in between tells it twice rather than never.
 */
final class DriftAudit {

    private static final Logger LOG = LoggerFactory.getLogger(DriftAudit.class);

    private final ApplicationClusters clusters;
    private final Supplier<EgressLockdown> lockdown;
    private final EvidenceStore evidence;
    private final WorsenedEvents events;
    private final Clock clock;

    DriftAudit(ApplicationClusters clusters, Supplier<EgressLockdown> lockdown, EvidenceStore evidence, WorsenedEvents events, Clock clock) {
        this.clusters = clusters;
        this.lockdown = lockdown;
        this.evidence = evidence;
        this.events = events;
        this.clock = clock;
    }

    /**
     * One run over all clusters.
     *
     * @throws DriftAuditFailedException if some could not be audited, after all others were
     */
    DriftReport run() {
        List<DriftReport.ClusterDrift> audited = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (ApplicationCluster cluster : clusters.standing()) {
            try (MDC.MDCCloseable _ = FunctionHandler.about(cluster.executionName())) {
                attempt(cluster, audited, failures);
            }
        }
        if (!failures.isEmpty()) {
            throw new DriftAuditFailedException(failures);
        }
        return new DriftReport(audited);
    }

    private void attempt(ApplicationCluster cluster, List<DriftReport.ClusterDrift> audited, List<String> failures) {
        try {
            audited.add(audit(cluster));
        } catch (RuntimeException e) {
            LOG.error("the network of cluster {} could not be audited", cluster.name(), e);
            failures.add("the network of cluster " + cluster.name() + " could not be audited: " + e.getMessage());
        }
    }

    private DriftReport.ClusterDrift audit(ApplicationCluster cluster) {
        Optional<KnownVerdict> known = evidence.known(cluster.executionName());
        RequestedEgressPolicy policy = known.map(KnownVerdict::egressPolicy).orElse(RequestedEgressPolicy.NONE);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        EgressLockdown.Audited audited = lockdown.get().audit(cluster.networks(), policy);
        AuditResult result = audited.result();
        boolean changed = known.map(before -> before.verdict() != result.verdict() || before.policyHolds() != result.policyHolds())
                .orElse(true);
        // Nothing known counts as the best: what was never audited must not go unnoticed.
        boolean worsened = result.verdict().compareTo(known.map(KnownVerdict::verdict).orElse(Verdict.LOCKED)) > 0
                || !result.policyHolds() && known.map(KnownVerdict::policyHolds).orElse(true);
        String folder = cluster.executionName() + "/drift/" + now.toString().replace(":", "");
        Optional<EvidenceLocation> stored = changed
                ? Optional.of(evidence.store(folder, result, audited.network()))
                : known.flatMap(KnownVerdict::evidence);
        if (worsened) {
            events.publish(cluster, known.map(KnownVerdict::verdict), result, stored);
        }
        evidence.remember(cluster.executionName(), new KnownVerdict(result.verdict(), result.policyHolds(), now, stored, policy));
        LOG.info("cluster {}: egress {}, before {}, policy holds {}", cluster.name(), result.verdict(),
                known.map(KnownVerdict::verdict).map(Verdict::name).orElse("unknown"), result.policyHolds());
        return new DriftReport.ClusterDrift(cluster.name(), known.map(KnownVerdict::verdict), result.verdict(), worsened);
    }
}
