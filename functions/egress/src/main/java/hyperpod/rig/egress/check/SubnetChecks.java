package hyperpod.rig.egress.check;

import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.relay.RelayFinder;
import hyperpod.rig.egress.relay.Relays;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Applies every control to a subnet. What concerns a whole VPC or a whole route table is judged once for all its
 * subnets.
 */
public final class SubnetChecks {

    private final NetworkSnapshot network;
    private final SecurityGroupChecks securityGroups;
    private final EndpointChecks endpoints;
    private final FlowLogChecks flowLogs;
    private final RelayFinder relayFinder;
    private final InsideRouteChecks insideRoutes;
    private final PropagationChecks propagation;
    private final SharedVpcChecks sharedVpc;
    private final BlockPublicAccessChecks blockPublicAccess;
    private final ServiceChecks services;
    private final Map<String, List<Finding>> ofVpc = new HashMap<>();
    private final Map<List<String>, List<Finding>> ofTable = new HashMap<>();

    /**
     * @param network the network
     * @param tables its route tables
     * @param securityGroupIds the groups of the interfaces, none if they are not judged
     * @param reinforcementFineTuning whether nodes need AWS Lambda and Amazon SQS
     */
    public SubnetChecks(
            NetworkSnapshot network,
            RoutingTables tables,
            List<String> securityGroupIds,
            boolean reinforcementFineTuning) {
        this.network = network;
        securityGroups = new SecurityGroupChecks(network, tables, securityGroupIds);
        endpoints = new EndpointChecks(network, securityGroupIds, reinforcementFineTuning);
        flowLogs = new FlowLogChecks(network);
        relayFinder = new RelayFinder(network, tables, securityGroupIds);
        insideRoutes = new InsideRouteChecks(network, tables);
        propagation = new PropagationChecks(network);
        sharedVpc = new SharedVpcChecks(network);
        blockPublicAccess = new BlockPublicAccessChecks(network);
        services = new ServiceChecks(network, securityGroupIds);
    }

    /**
     * Everything that is found about a subnet.
     *
     * @param table the route table that governs it
     * @param exits its ways out
     */
    public SubnetFindings findings(Subnet subnet, RouteTable table, Exits exits) {
        List<SubnetFindings.OfPath> ofPaths = new ArrayList<>();
        exits.paths().forEach(path -> ofPaths.add(new SubnetFindings.OfPath(path, RouteChecks.ofPath(path, table))));
        Relays relays = relayFinder.of(subnet, exits);
        relays.interfaces().forEach(relay -> ofPaths.add(RelayChecks.ofPath(relay, subnet, table)));
        List<Finding> findings = new ArrayList<>(RouteChecks.findings(exits));
        findings.addAll(insideRoutes.findings(exits));
        findings.addAll(RelayChecks.findings(relays, subnet));
        findings.addAll(propagation.findings(table));
        findings.addAll(OutpostChecks.findings(subnet));
        findings.addAll(AddressChecks.findings(subnet, network));
        findings.addAll(ofTable.computeIfAbsent(
                List.of(subnet.vpcId(), table.routeTableId()), key -> securityGroups.findings(subnet.vpcId(), table)));
        findings.addAll(ofVpc.computeIfAbsent(subnet.vpcId(), this::vpcFindings));
        findings.addAll(flowLogs.findings(subnet));
        findings.addAll(blockPublicAccess.findings(subnet));
        findings.addAll(services.findings(subnet));
        return new SubnetFindings(ofPaths, findings);
    }

    /** By what of the VPC somebody may come in although no interface shows it. */
    public List<Finding> inbound(String vpcId) {
        return Stream.concat(services.inbound(vpcId).stream(), sharedVpc.inbound(vpcId).stream())
                .toList();
    }

    private List<Finding> vpcFindings(String vpcId) {
        List<Finding> findings = new ArrayList<>(endpoints.findings(vpcId));
        findings.addAll(services.findings(vpcId));
        findings.addAll(sharedVpc.findings(vpcId));
        network.unlistedSubnetsOf(vpcId).forEach(id -> findings.add(MissingPart.of(ResourceKind.SUBNET, id, network)));
        return findings;
    }
}
