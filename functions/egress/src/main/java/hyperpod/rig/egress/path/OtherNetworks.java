package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the routes by which a subnet reaches private addresses outside its VPC, where a proxy could pass its traffic
 * on.
 */
final class OtherNetworks {

    private final NetworkSnapshot network;
    private final RoutingTables tables;

    OtherNetworks(NetworkSnapshot network, RoutingTables tables) {
        this.network = network;
        this.tables = tables;
    }

    /** The routes of the subnet's table, and those of the tables behind its NAT gateways. */
    List<Exits.TableRoute> routes(Subnet subnet, RouteTable table) {
        Search search = new Search(subnet.vpcId(), tables.ownAddresses(subnet.vpcId(), table));
        search.in(table, AddressSpace.PRIVATE.minus(search.own));
        return List.copyOf(search.found);
    }

    /** The search from one subnet. */
    private final class Search {

        private final String vpcId;
        private final AddressSet own;
        private final List<Exits.TableRoute> found = new ArrayList<>();
        private final Set<String> searched = new HashSet<>();

        private Search(String vpcId, AddressSet own) {
            this.vpcId = vpcId;
            this.own = own;
        }

        private void in(RouteTable table, AddressSet elsewhere) {
            if (!searched.add(table.routeTableId())) {
                return;
            }
            tables.routes(table).winners().forEach((route, won) -> {
                boolean leadsOut =
                        !route.blackhole() && PathKind.of(route, network).isPresent();
                AddressSet packets = leadsOut ? packets(route, won, elsewhere) : AddressSet.NONE;
                if (!packets.isEmpty()
                        && (route.targetKind() != RouteTargetKind.NAT_GATEWAY
                                || isUnknownBehind(route, won, packets))) {
                    found.add(new Exits.TableRoute(table.routeTableId(), route, packets));
                }
            });
        }

        /** What the route carries to other networks. */
        private AddressSet packets(Route route, AddressSet won, AddressSet elsewhere) {
            return switch (route.targetKind()) {
                // These carry public addresses alone.
                case INTERNET_GATEWAY, EGRESS_ONLY_INTERNET_GATEWAY -> AddressSet.NONE;
                case VPC_PEERING ->
                    isAlive(route) ? won.intersect(elsewhere).union(peerAddresses(route, won)) : AddressSet.NONE;
                default -> won.intersect(elsewhere);
            };
        }

        /** Searches on behind a NAT gateway; where that is not possible, the route to the gateway itself is found. */
        private boolean isUnknownBehind(Route route, AddressSet won, AddressSet packets) {
            Optional<NatGateway> nat = network.natGateway(route.targetId());
            Optional<RouteTable> next = nat.flatMap(this::tableBehind);
            next.ifPresent(table -> in(table, packets));
            // A route that wins public addresses too is reported already, as a path that is not proven.
            boolean publicToo = !won.intersect(AddressSpace.PUBLIC).isEmpty();
            return next.isEmpty()
                    && !publicToo
                    && nat.filter(NatGateway::isDead).isEmpty();
        }

        /**
         * The table that routes what a NAT gateway sends on; empty if it sends nothing, or the snapshot does not hold
         * the table.
         */
        private Optional<RouteTable> tableBehind(NatGateway nat) {
            if (nat.isDead()) {
                return Optional.empty();
            }
            return nat.subnetId().isPresent()
                    ? nat.subnetId().flatMap(network::subnet).flatMap(network::effectiveRouteTable)
                    : nat.routeTableId().flatMap(network::routeTable);
        }

        private boolean isAlive(Route route) {
            return network.vpcPeeringConnection(route.targetId())
                    .filter(VpcPeeringConnection::isDead)
                    .isEmpty();
        }

        /** A peer may use public ranges as its own: they are not the internet, but another network all the same. */
        private AddressSet peerAddresses(Route route, AddressSet won) {
            return network.vpcPeeringConnection(route.targetId())
                    .map(connection -> AddressSet.of(connection.peerOf(vpcId).cidrBlocks()))
                    .map(peer -> won.intersect(peer).minus(own))
                    .orElse(AddressSet.NONE);
        }
    }
}
