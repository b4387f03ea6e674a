package hyperpod.rig.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestedEgressPolicy;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits every network of a request, each group's own included, as EC2 describes it now. */
final class EgressLockdown {

    private static final Logger LOG = LoggerFactory.getLogger(EgressLockdown.class);
    private static final int MAX_FINDINGS = 20;
    private static final int MAX_INTERFACES = 50;

    private final NetworkCollector collector;
    private final String defaultMode;

    /**
     * @param collector reads the network
     * @param defaultMode the policy of requests that name none
     */
    EgressLockdown(NetworkCollector collector, String defaultMode) {
        this.collector = collector;
        this.defaultMode = defaultMode;
    }

    /**
     * The network's verdict.
     *
     * @throws InvalidRequestException if a subnet is gone, or an allowed destination is not a CIDR block
     */
    EgressVerification verify(ProvisionRequest request, VerifyEgressLockdownHandler.Moment moment) {
        List<Network> networks = Stream.concat(
                        Stream.of(request.network()), request.restrictedInstanceGroups().stream().map(request::networkOf))
                .distinct()
                .toList();
        NetworkSnapshot snapshot = collector.collect(networks.stream().flatMap(n -> n.subnetIds().stream()).distinct().toList());
        EgressPolicy policy = policy(request);
        List<AuditResult> audits = networks.stream().map(network -> audit(snapshot, network, policy)).toList();
        List<Finding> findings = audits.stream().flatMap(audit -> audit.findings().stream()).distinct().toList();
        Verdict verdict = Verdict.worst(audits.stream().map(AuditResult::verdict).toList());
        EgressVerification verification = new EgressVerification(
                verdict,
                policy.mode().text(),
                policy.accepts(verdict),
                audits.stream().flatMap(audit -> audit.subnets().stream()).map(EgressVerification.SubnetVerdict::of).toList(),
                findings.stream().limit(MAX_FINDINGS).toList(),
                Math.max(0, findings.size() - MAX_FINDINGS),
                moment == VerifyEgressLockdownHandler.Moment.AFTER_CREATION ? otherInterfaces(snapshot, networks) : List.of());
        LOG.info("egress {} under policy {} at {}; {} findings, {} interfaces with other security groups",
                verdict, policy.mode().text(), moment, findings.size(), verification.otherInterfaces().size());
        return verification;
    }

    private EgressPolicy policy(ProvisionRequest request) {
        RequestedEgressPolicy requested = request.egressPolicy().orElse(RequestedEgressPolicy.NONE).withDefaultMode(defaultMode);
        try {
            return EgressPolicyReader.read(Json.MAPPER.writeValueAsString(requested), "egressPolicy");
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AuditResult audit(NetworkSnapshot snapshot, Network network, EgressPolicy policy) {
        try {
            return EgressAudit.audit(snapshot, new AuditRequest(network.subnetIds(), network.securityGroupIds(), policy, LocalDate.now(ZoneOffset.UTC)));
        } catch (UnusableSnapshotException | IllegalArgumentException e) {
            throw new InvalidRequestException("the network of the request cannot be audited: " + e.getMessage());
        }
    }

    private static List<EgressVerification.OtherInterface> otherInterfaces(NetworkSnapshot snapshot, List<Network> networks) {
        return networks.stream()
                .flatMap(network -> network.subnetIds().stream()
                        .flatMap(subnet -> snapshot.networkInterfacesIn(subnet).stream())
                        .filter(i -> !Set.copyOf(i.securityGroupIds()).equals(Set.copyOf(network.securityGroupIds()))))
                .distinct()
                .limit(MAX_INTERFACES)
                .map(EgressLockdown::other)
                .toList();
    }

    private static EgressVerification.OtherInterface other(NetworkInterface i) {
        return new EgressVerification.OtherInterface(i.networkInterfaceId(), i.subnetId(), i.securityGroupIds());
    }
}
