package hyperpod.rig.egress;

import hyperpod.rig.egress.check.MissingPart;
import hyperpod.rig.egress.check.SubnetChecks;
import hyperpod.rig.egress.check.SubnetFindings;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.Ingress;
import hyperpod.rig.egress.ingress.IngressFinder;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.PolicyEvaluation;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides from a snapshot of a network whether traffic or data can leave its subnets, and who can connect into them.
 * Nothing else is asked: the same snapshot and request always give the same result.
 */
public final class EgressAudit {

    private final NetworkSnapshot network;
    private final AuditRequest request;
    private final PathFinder pathFinder;
    private final SubnetChecks checks;
    private final List<Subnet> audited;
    private final IngressFinder ingressFinder;
    private final PolicyEvaluation policy;
    private final Map<Finding, Judged> judged = new LinkedHashMap<>();
    /** By identity: what concerns a whole VPC is one object for all its subnets. */
    private final Map<Finding, Judged> judgedBefore = new IdentityHashMap<>();

    /** A finding as the policy judges it, and the subnets that it has been found about so far. */
    private record Judged(Finding finding, Set<String> subnetIds) {}

    private EgressAudit(NetworkSnapshot network, AuditRequest request) {
        this.network = network;
        this.request = request;
        RoutingTables tables = new RoutingTables(network);
        pathFinder = new PathFinder(network, tables, request.securityGroupIds());
        checks = new SubnetChecks(network, tables, request.securityGroupIds(), request.reinforcementFineTuning());
        audited = subnets();
        ingressFinder = new IngressFinder(network, tables, audited, request.securityGroupIds(), checks::inbound);
        policy = new PolicyEvaluation(request.policy(), network, request.day());
    }

    /**
     * Audits the subnets of the request.
     *
     * @throws UnusableSnapshotException if the snapshot lacks one of them, or holds none at all
     */
    public static AuditResult audit(NetworkSnapshot network, AuditRequest request) {
        return new EgressAudit(network, request).run();
    }

    /**
     * Audits several networks as one.
     *
     * @throws UnusableSnapshotException if the snapshot lacks a subnet of them, or holds none at all
     */
    public static AuditResult audit(NetworkSnapshot network, AuditScope scope, EffectivePolicy policy) {
        return AuditResult.merged(scope.networks().stream()
                .map(audited -> audit(
                        network,
                        new AuditRequest(
                                audited.subnetIds(),
                                audited.securityGroupIds(),
                                policy,
                                scope.reinforcementFineTuning(),
                                scope.day())))
                .toList());
    }

    private AuditResult run() {
        List<SubnetResult> subnets = audited.stream().map(this::audit).toList();
        List<Finding> findings = judged.values().stream()
                .map(found -> found.finding().in(List.copyOf(found.subnetIds())))
                .toList();
        return new AuditResult(request.policy(), subnets, findings);
    }

    private List<Subnet> subnets() {
        if (network.subnets().isEmpty()) {
            throw new UnusableSnapshotException(
                    "the snapshot holds no subnet: add the output of " + ResourceKind.SUBNET.command());
        }
        if (request.subnetIds().isEmpty()) {
            return network.subnets().stream()
                    .sorted(Comparator.comparing(Subnet::subnetId))
                    .toList();
        }
        return request.subnetIds().stream()
                .distinct()
                .map(id -> network.subnet(id)
                        .orElseThrow(() -> new UnusableSnapshotException("subnet " + id
                                + " is not in the snapshot: correct the id, or take the snapshot of its VPC")))
                .toList();
    }

    private SubnetResult audit(Subnet subnet) {
        Optional<RouteTable> table = network.effectiveRouteTable(subnet);
        SubnetFindings found = table.map(
                        governing -> checks.findings(subnet, governing, pathFinder.exits(subnet, governing)))
                .orElseGet(() -> new SubnetFindings(
                        List.of(), List.of(MissingPart.of(ResourceKind.ROUTE_TABLE, subnet.subnetId(), network))));
        Ingress ingress = table.map(governing -> ingressFinder.into(subnet, governing))
                .orElseGet(() -> new Ingress(
                        List.of(), List.of(MissingPart.inbound(ResourceKind.ROUTE_TABLE, subnet.subnetId(), network))));
        Stream.concat(found.all().stream(), ingress.findings().stream())
                .forEach(finding -> judged(finding).subnetIds().add(subnet.subnetId()));
        List<EgressPath> paths = found.ofPaths().stream()
                .map(way -> way.path().accepted(judged(way.finding()).finding().acceptedBy()))
                .toList();
        return new SubnetResult(
                subnet.subnetId(),
                subnet.vpcId(),
                table.map(RouteTable::routeTableId),
                worst(found.all()),
                worst(ingress.findings()),
                paths,
                ingress.paths());
    }

    private Judged judged(Finding finding) {
        return judgedBefore.computeIfAbsent(
                finding,
                same -> judged.computeIfAbsent(finding, key -> new Judged(policy.judged(key), new LinkedHashSet<>())));
    }

    private static Verdict worst(List<Finding> findings) {
        return Verdict.worst(findings.stream().map(Finding::verdict).toList());
    }
}
