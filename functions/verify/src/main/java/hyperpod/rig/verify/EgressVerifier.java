package hyperpod.rig.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.evidence.EvidenceLocation;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.network.evidence.KnownVerdict;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;

/** Audits the networks of a request and keeps the evidence under the execution's name. */
final class EgressVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(EgressVerifier.class);
    private static final int MAX_INTERFACES = 50;

    private final LiveEgressAudit liveAudit;
    private final EvidenceStore evidence;
    private final Clock clock;

    EgressVerifier(LiveEgressAudit liveAudit, EvidenceStore evidence, Clock clock) {
        this.liveAudit = liveAudit;
        this.evidence = evidence;
        this.clock = clock;
    }

    /**
     * Audits the networks of the request as they are now, and stores the evidence.
     *
     * @param ceiling the most lenient policy that the request may ask for
     */
    EgressVerificationResult verify(
            Execution execution, ProvisionRequest request, Moment moment, EgressPolicyCeiling ceiling) {
        List<Network> networks = Stream.concat(
                        Stream.of(request.network()),
                        request.restrictedInstanceGroups().stream().map(request::networkOf))
                .distinct()
                .toList();
        LiveEgressAudit.Audited audited = liveAudit
                .under(ceiling, execution.arn())
                .audit(networks, request.egressPolicy(), request.usesReinforcementFineTuning());
        AuditResult result = audited.result();
        EgressVerificationResult verification = EgressVerificationResult.of(
                result,
                moment == Moment.AFTER_CREATION ? otherInterfaces(audited.snapshot(), networks) : List.of(),
                keep(execution, request.clusterName(), moment, audited, request.egressPolicy()));
        LOG.info(
                "egress {} under policy {} at {}; {} findings, {} interfaces with other security groups",
                result.verdict(),
                result.policy().text(),
                moment,
                result.findings().size(),
                verification.otherInterfaces().size());
        return verification;
    }

    /**
     * Stores the evidence; empty if that fails once the cluster stands, because a verified cluster is not to be deleted
     * for want of a report. As long as nothing has been created the failure ends the execution.
     */
    private Optional<EvidenceLocation> keep(
            Execution execution,
            String clusterName,
            Moment moment,
            LiveEgressAudit.Audited audited,
            Optional<ObjectNode> policy) {
        try {
            Arn arn = Arn.fromString(execution.arn());
            EvidenceLocation stored = evidence.store(
                    execution.name() + "/" + moment.folder(),
                    audited,
                    new AuditContext(
                            clock.instant().truncatedTo(ChronoUnit.SECONDS),
                            moment.ofReport(),
                            arn.accountId(),
                            arn.region(),
                            Optional.of(clusterName),
                            Optional.of(execution.name())));
            evidence.remember(
                    execution.name(),
                    new KnownVerdict(
                            audited.result().verdict(),
                            audited.result().policyHolds(),
                            clock.instant().truncatedTo(ChronoUnit.SECONDS),
                            Optional.of(stored),
                            policy));
            return Optional.of(stored);
        } catch (SdkException e) {
            if (moment == Moment.BEFORE_SPENDING) {
                throw e;
            }
            LOG.error("the evidence of {} could not be stored", execution.name(), e);
            return Optional.empty();
        }
    }

    private static List<EgressVerificationResult.OtherInterface> otherInterfaces(
            NetworkSnapshot snapshot, List<Network> networks) {
        return networks.stream()
                .flatMap(network -> network.subnetIds().stream()
                        .flatMap(subnet -> snapshot.networkInterfacesIn(subnet).stream())
                        .filter(i -> !Set.copyOf(i.securityGroupIds()).equals(Set.copyOf(network.securityGroupIds()))))
                .distinct()
                .limit(MAX_INTERFACES)
                .map(EgressVerifier::other)
                .toList();
    }

    private static EgressVerificationResult.OtherInterface other(NetworkInterface i) {
        return new EgressVerificationResult.OtherInterface(i.networkInterfaceId(), i.subnetId(), i.securityGroupIds());
    }
}
