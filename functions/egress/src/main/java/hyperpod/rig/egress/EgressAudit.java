package hyperpod.rig.egress;

import hyperpod.rig.egress.check.MissingPart;
import hyperpod.rig.egress.check.SubnetChecks;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.policy.Allowances;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides from a snapshot of a network whether traffic or data can leave its subnets. Nothing else is asked: the same
 * snapshot and request always give the same result.
 */
public final class EgressAudit {

    private final NetworkSnapshot network;
    private final AuditRequest request;
    private final PathFinder pathFinder;
    private final SubnetChecks checks;
    private final Set<Finding> findings = new LinkedHashSet<>();

    private EgressAudit(NetworkSnapshot network, AuditRequest request) {
        this.network = network;
        this.request = request;
        RoutingTables tables = new RoutingTables(network);
        Allowances allowances = new Allowances(network, request.policy());
        pathFinder = new PathFinder(network, tables, allowances, request.securityGroupIds());
        checks = new SubnetChecks(
                network, tables, allowances, request.securityGroupIds(), request.reinforcementFineTuning());
    }

    /**
     * Audits the subnets of the request.
     *
     * @throws UnusableSnapshotException if the snapshot lacks one of them, or holds none at all
     */
    public static AuditResult audit(NetworkSnapshot network, AuditRequest request) {
        return new EgressAudit(network, request).run();
    }

    private AuditResult run() {
        List<SubnetResult> subnets = subnets().stream().map(this::audit).toList();
        Verdict verdict =
                Verdict.worst(subnets.stream().map(SubnetResult::verdict).toList());
        // A waiver changes no verdict: it only keeps a finding from the policy, which judges the findings that nobody
        // answers for.
        Verdict unwaived = Verdict.worst(findings.stream()
                .filter(finding -> finding.waivedBy().isEmpty())
                .map(Finding::verdict)
                .toList());
        return new AuditResult(
                verdict, request.policy().mode(), request.policy().accepts(unwaived), subnets, List.copyOf(findings));
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
        Optional<Exits> exits = table.map(found -> pathFinder.exits(subnet, found));
        List<Finding> raw = table.isPresent()
                ? checks.findings(subnet, table.get(), exits.orElseThrow())
                : List.of(MissingPart.of(ResourceKind.ROUTE_TABLE, subnet.subnetId(), network));
        List<Finding> found = raw.stream()
                .map(finding -> request.policy().judged(finding, request.day()))
                .toList();
        findings.addAll(found);
        Verdict verdict = Verdict.worst(found.stream().map(Finding::verdict).toList());
        List<EgressPath> paths = exits.map(Exits::paths).orElse(List.of());
        return new SubnetResult(subnet.subnetId(), subnet.vpcId(), table.map(RouteTable::routeTableId), verdict, paths);
    }
}
