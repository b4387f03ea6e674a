package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.check.MissingPart;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds who outside the subnets, in other networks and on the internet, can open a connection to a node. What concerns
 * subnets that are alike, or a whole VPC, is found once.
 */
public final class IngressFinder {

    private final NetworkSnapshot network;
    private final Nodes nodes;
    private final InboundFilters filters;
    private final Connections connections;
    private final Entrances entrances;
    private final InboundRuleChecks rules;
    private final ConnectionLimit limit = new ConnectionLimit();
    private final Map<String, List<Subnet>> subnetsOfVpc;
    private final Map<String, List<Subnet>> auditedOfVpc;
    private final Map<String, Neighbourhood> neighbourhoods = new HashMap<>();
    private final Map<String, Boolean> closedAcls = new HashMap<>();
    private final Map<List<String>, List<Finding>> ofTable = new HashMap<>();
    private final Function<String, List<Finding>> ofVpc;
    private final Map<String, List<Finding>> ofWholeVpc = new HashMap<>();

    /**
     * @param network the network
     * @param tables its route tables
     * @param audited the subnets that are audited
     * @param securityGroupIds the security groups of the interfaces; if none is given, this layer counts as letting
     *     everything in, and is not judged itself
     * @param ofVpc by what else of a VPC somebody may come in
     */
    public IngressFinder(
            NetworkSnapshot network,
            RoutingTables tables,
            List<Subnet> audited,
            List<String> securityGroupIds,
            Function<String, List<Finding>> ofVpc) {
        this.network = network;
        this.ofVpc = ofVpc;
        nodes = new Nodes(network, audited, securityGroupIds);
        filters = new InboundFilters(network);
        connections = new Connections(network, filters);
        entrances = new Entrances(network, tables, filters, connections);
        rules = new InboundRuleChecks(network, tables, securityGroupIds);
        subnetsOfVpc = network.subnets().stream().collect(Collectors.groupingBy(Subnet::vpcId));
        auditedOfVpc = audited.stream().collect(Collectors.groupingBy(Subnet::vpcId));
    }

    /**
     * The ways into an audited subnet.
     *
     * @param table the route table that governs it
     */
    public Ingress into(Subnet subnet, RouteTable table) {
        List<IngressPath> paths = new ArrayList<>(entrances.to(nodes.in(subnet, table)));
        List<Finding> findings = new ArrayList<>(missing(subnet));
        paths.forEach(path -> PathFindings.ofEntrance(path, table).ifPresent(findings::add));
        List<Neighbourhood.Entry> neighbours = new ArrayList<>();
        for (Neighbourhood.Entry entry : neighbourhood(subnet.vpcId()).into(subnet)) {
            if (entry.isNeighbour()) {
                neighbours.add(entry);
            } else {
                paths.add(entry.path().into(subnet.subnetId()));
                findings.add(PathFindings.ofInterface(entry.path(), entry.who(), nodes.groupIds()));
            }
        }
        if (limit.isExceeded()) {
            findings.add(PathFindings.ofTooMany(subnet.vpcId()));
        }
        if (!neighbours.isEmpty()) {
            findings.add(PathFindings.ofNeighbours(neighbours, subnet.vpcId()));
        }
        findings.addAll(ofTable.computeIfAbsent(
                List.of(subnet.vpcId(), table.routeTableId()), key -> rules.findings(subnet.vpcId(), table)));
        return new Ingress(paths, findings);
    }

    private Neighbourhood neighbourhood(String vpcId) {
        return neighbourhoods.computeIfAbsent(
                vpcId,
                id -> new Neighbourhood(
                        network,
                        entrances,
                        connections,
                        subnetsOfVpc.getOrDefault(id, List.of()),
                        auditedOfVpc.get(id),
                        nodes,
                        limit));
    }

    private boolean letsNothingIn(Subnet subnet) {
        return new Layers(List.of(filters.into(subnet)), false).passage(AddressSpace.ALL)
                instanceof Layers.Passage.Blocked;
    }

    /** What the snapshot lacks and decides, unless the network ACL lets nothing in whatever it may be. */
    private List<Finding> missing(Subnet subnet) {
        boolean closed = network.effectiveNetworkAcl(subnet)
                .map(acl -> closedAcls.computeIfAbsent(acl.networkAclId(), id -> letsNothingIn(subnet)))
                .orElse(false);
        List<Finding> findings = new ArrayList<>();
        if (closed) {
            return findings;
        }
        nodes.groupIds().stream()
                .filter(id -> network.securityGroup(id)
                        .filter(SecurityGroup::ingressKnown)
                        .isEmpty())
                .forEach(id -> findings.add(MissingPart.inbound(ResourceKind.SECURITY_GROUP, id, network)));
        if (!network.holds(ResourceKind.NETWORK_INTERFACE) && connections.letAnybodyIn(nodes.groupIds())) {
            findings.add(MissingPart.inbound(ResourceKind.NETWORK_INTERFACE, subnet.vpcId(), network));
        }
        if (connections.letAnybodyIn(nodes.groupIds())) {
            findings.addAll(ofWholeVpc.computeIfAbsent(subnet.vpcId(), ofVpc));
        }
        network.unlistedSubnetsOf(subnet.vpcId())
                .forEach(id -> findings.add(MissingPart.inbound(ResourceKind.SUBNET, id, network)));
        return findings;
    }
}
