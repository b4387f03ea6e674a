package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.snapshot.EgressOnlyInternetGateway;
import hyperpod.rig.egress.snapshot.InternetGateway;
import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
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
 * Follows the routes that win for public addresses as far as the snapshot shows what they lead to.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route tables</a>
 */
public final class PathFinder {

    /** More NAT gateways behind one another than any network has: a longer chain is a circle. */
    private static final int MAX_HOPS = 40;

    private final NetworkSnapshot network;
    private final AddressSet counting;
    private final Map<String, EffectiveRoutes> routesOfTable = new HashMap<>();

    /**
     * @param network the network
     * @param allowed addresses that may be reached
     */
    public PathFinder(NetworkSnapshot network, AddressSet allowed) {
        this.network = network;
        this.counting = AddressSpace.PUBLIC.minus(allowed);
    }

    /** Which route of the table wins for what; computed once for each table, which usually governs many subnets. */
    public EffectiveRoutes routes(RouteTable table) {
        return routesOfTable.computeIfAbsent(table.routeTableId(), id -> EffectiveRoutes.of(table, network));
    }

    /** Where packets are and what they are: how they got there decides what can still become of them. */
    private record Position(
            PathKind kind, Route first, List<String> hops, String vpcId, Source source, AddressSet packets, Layers layers) {

        Position via(List<String> more, AddressSet remaining, Layers throughLayers, Source from) {
            List<String> longer = new ArrayList<>(hops);
            longer.addAll(more);
            return new Position(kind, first, List.copyOf(longer), vpcId, from, remaining, throughLayers);
        }

        EgressPath unproven(String reason) {
            return EgressPath.unproven(kind, first.destination().text(), hops, reason);
        }
    }

    /** The sender that an internet gateway sees. */
    private sealed interface Source {

        /** An interface in a subnet. */
        record Inside(Subnet subnet) implements Source {}

        /** A NAT gateway, with or without a public address. */
        record Nat(boolean isPublic) implements Source {}
    }

    /** Every way out of the subnet towards public addresses. {@code groups} is the security groups' filter, if they are judged. */
    public List<EgressPath> paths(Subnet subnet, RouteTable table, Optional<GivenSecurityGroups> groups) {
        Layers layers = new Layers(groups.stream().map(source -> source.filter(network)).toList()).with(aclOf(subnet));
        EffectiveRoutes routes = routes(table);
        List<EgressPath> paths = new ArrayList<>();
        List<String> hops = List.of(subnet.subnetId(), table.routeTableId());
        routes.winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(counting);
            if (!packets.isEmpty()) {
                start(route, hops, subnet, packets, layers).ifPresent(position -> follow(route, position, paths));
            }
        });
        for (Route route : routes.unknown()) {
            start(route, hops, subnet, counting, layers).ifPresent(position -> paths.add(position.via(
                            List.of(route.targetId()), counting, layers, position.source())
                    .unproven("the entries of " + route.destination().text() + " are not in the snapshot")));
        }
        return paths;
    }

    /** Empty for routes that lead nowhere outside: local ones, blackholes, gateway endpoints. */
    private Optional<Position> start(Route route, List<String> hops, Subnet subnet, AddressSet packets, Layers layers) {
        if (route.blackhole()) {
            return Optional.empty();
        }
        return kind(route).map(kind -> new Position(
                kind, route, hops, subnet.vpcId(), new Source.Inside(subnet), packets, layers));
    }

    private Optional<PathKind> kind(Route route) {
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
            case VPC_ENDPOINT -> isGatewayEndpoint(route) ? Optional.empty() : Optional.of(PathKind.GATEWAY_LOAD_BALANCER_ENDPOINT);
            case LOCAL_GATEWAY -> Optional.of(PathKind.LOCAL_GATEWAY);
            case CARRIER_GATEWAY -> Optional.of(PathKind.CARRIER_GATEWAY);
            case CORE_NETWORK -> Optional.of(PathKind.CORE_NETWORK);
        };
    }

    private boolean isGatewayEndpoint(Route route) {
        return network.vpcEndpoint(route.targetId()).filter(endpoint -> endpoint.type() == VpcEndpoint.Type.GATEWAY).isPresent();
    }

    private void follow(Route route, Position position, List<EgressPath> paths) {
        Position at = position.via(List.of(route.targetId()), position.packets(), position.layers(), position.source());
        if (at.hops().size() > MAX_HOPS) {
            paths.add(at.unproven("NAT gateways lead to one another in a circle"));
            return;
        }
        switch (route.targetKind()) {
            case INTERNET_GATEWAY -> internetGateway(route, at, paths);
            case EGRESS_ONLY_INTERNET_GATEWAY -> egressOnlyInternetGateway(route, at, paths);
            case NAT_GATEWAY -> natGateway(route, at, paths);
            case VPC_PEERING -> peering(route, at, paths);
            default -> paths.add(at.unproven("what lies behind " + route.targetId() + " is not in the snapshot"));
        }
    }

    private void internetGateway(Route route, Position at, List<EgressPath> paths) {
        Optional<InternetGateway> gateway = network.internetGateway(route.targetId());
        if (gateway.isEmpty()) {
            paths.add(at.unproven(route.targetId() + " is not in the snapshot"));
        } else if (gateway.get().attachedVpcIds().contains(at.vpcId())) {
            switch (at.source()) {
                case Source.Nat(boolean isPublic) -> end(at, at.packets(), isPublic, paths);
                case Source.Inside(Subnet subnet) -> inside(subnet, at, paths);
            }
        }
    }

    private void inside(Subnet subnet, Position at, List<EgressPath> paths) {
        boolean interfacesKnown = network.holds(ResourceKind.NETWORK_INTERFACE);
        boolean publicIpv4 = subnet.mapPublicIpOnLaunch() || network.networkInterfacesIn(subnet.subnetId()).stream()
                .anyMatch(i -> !i.isNatGateway() && !i.publicIpv4().isEmpty());
        AddressSet ipv4 = at.packets().ipv4Only();
        if (!ipv4.isEmpty()) {
            if (publicIpv4 || interfacesKnown) {
                end(at, ipv4, publicIpv4, paths);
            } else if (at.layers().blocking(ipv4).isPresent()) {
                end(at, ipv4, true, paths);
            } else {
                paths.add(at.unproven("whether an interface has a public address is not in the snapshot"));
            }
        }
        AddressSet ipv6 = at.packets().ipv6Only();
        if (!ipv6.isEmpty()) {
            end(at, ipv6, subnet.publicIpv6(), paths);
        }
    }

    private void egressOnlyInternetGateway(Route route, Position at, List<EgressPath> paths) {
        Optional<EgressOnlyInternetGateway> gateway = network.egressOnlyInternetGateway(route.targetId());
        AddressSet ipv6 = at.packets().ipv6Only();
        if (gateway.isEmpty()) {
            paths.add(at.unproven(route.targetId() + " is not in the snapshot"));
        } else if (gateway.get().attachedVpcIds().contains(at.vpcId()) && !ipv6.isEmpty()) {
            boolean publicAddress = at.source() instanceof Source.Inside(Subnet subnet) && subnet.publicIpv6();
            end(at, ipv6, publicAddress, paths);
        }
    }

    /** The gateway to the internet is reached: only the layers and the sender's address can still stop a packet. */
    private static void end(Position at, AddressSet packets, boolean publicAddress, List<EgressPath> paths) {
        String destination = at.first().destination().text();
        Optional<Layer> blocking = at.layers().blocking(packets);
        if (!publicAddress) {
            paths.add(EgressPath.blocked(at.kind(), destination, at.hops(), Layer.PUBLIC_ADDRESS));
        } else if (blocking.isPresent()) {
            paths.add(EgressPath.blocked(at.kind(), destination, at.hops(), blocking.get()));
        } else if (at.layers().surelyPass(packets)) {
            paths.add(EgressPath.open(at.kind(), destination, at.hops()));
        } else {
            paths.add(at.unproven("the snapshot lacks a security group, prefix list or network ACL that decides"));
        }
    }

    private void natGateway(Route route, Position at, List<EgressPath> paths) {
        Optional<NatGateway> found = network.natGateway(route.targetId());
        if (found.isEmpty()) {
            paths.add(at.unproven(route.targetId() + " is not in the snapshot"));
            return;
        }
        NatGateway nat = found.get();
        AddressSet behind = AddressSpace.afterNatGateway(at.packets());
        if (nat.isDead() || behind.isEmpty()) {
            return;
        }
        Optional<Subnet> subnet = nat.subnetId().flatMap(network::subnet);
        Optional<RouteTable> table = nat.subnetId().isPresent()
                ? subnet.flatMap(network::effectiveRouteTable)
                : nat.routeTableId().flatMap(network::routeTable);
        if (table.isEmpty() || nat.subnetId().isPresent() && subnet.isEmpty()) {
            paths.add(at.unproven("the subnet or route table of " + nat.natGatewayId() + " is not in the snapshot"));
            return;
        }
        List<String> hops = new ArrayList<>();
        subnet.map(Subnet::subnetId).ifPresent(hops::add);
        hops.add(table.get().routeTableId());
        Layers layers = subnet.map(s -> at.layers().with(aclOf(s))).orElse(at.layers());
        Source source = new Source.Nat(!nat.isPrivate());
        EffectiveRoutes routes = routes(table.get());
        routes.winners().forEach((next, won) -> {
            AddressSet packets = won.intersect(behind);
            if (!packets.isEmpty() && !next.blackhole() && kind(next).isPresent()) {
                follow(next, at.via(hops, packets, layers, source), paths);
            }
        });
        routes.unknown().stream().filter(next -> !next.blackhole() && kind(next).isPresent()).forEach(next -> paths.add(
                at.via(hops, behind, layers, source).unproven("the entries of " + next.destination().text() + " are not in the snapshot")));
    }

    /** A peer's gateways cannot be used through the peering; only addresses of the peer itself can be reached. */
    private void peering(Route route, Position at, List<EgressPath> paths) {
        Optional<VpcPeeringConnection> connection = network.vpcPeeringConnection(route.targetId());
        if (connection.isEmpty()) {
            paths.add(at.unproven(route.targetId() + " is not in the snapshot"));
            return;
        }
        VpcPeeringConnection.Side peer = connection.get().requester().vpcId().equals(at.vpcId())
                ? connection.get().accepter()
                : connection.get().requester();
        boolean reachable = peer.cidrBlocks().isEmpty() || !AddressSet.of(peer.cidrBlocks()).intersect(at.packets()).isEmpty();
        if (!connection.get().isDead() && reachable) {
            paths.add(at.unproven("what the peer VPC " + peer.vpcId() + " does with public addresses is not in the snapshot"));
        }
    }

    /** The routes that carry traffic for private addresses of other networks; those of NAT gateways' subnets included. */
    public List<Route> privateRoutes(RouteTable table, AddressSet elsewhere) {
        List<Route> routes = new ArrayList<>();
        privateRoutes(table, elsewhere, routes, new HashSet<>());
        return routes;
    }

    private void privateRoutes(RouteTable table, AddressSet elsewhere, List<Route> routes, Set<String> seen) {
        if (!seen.add(table.routeTableId())) {
            return;
        }
        routes(table).winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(elsewhere);
            if (packets.isEmpty() || route.blackhole() || kind(route).isEmpty()) {
                return;
            }
            switch (route.targetKind()) {
                // These carry public addresses alone.
                case INTERNET_GATEWAY, EGRESS_ONLY_INTERNET_GATEWAY -> {}
                case NAT_GATEWAY -> network.natGateway(route.targetId())
                        .flatMap(NatGateway::subnetId)
                        .flatMap(network::subnet)
                        .flatMap(network::effectiveRouteTable)
                        .ifPresent(next -> privateRoutes(next, packets, routes, seen));
                case VPC_PEERING -> {
                    boolean dead = network.vpcPeeringConnection(route.targetId()).filter(VpcPeeringConnection::isDead).isPresent();
                    if (!dead) {
                        routes.add(route);
                    }
                }
                default -> routes.add(route);
            }
        });
    }

    private PacketFilter aclOf(Subnet subnet) {
        return network.effectiveNetworkAcl(subnet).map(PacketFilter::of).orElseGet(() -> PacketFilter.unknown(Layer.NETWORK_ACL));
    }

    /** The addresses that gateway endpoints take from the subnet, which therefore never leave AWS's network. */
    public AddressSet throughGatewayEndpoints(RouteTable table) {
        AddressSet taken = AddressSet.NONE;
        for (var winner : routes(table).winners().entrySet()) {
            if (isGatewayEndpoint(winner.getKey()) && !winner.getKey().blackhole()) {
                taken = taken.union(winner.getValue());
            }
        }
        return taken;
    }
}
