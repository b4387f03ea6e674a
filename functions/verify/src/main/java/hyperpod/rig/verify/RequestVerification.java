package hyperpod.rig.verify;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestedEgressPolicy;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.network.EgressLockdown;
import hyperpod.rig.network.EvidenceLocation;
import hyperpod.rig.network.EvidenceStore;
import hyperpod.rig.network.KnownVerdict;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Audits the networks of a request and keeps the evidence under the execution's name. */
final class RequestVerification {

    private static final Logger LOG = LoggerFactory.getLogger(RequestVerification.class);
    private static final int MAX_INTERFACES = 50;

    private final EgressLockdown lockdown;
    private final EvidenceStore evidence;
    private final Clock clock;

    RequestVerification(EgressLockdown lockdown, EvidenceStore evidence, Clock clock) {
        this.lockdown = lockdown;
        this.evidence = evidence;
        this.clock = clock;
    }

    /** The networks' verdict. */
    EgressVerification verify(Execution execution, ProvisionRequest request, VerifyEgressLockdownHandler.Moment moment) {
        List<Network> networks = Stream.concat(
                        Stream.of(request.network()), request.restrictedInstanceGroups().stream().map(request::networkOf))
                .distinct()
                .toList();
        RequestedEgressPolicy policy = request.egressPolicy().orElse(RequestedEgressPolicy.NONE);
        EgressLockdown.Audited audited = lockdown.audit(networks, policy);
        AuditResult result = audited.result();
        EgressVerification verification = EgressVerification.of(
                result,
                moment == VerifyEgressLockdownHandler.Moment.AFTER_CREATION ? otherInterfaces(audited.snapshot(), networks) : List.of(),
                keep(execution, moment, audited, policy));
        LOG.info("egress {} under policy {} at {}; {} findings, {} interfaces with other security groups",
                result.verdict(), result.policy().text(), moment, result.findings().size(), verification.otherInterfaces().size());
        return verification;
    }

    /** A cluster that stands and is verified is not torn down because its report could not be stored; before that, it is an error. */
    private Optional<EvidenceLocation> keep(
            Execution execution,
            VerifyEgressLockdownHandler.Moment moment,
            EgressLockdown.Audited audited,
            RequestedEgressPolicy policy) {
        try {
            EvidenceLocation stored = evidence.store(execution.name() + "/" + moment.folder(), audited.result(), audited.network());
            evidence.remember(execution.name(), new KnownVerdict(audited.result().verdict(), audited.result().policyHolds(),
                    clock.instant().truncatedTo(ChronoUnit.SECONDS), Optional.of(stored), policy));
            return Optional.of(stored);
        } catch (SdkException e) {
            if (moment == VerifyEgressLockdownHandler.Moment.BEFORE_SPENDING) {
                throw e;
            }
            LOG.error("the evidence of {} could not be stored", execution.name(), e);
            return Optional.empty();
        }
    }

    private static List<EgressVerification.OtherInterface> otherInterfaces(NetworkSnapshot snapshot, List<Network> networks) {
        return networks.stream()
                .flatMap(network -> network.subnetIds().stream()
                        .flatMap(subnet -> snapshot.networkInterfacesIn(subnet).stream())
                        .filter(i -> !Set.copyOf(i.securityGroupIds()).equals(Set.copyOf(network.securityGroupIds()))))
                .distinct()
                .limit(MAX_INTERFACES)
                .map(RequestVerification::other)
                .toList();
    }

    private static EgressVerification.OtherInterface other(NetworkInterface i) {
        return new EgressVerification.OtherInterface(i.networkInterfaceId(), i.subnetId(), i.securityGroupIds());
    }
}
