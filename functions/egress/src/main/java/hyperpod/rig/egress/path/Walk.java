package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the packets of one route as far as the snapshot shows what it leads to. What each kind of target does with
 * packets its own class says, in {@link NextHop}s; this class goes on from there.
 */
final class Walk {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final NetworkAclFilters networkAcls;
    private final StepLimit limit = new StepLimit();
    private final InternetGateways internetGateways;
    private final NatGateways natGateways;
    private final Appliances appliances;
    private final TransitGateways transitGateways;

    Walk(
            NetworkSnapshot network,
            RoutingTables tables,
            NetworkAclFilters networkAcls,
            BlockPublicAccess blockPublicAccess) {
        this.network = network;
        this.tables = tables;
        this.networkAcls = networkAcls;
        internetGateways = new InternetGateways(network, blockPublicAccess);
        natGateways = new NatGateways(network);
        appliances = new Appliances(network);
        transitGateways = new TransitGateways(network, tables, limit);
    }

    /** Follows a route that has won the traffic's packets; no path if they get nowhere. */
    List<EgressPath> follow(Route route, Traffic before) {
        Traffic at = before.via(route.targetId());
        return walk(limit.step(at, () -> behind(route, at)));
    }

    private List<NextHop> behind(Route route, Traffic at) {
        String id = route.targetId();
        return switch (route.targetKind()) {
            case INTERNET_GATEWAY -> internetGateways.through(id, at);
            case EGRESS_ONLY_INTERNET_GATEWAY -> internetGateways.throughEgressOnly(id, at);
            case NAT_GATEWAY -> natGateways.through(id, at);
            case VPC_PEERING -> throughPeering(id, at);
            case TRANSIT_GATEWAY -> transitGateways.through(id, at);
            case NETWORK_INTERFACE -> appliances.throughInterface(id, at);
            case VPC_ENDPOINT -> appliances.throughEndpoint(id, at);
            case LOCAL, VIRTUAL_PRIVATE_GATEWAY, LOCAL_GATEWAY, CARRIER_GATEWAY, CORE_NETWORK, UNKNOWN ->
                NextHop.end(at.unproven(network.unknown(id, "what lies behind " + id)));
        };
    }

    /** A peer's gateways cannot be used through the peering; only addresses of the peer itself can be reached. */
    private List<NextHop> throughPeering(String id, Traffic at) {
        Optional<VpcPeeringConnection> connection = network.vpcPeeringConnection(id);
        if (connection.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("VpcPeeringConnections", id)));
        }
        VpcPeeringConnection.Side peer = connection.get().peerOf(at.vpcId());
        boolean unknown = !connection.get().isDead()
                && peer.cidrBlocks().isEmpty()
                && network.vpc(peer.vpcId()).isEmpty();
        return unknown
                ? NextHop.end(at.unproven("the addresses of the peer " + peer.vpcId() + " are not in the snapshot"))
                : List.of();
    }

    private List<EgressPath> walk(List<NextHop> next) {
        return next.stream().flatMap(hop -> walk(hop).stream()).toList();
    }

    private List<EgressPath> walk(NextHop next) {
        return switch (next) {
            case NextHop.End(EgressPath path) -> List.of(path);
            case NextHop.FromSubnet(Subnet subnet, Traffic traffic) -> leave(subnet, traffic);
            case NextHop.ByTable(RouteTable table, Traffic traffic) -> route(table, traffic);
            case NextHop.ThroughSoftware(String doubt, List<NextHop> beyond) ->
                walk(beyond).stream().map(path -> path.doubted(doubt)).toList();
            case NextHop.IntoTheUnknown(EgressPath unknown, List<NextHop> beyond) -> {
                List<EgressPath> paths = new ArrayList<>(walk(beyond));
                paths.replaceAll(path -> path.doubted(unknown.reason().orElseThrow()));
                if (paths.stream().noneMatch(path -> path.status() == PathStatus.UNPROVEN)) {
                    paths.add(unknown);
                }
                yield paths;
            }
        };
    }

    private List<EgressPath> leave(Subnet subnet, Traffic at) {
        Optional<RouteTable> table = network.effectiveRouteTable(subnet);
        if (table.isEmpty()) {
            return List.of(at.via(subnet.subnetId())
                    .unproven(network.unknown("RouteTables", "the route table of " + subnet.subnetId())));
        }
        return route(
                table.get(),
                at.via(subnet.subnetId(), table.get().routeTableId()).through(networkAcls.of(subnet)));
    }

    /** Routes packets by a table of the VPC in which they are; the hops name the table already. */
    private List<EgressPath> route(RouteTable table, Traffic at) {
        List<EgressPath> paths = new ArrayList<>();
        AddressSet circling = at.circling(table.routeTableId());
        if (!circling.isEmpty()) {
            paths.add(at.unproven("the routes lead back to " + table.routeTableId() + " in a circle"));
        }
        AddressSet fresh = at.packets().minus(circling);
        if (fresh.isEmpty()) {
            return paths;
        }
        Traffic routed = at.with(fresh).routedBy(table.routeTableId());
        EffectiveRoutes<Route> routes = tables.routes(table);
        routes.winners().forEach((next, won) -> {
            AddressSet packets = won.intersect(fresh);
            if (!packets.isEmpty() && leadsOn(next)) {
                paths.addAll(follow(next, routed.with(packets)));
            }
        });
        routes.unknown().stream()
                .filter(this::leadsOn)
                .forEach(next -> paths.add(routed.via(next.targetId()).ofUnknownEntries(next.destination())));
        return paths;
    }

    private boolean leadsOn(Route route) {
        return !route.blackhole() && PathKind.of(route, network).isPresent();
    }
}
