package hyperpod.rig.egress.routing;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import hyperpod.rig.egress.snapshot.Vpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The route tables of a network, of VPCs and of transit gateways: which route wins for what, worked out once for each
 * table.
 */
public final class RoutingTables {

    private final NetworkSnapshot network;
    private final Map<List<Route>, EffectiveRoutes<Route>> ofVpcs = new HashMap<>();
    private final Map<String, Optional<EffectiveRoutes<TransitGatewayRoute>>> ofTransitGateways = new HashMap<>();

    /** @param network the network whose tables they are */
    public RoutingTables(NetworkSnapshot network) {
        this.network = network;
    }

    /** Which route of a VPC's table wins for what. */
    public EffectiveRoutes<Route> routes(RouteTable table) {
        return ofVpcs.computeIfAbsent(table.routes(), routes -> EffectiveRoutes.of(table, network));
    }

    /** Which route of a transit gateway's table wins for what, if its routes are known. */
    public Optional<EffectiveRoutes<TransitGatewayRoute>> transitGatewayRoutes(String tableId) {
        return ofTransitGateways.computeIfAbsent(
                tableId,
                id -> network.transitGatewayRoutes(id)
                        .map(routes -> EffectiveRoutes.ofTransitGateway(routes, network)));
    }

    /** The VPC's own addresses: its blocks, and what the local routes of the table keep inside it. */
    public AddressSet ownAddresses(String vpcId, RouteTable table) {
        List<Cidr> own = new ArrayList<>(network.vpc(vpcId).map(Vpc::cidrBlocks).orElse(List.of()));
        table.routes().stream()
                .filter(route -> route.targetKind() == RouteTargetKind.LOCAL)
                .map(Route::destination)
                .forEach(destination -> {
                    if (destination instanceof Destination.Block(Cidr block, String text)) {
                        own.add(block);
                    }
                });
        return AddressSet.of(own);
    }

    /** The addresses that the table sends to gateway endpoints: traffic to them never leaves AWS's network. */
    public AddressSet throughGatewayEndpoints(RouteTable table) {
        AddressSet taken = AddressSet.NONE;
        for (var winner : routes(table).winners().entrySet()) {
            if (network.isGatewayEndpoint(winner.getKey().targetId())
                    && !winner.getKey().blackhole()) {
                taken = taken.union(winner.getValue());
            }
        }
        return taken;
    }
}
