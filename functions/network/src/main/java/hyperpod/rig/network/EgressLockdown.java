package hyperpod.rig.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.RequestedEgressPolicy;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Audits the networks of a cluster, each restricted instance group's own included, as EC2 describes them now. */
public final class EgressLockdown {

    private final NetworkCollector collector;
    private final String defaultMode;

    /**
     * @param collector reads the network
     * @param defaultMode the policy of requests that name none
     */
    public EgressLockdown(NetworkCollector collector, String defaultMode) {
        this.collector = collector;
        this.defaultMode = defaultMode;
    }

    /**
     * An audit and what it is of.
     *
     * @param result every network's audit as one
     * @param network what EC2 described
     * @param snapshot the same, read
     */
    public record Audited(AuditResult result, CollectedNetwork network, NetworkSnapshot snapshot) {}

    /**
     * The audit of networks, each with its own security groups.
     *
     * @throws InvalidRequestException if a subnet is gone, or the policy cannot be used
     */
    public Audited audit(List<Network> networks, RequestedEgressPolicy requested) {
        EgressPolicy policy = policy(requested);
        CollectedNetwork network = collector.ofSubnets(networks.stream().flatMap(n -> n.subnetIds().stream()).distinct().toList());
        NetworkSnapshot snapshot = network.snapshot();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        List<AuditResult> audits = networks.stream().map(n -> audit(snapshot, n, policy, today)).toList();
        return new Audited(AuditResult.merged(audits), network, snapshot);
    }

    private EgressPolicy policy(RequestedEgressPolicy requested) {
        try {
            return EgressPolicyReader.read(Json.MAPPER.writeValueAsString(requested.withDefaultMode(defaultMode)), "egressPolicy");
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AuditResult audit(NetworkSnapshot snapshot, Network network, EgressPolicy policy, LocalDate today) {
        try {
            return EgressAudit.audit(snapshot, new AuditRequest(network.subnetIds(), network.securityGroupIds(), policy, today));
        } catch (UnusableSnapshotException e) {
            throw new InvalidRequestException("the network of the request cannot be audited: " + e.getMessage());
        }
    }
}
