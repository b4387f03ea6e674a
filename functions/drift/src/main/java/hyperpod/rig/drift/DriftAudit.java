package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.evidence.EvidenceLocation;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.network.evidence.KnownVerdict;
import hyperpod.rig.resources.ResourceEvents;
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
import software.amazon.awssdk.arns.Arn;

/**
 * Audits every cluster's network again and compares the verdict with the one that was known. The event about a worse
 * verdict is published before the verdict is stored: if the run breaks in between, the next one publishes the event a
 * second time. The other way round nobody would ever be notified.
 */
final class DriftAudit {

    private static final Logger LOG = LoggerFactory.getLogger(DriftAudit.class);

    private final StandingClusters clusters;
    private final Supplier<LiveEgressAudit> liveAudit;
    private final EgressPolicyCeiling ceiling;
    private final EvidenceStore evidence;
    private final ResourceEvents events;
    private final Clock clock;

    DriftAudit(
            StandingClusters clusters,
            Supplier<LiveEgressAudit> liveAudit,
            EgressPolicyCeiling ceiling,
            EvidenceStore evidence,
            ResourceEvents events,
            Clock clock) {
        this.clusters = clusters;
        this.liveAudit = liveAudit;
        this.ceiling = ceiling;
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
        for (StandingCluster cluster : clusters.all()) {
            try (MDC.MDCCloseable _ = FunctionHandler.about(cluster.executionName())) {
                attempt(cluster, audited, failures);
            }
        }
        if (!failures.isEmpty()) {
            throw new DriftAuditFailedException(failures);
        }
        return new DriftReport(audited);
    }

    private void attempt(StandingCluster cluster, List<DriftReport.ClusterDrift> audited, List<String> failures) {
        try {
            audited.add(audit(cluster));
        } catch (RuntimeException e) {
            LOG.error("the network of cluster {} could not be audited", cluster.name(), e);
            failures.add("the network of cluster " + cluster.name() + " could not be audited: " + e.getMessage());
        }
    }

    private DriftReport.ClusterDrift audit(StandingCluster cluster) {
        Optional<KnownVerdict> known = evidence.known(cluster.executionName());
        Optional<ObjectNode> policy = known.flatMap(KnownVerdict::egressPolicy);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        LiveEgressAudit.Audited audited =
                liveAudit.get().under(ceiling, cluster.cluster().arn()).audit(cluster.networks(), policy);
        AuditResult result = audited.result();
        boolean changed = known.map(
                        before -> before.verdict() != result.verdict() || before.policyHolds() != result.policyHolds())
                .orElse(true);
        // A network without a known verdict counts as LOCKED until now, so that a bad first verdict is reported as
        // well.
        boolean worsened =
                result.verdict().compareTo(known.map(KnownVerdict::verdict).orElse(Verdict.LOCKED)) > 0
                        || !result.policyHolds()
                                && known.map(KnownVerdict::policyHolds).orElse(true);
        String folder = cluster.executionName() + "/drift/" + now.toString().replace(":", "");
        Optional<EvidenceLocation> stored = changed
                ? Optional.of(evidence.store(folder, audited, context(cluster, now)))
                : known.flatMap(KnownVerdict::evidence);
        if (worsened) {
            EgressVerdictWorsened.of(cluster.cluster(), known.map(KnownVerdict::verdict), result, stored)
                    .publish(events);
        }
        evidence.remember(
                cluster.executionName(), new KnownVerdict(result.verdict(), result.policyHolds(), now, stored, policy));
        LOG.info(
                "cluster {}: egress {}, before {}, policy holds {}",
                cluster.name(),
                result.verdict(),
                known.map(KnownVerdict::verdict).map(Verdict::name).orElse("unknown"),
                result.policyHolds());
        return new DriftReport.ClusterDrift(
                cluster.name(), known.map(KnownVerdict::verdict), result.verdict(), worsened);
    }

    private static AuditContext context(StandingCluster cluster, Instant now) {
        Arn arn = Arn.fromString(cluster.cluster().arn());
        return new AuditContext(
                now,
                AuditContext.Moment.DRIFT,
                arn.accountId(),
                arn.region(),
                Optional.of(cluster.name()),
                Optional.of(cluster.executionName()));
    }
}
