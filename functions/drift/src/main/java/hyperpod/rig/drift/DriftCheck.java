package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.evidence.Sha256;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.ledger.DriftRecord;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.resources.StandingNetworks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;

/**
 * Audits one cluster and compares it with what it was when it was created. The event about a worse one is published
 * before that is remembered: if the run breaks in between, the next one publishes the event a second time. The other
 * way round nobody would ever be notified.
 */
final class DriftCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DriftCheck.class);

    /** What is still worse is said again after this time, whatever is remembered. */
    private static final Duration SAID_AGAIN = Duration.ofDays(1);

    private final Ledger ledger;
    private final ClusterAudit audit;
    private final EvidenceStore evidence;
    private final ResourceEvents events;
    private final InstantSource clock;

    DriftCheck(Ledger ledger, ClusterAudit audit, EvidenceStore evidence, ResourceEvents events, InstantSource clock) {
        this.ledger = ledger;
        this.audit = audit;
        this.evidence = evidence;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A cluster as it stands.
     *
     * @param nodes those that there were before the VPCs were read
     */
    record Standing(StandingCluster cluster, StandingNetworks networks, List<ClusterNode> nodes) {}

    /**
     * One cluster.
     *
     * @param read the VPCs of its networks
     * @param changes what made somebody look
     */
    DriftReport.ClusterDrift audit(Standing standing, ClusterAudit.Vpcs read, List<NetworkChange> changes) {
        StandingCluster cluster = standing.cluster();
        Beginning beginning = cluster.beginning();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ClusterAudit.Audited audited = audit.audit(cluster, standing.networks(), standing.nodes(), beginning, read);
        AuditResult result = audited.network().result();
        boolean worse = isWorse(beginning, result, audited.differences());
        DriftRecord last = cluster.lastAudit();
        String sha256 = digest(result, audited.differences());
        Optional<DriftRecord.Reported> said = last.reported()
                .filter(reported -> reported.sha256().equals(sha256)
                        && reported.at().isAfter(now.minus(SAID_AGAIN))
                        && !reported.at().isAfter(now));
        boolean publish = worse && said.isEmpty();
        Optional<JsonNode> stored = publish || isChanged(last, result)
                ? Optional.of(Json.MAPPER.valueToTree(evidence.store(
                        cluster.executionName() + "/drift/" + now.toString().replace(":", ""),
                        audited.network(),
                        context(cluster, now))))
                : last.evidence();
        if (publish) {
            EgressVerdictWorsened.of(
                            cluster,
                            beginning,
                            result,
                            audited.differences(),
                            comparison(cluster, result),
                            changes,
                            stored)
                    .publish(events);
        }
        ledger.audited(
                cluster.entry().execution(),
                new DriftRecord(
                        result.verdict().name(),
                        result.ingressVerdict().name(),
                        result.policyHolds(),
                        now,
                        stored,
                        worse ? said.or(() -> Optional.of(new DriftRecord.Reported(now, sha256))) : Optional.empty(),
                        read.reading().snapshot().vpcs().stream()
                                .map(Vpc::vpcId)
                                .toList()));
        LOG.info(
                "cluster {}: egress {}, ingress {}, when it was created {}, policy holds {}, {} differences",
                cluster.name(),
                result.verdict(),
                result.ingressVerdict(),
                beginning.verdict().map(Verdict::name).orElse("unknown"),
                result.policyHolds(),
                audited.differences().size());
        return new DriftReport.ClusterDrift(
                cluster.name(), beginning.verdict(), result.verdict(), result.ingressVerdict(), worse, publish);
    }

    /** A verdict that nobody knows counts as LOCKED, so that a bad first verdict is reported as well. */
    private static boolean isWorse(Beginning beginning, AuditResult result, List<String> differences) {
        return result.verdict().compareTo(beginning.verdict().orElse(Verdict.LOCKED)) > 0
                || result.ingressVerdict().compareTo(beginning.ingressVerdict().orElse(Verdict.LOCKED)) > 0
                || !result.policyHolds() && beginning.policyHolds()
                || !differences.isEmpty();
    }

    private static boolean isChanged(DriftRecord last, AuditResult result) {
        return !last.verdict().equals(result.verdict().name())
                || !last.ingressVerdict().equals(result.ingressVerdict().name())
                || last.policyHolds() != result.policyHolds();
    }

    /** Of what is worse: the same digest says the same thing. */
    private static String digest(AuditResult result, List<String> differences) {
        List<String> said = new ArrayList<>(
                List.of(result.verdict().name(), result.ingressVerdict().name(), String.valueOf(result.policyHolds())));
        result.findings().stream()
                .filter(Finding::refused)
                .map(finding -> finding.control() + " " + finding.resourceId())
                .sorted()
                .forEach(said::add);
        differences.stream().sorted().forEach(said::add);
        return Sha256.of(String.join("\n", said).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the old report, the event still says what is wrong now. */
    private Optional<Comparison> comparison(StandingCluster cluster, AuditResult result) {
        try {
            return evidence.firstReport(cluster.executionName(), cluster.creationTime())
                    .map(report -> Comparison.between(report, result));
        } catch (RuntimeException e) {
            LOG.error("the first report of {} cannot be read", cluster.executionName(), e);
            return Optional.empty();
        }
    }

    private static AuditContext context(StandingCluster cluster, Instant now) {
        Arn arn = Arn.fromString(cluster.arn());
        return new AuditContext(
                now,
                AuditContext.Moment.DRIFT,
                arn.accountId(),
                arn.region(),
                Optional.of(cluster.name()),
                Optional.of(cluster.executionName()));
    }
}
