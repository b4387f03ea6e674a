package hyperpod.rig.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Network;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.policy.NamedPrefixList;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** Audits the networks of a cluster, each restricted instance group's own included, as EC2 describes them now. */
public final class LiveEgressAudit {

    private final NetworkCollector collector;
    private final EgressPolicy.Mode defaultMode;
    private final EgressPolicyCeiling ceiling;
    private final String accountId;

    /**
     * Audits in which nothing counts that a request asks for beyond the default mode.
     *
     * @param collector reads the network
     * @param defaultMode the mode of requests whose policy names none, {@code strict} or {@code standard}
     */
    public LiveEgressAudit(NetworkCollector collector, String defaultMode) {
        this(collector, EgressPolicy.Mode.parse(defaultMode), EgressPolicyCeiling.CLOSED, "");
    }

    private LiveEgressAudit(
            NetworkCollector collector, EgressPolicy.Mode defaultMode, EgressPolicyCeiling ceiling, String accountId) {
        this.collector = collector;
        this.defaultMode = defaultMode;
        this.ceiling = ceiling;
        this.accountId = accountId;
    }

    /**
     * The same audits, in which what the ceiling allows counts.
     *
     * @param most the most lenient policy that a request may ask for
     * @param arn of the cluster or the execution, whose account is the requester's
     */
    public LiveEgressAudit under(EgressPolicyCeiling most, String arn) {
        return new LiveEgressAudit(
                collector, defaultMode, most, Arn.fromString(arn).accountId().orElseThrow());
    }

    /**
     * An audit and what it is of.
     *
     * @param result every network's audit as one
     * @param network what EC2 described
     * @param snapshot the same, read
     * @param scope what was asked
     */
    public record Audited(AuditResult result, CollectedNetwork network, NetworkSnapshot snapshot, AuditScope scope) {}

    /**
     * The audit of networks, each with its own security groups.
     *
     * @throws InvalidRequestException if a subnet is gone, or the policy cannot be used
     */
    public Audited audit(List<Network> networks, Optional<ObjectNode> requested) {
        return audit(networks, requested, false);
    }

    /**
     * The same of networks whose nodes perhaps need AWS Lambda and Amazon SQS.
     *
     * @throws InvalidRequestException if a subnet is gone, or the policy cannot be used
     */
    public Audited audit(List<Network> networks, Optional<ObjectNode> requested, boolean reinforcementFineTuning) {
        return audit(read(networks), networks, requested, reinforcementFineTuning);
    }

    /**
     * Networks as EC2 described them, which several audits can be of.
     *
     * @param network what EC2 described
     * @param snapshot the same, read
     */
    public record Reading(CollectedNetwork network, NetworkSnapshot snapshot) {}

    /**
     * Reads the VPCs in which networks are.
     *
     * @throws InvalidRequestException if EC2 knows none of the subnets
     */
    public Reading read(List<Network> networks) {
        CollectedNetwork network = collector.ofSubnets(networks.stream()
                .flatMap(n -> n.subnetIds().stream())
                .distinct()
                .toList());
        return new Reading(network, network.snapshot());
    }

    /**
     * Reads VPCs.
     *
     * @throws InvalidRequestException if EC2 does not know one of them
     */
    public Reading readVpcs(Collection<String> vpcIds) {
        CollectedNetwork network = collector.ofVpcs(vpcIds);
        return new Reading(network, network.snapshot());
    }

    /** The VPCs of networks, by the subnet's id; a subnet that EC2 does not know is not in it. */
    public Map<String, String> vpcsOf(Collection<Network> networks) {
        return collector.vpcsOf(networks.stream()
                .flatMap(network -> network.subnetIds().stream())
                .toList());
    }

    /**
     * The audit of networks in what was read.
     *
     * @throws InvalidRequestException if a subnet is not in it, or the policy cannot be used
     */
    public Audited audit(
            Reading reading, List<Network> networks, Optional<ObjectNode> requested, boolean reinforcementFineTuning) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        // Prefix lists change: the ceiling is judged again by what they hold now.
        EffectivePolicy policy = policy(requested, defaultMode)
                .under(
                        ceiling,
                        new EgressPolicyCeiling.Circumstances(
                                defaultMode, id -> prefixList(id, reading.snapshot()), accountId, today));
        AuditScope scope = new AuditScope(
                networks.stream()
                        .map(n -> new AuditScope.AuditedNetwork(n.subnetIds(), n.securityGroupIds()))
                        .toList(),
                reinforcementFineTuning,
                today);
        return new Audited(audit(reading.snapshot(), scope, policy), reading.network(), reading.snapshot(), scope);
    }

    private static NamedPrefixList prefixList(String id, NetworkSnapshot snapshot) {
        return new NamedPrefixList(
                id,
                snapshot.ownerOfPrefixList(id),
                snapshot.prefixList(id)
                        .map(list -> list.cidrs().stream()
                                .map(cidr -> cidr.addresses().toString())
                                .toList()));
    }

    /** The request's policy, with the default mode if it names none. */
    static EffectivePolicy policy(Optional<ObjectNode> requested, EgressPolicy.Mode defaultMode) {
        try {
            return EgressPolicyReader.read(
                    requested.map(JsonNode.class::cast).orElse(MissingNode.getInstance()), defaultMode, "egressPolicy");
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }

    private static AuditResult audit(NetworkSnapshot snapshot, AuditScope scope, EffectivePolicy policy) {
        try {
            return EgressAudit.audit(snapshot, scope, policy);
        } catch (UnusableSnapshotException e) {
            throw new InvalidRequestException("the network of the request cannot be audited: " + e.getMessage());
        }
    }
}
