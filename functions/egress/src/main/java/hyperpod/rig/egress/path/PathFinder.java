package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkInterface;
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
    private final LateRoutes lateRoutes;
    private final Map<Traits, Exits> exits = new HashMap<>();
    private final Map<InterfaceTraits, Exits> exitsOfInterfaces = new HashMap<>();

    /** Everything of a subnet that decides on its exits. */
    private record Traits(
            String routeTableId,
            Optional<String> networkAclId,
            String vpcId,
            Optional<Boolean> publicIpv4,
            boolean publicIpv6,
            Optional<String> availabilityZone,
            boolean mapPublicIpOnLaunch,
            VpcBlockPublicAccessOptions.Mode blocked) {}

    /** Everything of an interface that decides on its exits. */
    private record InterfaceTraits(Traits subnet, List<String> securityGroupIds, boolean publicIpv4) {}

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
        lateRoutes = new LateRoutes(network);
        blockPublicAccess = new BlockPublicAccess(network);
        groupFilters = securityGroupIds.isEmpty()
                ? List.of()
                : List.of(PacketFilter.ofSecurityGroups(securityGroupIds, network));
    }

    /** Every way out of the subnet, which the table governs. */
    public Exits exits(Subnet subnet, RouteTable table) {
        return exits.computeIfAbsent(
                        traits(subnet, table), t -> find(subnet, table, new Source.Inside(subnet), groupFilters))
                .startingAt(subnet.subnetId());
    }

    private Traits traits(Subnet subnet, RouteTable table) {
        return new Traits(
                table.routeTableId(),
                network.effectiveNetworkAcl(subnet).map(NetworkAcl::networkAclId),
                subnet.vpcId(),
                PublicAddresses.ipv4(subnet, network),
                subnet.publicIpv6(),
                subnet.availabilityZone(),
                subnet.mapPublicIpOnLaunch(),
                blockPublicAccess.mode(subnet.vpcId(), Optional.of(subnet)));
    }

    /**
     * Every way out of an interface in the subnet, with its own security groups and public address, whatever the groups
     * of this finder are.
     */
    public Exits exits(NetworkInterface from, Subnet subnet, RouteTable table) {
        InterfaceTraits traits = new InterfaceTraits(
                traits(subnet, table),
                from.securityGroupIds(),
                !from.publicIpv4().isEmpty());
        return exitsOfInterfaces
                .computeIfAbsent(
                        traits,
                        t -> find(
                                subnet,
                                table,
                                new Source.Appliance(from, subnet),
                                from.securityGroupIds().isEmpty()
                                        ? List.of()
                                        : List.of(PacketFilter.ofSecurityGroups(from.securityGroupIds(), network))))
                .startingAt(subnet.subnetId());
    }

    private Exits find(Subnet subnet, RouteTable table, Source source, List<PacketFilter> filters) {
        List<EgressPath> paths = new ArrayList<>();
        List<Exits.TableRoute> deadEnds = new ArrayList<>();
        List<Exits.TableRoute> toOtherNetworks = otherNetworks.routes(subnet, table);
        List<Exits.TableRoute> late = new ArrayList<>();
        List<Exits.TableRoute> inside = new ArrayList<>();
        AddressSet own = tables.ownAddresses(subnet.vpcId(), table);
        EffectiveRoutes<Route> routes = tables.routes(table);
        routes.winners().forEach((route, won) -> {
            Exits.TableRoute here = new Exits.TableRoute(table.routeTableId(), route, won);
            AddressSet packets = won.intersect(AddressSpace.PUBLIC);
            // An active route for public addresses that leads nowhere is a dead end already.
            if (lateRoutes.isLate(route) && (route.blackhole() || packets.isEmpty())) {
                late.add(here);
            }
            Optional<PathKind> kind = kindOfWayOut(route);
            if (kind.isEmpty()) {
                return;
            }
            AddressSet within = won.intersect(own);
            if (!within.isEmpty()) {
                inside.add(here.carrying(within));
            }
            if (packets.isEmpty()) {
                return;
            }
            List<EgressPath> found = follow(route, leaving(subnet, table, source, filters, route, packets));
            paths.addAll(found);
            if (found.isEmpty() && toOtherNetworks.stream().noneMatch(here::isSameRoute)) {
                deadEnds.add(here.carrying(packets));
            }
        });
        for (Route route : routes.unknown()) {
            if (lateRoutes.isLate(route)) {
                late.add(new Exits.TableRoute(table.routeTableId(), route, AddressSpace.ALL));
            }
            kindOfWayOut(route)
                    .ifPresent(kind -> paths.add(leaving(subnet, table, source, filters, route, AddressSet.NONE)
                            .via(route.targetId())
                            .ofUnknownEntries(route.destination())));
        }
        return new Exits(paths, deadEnds, toOtherNetworks, late, inside);
    }

    private List<EgressPath> follow(Route route, Traffic leaving) {
        // What an interface's own groups keep back is not followed into the unknown: nobody else's packets are asked
        // for.
        if (leaving.source() instanceof Source.Appliance
                && leaving.layers().passage(leaving.packets()) instanceof Layers.Passage.Blocked(Layer layer)) {
            return List.of(leaving.via(route.targetId()).blocked(layer));
        }
        return new Walk(network, tables, networkAcls, blockPublicAccess).follow(route, leaving);
    }

    /** What a path by the route leads through; empty if the route is no way out. */
    private Optional<PathKind> kindOfWayOut(Route route) {
        return route.blackhole() ? Optional.empty() : PathKind.of(route, network);
    }

    /** Packets that leave the subnet by a route of its table. */
    private Traffic leaving(
            Subnet subnet,
            RouteTable table,
            Source source,
            List<PacketFilter> filters,
            Route route,
            AddressSet packets) {
        return new Traffic(
                PathKind.of(route, network).orElseThrow(),
                route.destination().text(),
                List.of(subnet.subnetId(), table.routeTableId()),
                subnet.vpcId(),
                source,
                packets,
                new Layers(filters, false).with(networkAcls.of(subnet)),
                Map.of(table.routeTableId(), packets));
    }
}
