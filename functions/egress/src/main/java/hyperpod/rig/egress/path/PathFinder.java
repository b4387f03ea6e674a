package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the ways out of subnets. What several subnets have in common is worked out once: the winners of a route table, and the
 * exits of subnets that differ in nothing that matters.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route tables</a>
 */
public final class PathFinder {

    private final NetworkSnapshot network;
    private final EgressPolicy policy;
    private final List<PacketFilter> groupFilters;
    private final AddressSet allowed;
    private final AddressSet counting;
    private final BlockPublicAccess blockPublicAccess;
    private final Map<List<Route>, EffectiveRoutes<Route>> routesOfTable = new HashMap<>();
    private final Map<String, Optional<EffectiveRoutes<TransitGatewayRoute>>> routesOfTransitGatewayTable = new HashMap<>();
    private final Map<String, PacketFilter> filterOfAcl = new HashMap<>();
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
     * @param policy says what may be reached
     * @param groups the security groups of the interfaces, if that layer is judged
     */
    public PathFinder(NetworkSnapshot network, EgressPolicy policy, Optional<GivenSecurityGroups> groups) {
        this.network = network;
        this.policy = policy;
        this.groupFilters = groups.stream().map(given -> given.filter(network)).toList();
        this.allowed = policy.allowedPrefixListIds().stream()
                .flatMap(id -> network.prefixList(id).stream())
                .map(PrefixList::addresses)
                .reduce(policy.allowed(), AddressSet::union);
        this.counting = AddressSpace.PUBLIC.minus(allowed);
        this.blockPublicAccess = new BlockPublicAccess(network);
    }

    /** The addresses that may be reached. */
    public AddressSet allowed() {
        return allowed;
    }

    /** Which route of the table wins for what. */
    public EffectiveRoutes<Route> routes(RouteTable table) {
        return routesOfTable.computeIfAbsent(table.routes(), routes -> EffectiveRoutes.of(table, network));
    }

    /** Which route of a transit gateway's table wins for what, if its routes are known. */
    Optional<EffectiveRoutes<TransitGatewayRoute>> transitGatewayRoutes(String tableId) {
        return routesOfTransitGatewayTable.computeIfAbsent(tableId,
                id -> network.transitGatewayRoutes(id).map(routes -> EffectiveRoutes.ofTransitGateway(routes, network)));
    }

    /** The filter of the network ACL that governs a subnet. */
    PacketFilter aclOf(Subnet subnet) {
        return network.effectiveNetworkAcl(subnet)
                .map(acl -> filterOfAcl.computeIfAbsent(acl.networkAclId(), id -> PacketFilter.of(acl)))
                .orElseGet(() -> PacketFilter.unknown(Layer.NETWORK_ACL));
    }

    /** Every way out of the subnet, which the table governs. */
    public Exits exits(Subnet subnet, RouteTable table) {
        Traits traits = new Traits(table.routeTableId(), network.effectiveNetworkAcl(subnet).map(NetworkAcl::networkAclId),
                subnet.vpcId(), publicIpv4(subnet, network), subnet.publicIpv6(), subnet.availabilityZone(),
                blockPublicAccess.mode(subnet.vpcId(), Optional.of(subnet)));
        return exits.computeIfAbsent(traits, t -> find(subnet, table)).startingAt(subnet.subnetId());
    }

    private Exits find(Subnet subnet, RouteTable table) {
        List<EgressPath> paths = new ArrayList<>();
        List<Exits.TableRoute> deadEnds = new ArrayList<>();
        List<Exits.TableRoute> otherNetworks = otherNetworks(subnet, table);
        Layers layers = new Layers(groupFilters, false).with(aclOf(subnet));
        List<String> hops = List.of(subnet.subnetId(), table.routeTableId());
        EffectiveRoutes<Route> routes = routes(table);
        routes.winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(counting);
            Optional<PathKind> kind = kind(route, network);
            if (packets.isEmpty() || route.blackhole() || kind.isEmpty() || allows(route)) {
                return;
            }
            Walk walk = new Walk(network, this, policy, blockPublicAccess);
            walk.follow(route, new Traffic(kind.get(), route.destination().text(), hops, subnet.vpcId(), new Source.Inside(subnet),
                    packets, layers, Map.of(table.routeTableId(), packets)));
            paths.addAll(walk.paths());
            Exits.TableRoute here = new Exits.TableRoute(table.routeTableId(), route);
            if (walk.paths().isEmpty() && !otherNetworks.contains(here) && !allowsTarget(route)) {
                deadEnds.add(here);
            }
        });
        for (Route route : routes.unknown()) {
            Optional<PathKind> kind = kind(route, network);
            if (!route.blackhole() && kind.isPresent() && !allows(route)) {
                paths.add(EgressPath.unproven(kind.get(), route.destination().text(),
                        List.of(subnet.subnetId(), table.routeTableId(), route.targetId()), Walk.unknownEntries(route.destination())));
            }
        }
        return new Exits(List.copyOf(paths), List.copyOf(deadEnds), List.copyOf(otherNetworks));
    }

    /** Whether the policy allows the route's destination by prefix list. */
    private boolean allows(Route route) {
        return route.destination() instanceof Destination.PrefixListReference(String id) && policy.allowsPrefixList(id);
    }

    private boolean allowsTarget(Route route) {
        return policy.allowsTransitGateway(route.targetId())
                || policy.allowsVpcEndpoint(route.targetId(), network.vpcEndpoint(route.targetId()).map(VpcEndpoint::serviceName).orElse(""));
    }

    /** What a path by the route leads through; empty for routes that lead nowhere outside: local ones and gateway endpoints. */
    static Optional<PathKind> kind(Route route, NetworkSnapshot network) {
        return switch (route.targetKind()) {
            case LOCAL -> Optional.empty();
            case INTERNET_GATEWAY -> Optional.of(PathKind.INTERNET_GATEWAY);
            case EGRESS_ONLY_INTERNET_GATEWAY -> Optional.of(PathKind.EGRESS_ONLY_INTERNET_GATEWAY);
            case NAT_GATEWAY -> network.natGateway(route.targetId()).filter(NatGateway::isPrivate).isPresent()
                    ? Optional.of(PathKind.PRIVATE_NAT)
                    : Optional.of(PathKind.PUBLIC_NAT);
            case TRANSIT_GATEWAY -> Optional.of(PathKind.TRANSIT_GATEWAY);
            case VPC_PEERING -> Optional.of(PathKind.VPC_PEERING);
            case VIRTUAL_PRIVATE_GATEWAY -> Optional.of(PathKind.VIRTUAL_PRIVATE_GATEWAY);
            case NETWORK_INTERFACE, UNKNOWN -> Optional.of(PathKind.NETWORK_INTERFACE);
            case VPC_ENDPOINT -> isGatewayEndpoint(route, network)
                    ? Optional.empty()
                    : Optional.of(PathKind.GATEWAY_LOAD_BALANCER_ENDPOINT);
            case LOCAL_GATEWAY -> Optional.of(PathKind.LOCAL_GATEWAY);
            case CARRIER_GATEWAY -> Optional.of(PathKind.CARRIER_GATEWAY);
            case CORE_NETWORK -> Optional.of(PathKind.CORE_NETWORK);
        };
    }

    private static boolean isGatewayEndpoint(Route route, NetworkSnapshot network) {
        return network.vpcEndpoint(route.targetId()).filter(endpoint -> endpoint.type() == VpcEndpoint.Type.GATEWAY).isPresent();
    }

    /** Whether an interface of the subnet has or gets a public IPv4 address; empty if the snapshot does not say. */
    static Optional<Boolean> publicIpv4(Subnet subnet, NetworkSnapshot network) {
        if (subnet.mapPublicIpOnLaunch() || network.networkInterfacesIn(subnet.subnetId()).stream()
                .anyMatch(i -> !i.isNatGateway() && !i.publicIpv4().isEmpty())) {
            return Optional.of(true);
        }
        return network.holds(ResourceKind.NETWORK_INTERFACE) ? Optional.of(false) : Optional.empty();
    }

    /** The routes that carry traffic for private addresses of other networks; those of NAT gateways' subnets included. */
    private List<Exits.TableRoute> otherNetworks(Subnet subnet, RouteTable table) {
        List<Exits.TableRoute> routes = new ArrayList<>();
        AddressSet own = ownAddresses(subnet.vpcId(), table);
        otherNetworks(table, AddressSpace.PRIVATE.minus(own).minus(allowed), own, subnet.vpcId(), routes, new HashSet<>());
        return routes;
    }

    /** The VPC's own addresses: its blocks, and what its local routes keep inside it. */
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

    private void otherNetworks(
            RouteTable table, AddressSet elsewhere, AddressSet own, String vpcId, List<Exits.TableRoute> routes, Set<String> seen) {
        if (!seen.add(table.routeTableId())) {
            return;
        }
        routes(table).winners().forEach((route, won) -> {
            if (route.blackhole() || kind(route, network).isEmpty() || allows(route) || allowsTarget(route)) {
                return;
            }
            AddressSet packets = won.intersect(elsewhere);
            switch (route.targetKind()) {
                // These carry public addresses alone.
                case INTERNET_GATEWAY, EGRESS_ONLY_INTERNET_GATEWAY -> {}
                case NAT_GATEWAY -> {
                    Optional<NatGateway> nat = network.natGateway(route.targetId());
                    Optional<RouteTable> next = nat.flatMap(this::tableBehind);
                    if (next.isPresent() && !packets.isEmpty()) {
                        otherNetworks(next.get(), packets, own, vpcId, routes, seen);
                    } else if (!packets.isEmpty() && won.intersect(counting).isEmpty() && nat.filter(NatGateway::isDead).isEmpty()) {
                        // What is behind it is unknown; a route that wins public addresses too is already not proven for that.
                        routes.add(new Exits.TableRoute(table.routeTableId(), route));
                    }
                }
                case VPC_PEERING -> {
                    // A peer may use public ranges as its own: they are no internet, but another network all the same.
                    AddressSet peers = won.intersect(peerAddresses(route, vpcId)).minus(own).minus(allowed);
                    boolean dead = network.vpcPeeringConnection(route.targetId()).filter(VpcPeeringConnection::isDead).isPresent();
                    if (!dead && !(packets.isEmpty() && peers.isEmpty())) {
                        routes.add(new Exits.TableRoute(table.routeTableId(), route));
                    }
                }
                default -> {
                    if (!packets.isEmpty()) {
                        routes.add(new Exits.TableRoute(table.routeTableId(), route));
                    }
                }
            }
        });
    }

    /** The table that routes what a NAT gateway sends on; empty if it sends nothing, or the snapshot does not hold the table. */
    private Optional<RouteTable> tableBehind(NatGateway nat) {
        if (nat.isDead()) {
            return Optional.empty();
        }
        return nat.subnetId().isPresent()
                ? nat.subnetId().flatMap(network::subnet).flatMap(network::effectiveRouteTable)
                : nat.routeTableId().flatMap(network::routeTable);
    }

    private AddressSet peerAddresses(Route route, String vpcId) {
        return network.vpcPeeringConnection(route.targetId())
                .map(connection -> AddressSet.of(connection.peerOf(vpcId).cidrBlocks()))
                .orElse(AddressSet.NONE);
    }

    /** The addresses that gateway endpoints take from the subnet, which therefore never leave AWS's network. */
    public AddressSet throughGatewayEndpoints(RouteTable table) {
        AddressSet taken = AddressSet.NONE;
        for (var winner : routes(table).winners().entrySet()) {
            if (isGatewayEndpoint(winner.getKey(), network) && !winner.getKey().blackhole()) {
                taken = taken.union(winner.getValue());
            }
        }
        return taken;
    }
}
