package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the ways out of subnets. Those of subnets that differ in nothing that matters are found once.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route tables</a>
 */
public final class PathFinder {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final OtherNetworks otherNetworks;
    private final NetworkAclFilters networkAcls;
    private final BlockPublicAccess blockPublicAccess;
    private final List<PacketFilter> groupFilters;
    private final Map<Traits, Exits> exits = new HashMap<>();

    /** Everything of a subnet that decides on its exits. */
    private record Traits(
            String routeTableId,
            Optional<String> networkAclId,
            String vpcId,
            Optional<Boolean> publicIpv4,
            boolean publicIpv6,
            Optional<String> availabilityZone,
            VpcBlockPublicAccessOptions.Mode blocked) {}

    /**
     * @param network the network
     * @param tables its route tables
     * @param securityGroupIds the security groups of the interfaces; if none is given, this layer counts as open
     */
    public PathFinder(NetworkSnapshot network, RoutingTables tables, List<String> securityGroupIds) {
        this.network = network;
        this.tables = tables;
        otherNetworks = new OtherNetworks(network, tables);
        networkAcls = new NetworkAclFilters(network);
        blockPublicAccess = new BlockPublicAccess(network);
        groupFilters = securityGroupIds.isEmpty()
                ? List.of()
                : List.of(PacketFilter.ofSecurityGroups(securityGroupIds, network));
    }

    /** Every way out of the subnet, which the table governs. */
    public Exits exits(Subnet subnet, RouteTable table) {
        Traits traits = new Traits(
                table.routeTableId(),
                network.effectiveNetworkAcl(subnet).map(NetworkAcl::networkAclId),
                subnet.vpcId(),
                PublicAddresses.ipv4(subnet, network),
                subnet.publicIpv6(),
                subnet.availabilityZone(),
                blockPublicAccess.mode(subnet.vpcId(), Optional.of(subnet)));
        return exits.computeIfAbsent(traits, t -> find(subnet, table)).startingAt(subnet.subnetId());
    }

    private Exits find(Subnet subnet, RouteTable table) {
        List<EgressPath> paths = new ArrayList<>();
        List<Exits.TableRoute> deadEnds = new ArrayList<>();
        List<Exits.TableRoute> toOtherNetworks = otherNetworks.routes(subnet, table);
        EffectiveRoutes<Route> routes = tables.routes(table);
        routes.winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(AddressSpace.PUBLIC);
            Optional<PathKind> kind = kindOfWayOut(route);
            if (packets.isEmpty() || kind.isEmpty()) {
                return;
            }
            Walk walk = new Walk(network, tables, networkAcls, blockPublicAccess);
            List<EgressPath> found = walk.follow(route, leaving(subnet, table, route, kind.get(), packets));
            paths.addAll(found);
            Exits.TableRoute here = new Exits.TableRoute(table.routeTableId(), route, packets);
            if (found.isEmpty() && toOtherNetworks.stream().noneMatch(here::isSameRoute)) {
                deadEnds.add(here);
            }
        });
        for (Route route : routes.unknown()) {
            kindOfWayOut(route)
                    .ifPresent(kind -> paths.add(leaving(subnet, table, route, kind, AddressSet.NONE)
                            .via(route.targetId())
                            .ofUnknownEntries(route.destination())));
        }
        return new Exits(paths, deadEnds, toOtherNetworks);
    }

    /** What a path by the route leads through; empty if the route is no way out. */
    private Optional<PathKind> kindOfWayOut(Route route) {
        return route.blackhole() ? Optional.empty() : PathKind.of(route, network);
    }

    /** Packets that leave the subnet by a route of its table. */
    private Traffic leaving(Subnet subnet, RouteTable table, Route route, PathKind kind, AddressSet packets) {
        return new Traffic(
                kind,
                route.destination().text(),
                List.of(subnet.subnetId(), table.routeTableId()),
                subnet.vpcId(),
                new Source.Inside(subnet),
                packets,
                new Layers(groupFilters, false).with(networkAcls.of(subnet)),
                Map.of(table.routeTableId(), packets));
    }
}
