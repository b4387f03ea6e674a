package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.EgressOnlyInternetGateway;
import hyperpod.rig.egress.snapshot.InternetGateway;
import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows the packets of one route as far as the snapshot shows what it leads to. */
final class Walk {

    /** Far more than the ways through any network that people build; a snapshot made to explode ends here. */
    private static final int MAX_STEPS = 2_000;
    /** Longer than any way that people build; every hop is followed inside the one before it. */
    private static final int MAX_HOPS = 200;

    private final NetworkSnapshot network;
    private final PathFinder finder;
    private final EgressPolicy policy;
    private final BlockPublicAccess blockPublicAccess;
    private final TransitGatewayWalk transitGateways;
    private final List<EgressPath> paths = new ArrayList<>();
    private int steps;

    Walk(NetworkSnapshot network, PathFinder finder, EgressPolicy policy, BlockPublicAccess blockPublicAccess) {
        this.network = network;
        this.finder = finder;
        this.policy = policy;
        this.blockPublicAccess = blockPublicAccess;
        this.transitGateways = new TransitGatewayWalk(network, finder, this);
    }

    List<EgressPath> paths() {
        return paths;
    }

    static String unknownEntries(Destination prefixList) {
        return "the entries of " + prefixList.text() + " are not in the snapshot";
    }

    /** Why a part is not known, in the words of the collector if it was refused it. */
    String missing(String keyOrId, String what) {
        return network.refusal(keyOrId).map(reason -> what + " could not be read: " + reason).orElse(what + " is not in the snapshot");
    }

    void add(EgressPath path) {
        paths.add(path);
    }

    /** Whether another step may be taken. */
    boolean step(Traffic at) {
        steps++;
        if (steps == MAX_STEPS || at.hops().size() > MAX_HOPS) {
            paths.add(at.unproven("there are more ways through the network, or longer ones, than can be followed"));
        }
        return steps < MAX_STEPS && at.hops().size() <= MAX_HOPS;
    }

    /** Follows a route that has won the traffic's packets. */
    void follow(Route route, Traffic before) {
        Traffic at = before.via(route.targetId());
        if (!step(at)) {
            return;
        }
        switch (route.targetKind()) {
            case INTERNET_GATEWAY -> internetGateway(route, at);
            case EGRESS_ONLY_INTERNET_GATEWAY -> egressOnlyInternetGateway(route, at);
            case NAT_GATEWAY -> natGateway(route, at);
            case VPC_PEERING -> peering(route, at);
            case TRANSIT_GATEWAY -> accepted(policy.allowsTransitGateway(route.targetId()),
                    () -> transitGateways.enter(route.targetId(), at));
            case NETWORK_INTERFACE -> appliance(route, at);
            case VPC_ENDPOINT -> gatewayLoadBalancerEndpoint(route, at);
            default -> paths.add(at.unproven(missing(route.targetId(), "what lies behind " + route.targetId())));
        }
    }

    /** What a policy accepts may lead to the unknown, but not provably to the internet. */
    private void accepted(boolean accepted, Runnable walk) {
        int before = paths.size();
        walk.run();
        if (accepted) {
            paths.subList(before, paths.size()).removeIf(path -> path.status() == PathStatus.UNPROVEN);
        }
    }

    /** Routes packets by a table of the VPC in which they are; the hops name the table already. */
    void route(RouteTable table, Traffic at) {
        AddressSet circling = at.circling(table.routeTableId());
        if (!circling.isEmpty()) {
            paths.add(at.unproven("the routes lead back to " + table.routeTableId() + " in a circle"));
        }
        AddressSet fresh = at.packets().minus(circling);
        if (fresh.isEmpty()) {
            return;
        }
        Traffic routed = at.with(fresh).routedBy(table.routeTableId());
        EffectiveRoutes<Route> routes = finder.routes(table);
        routes.winners().forEach((next, won) -> {
            AddressSet packets = won.intersect(fresh);
            if (!packets.isEmpty() && leadsOn(next)) {
                follow(next, routed.with(packets));
            }
        });
        routes.unknown().stream().filter(this::leadsOn).forEach(next ->
                paths.add(routed.via(next.targetId()).unproven(unknownEntries(next.destination()))));
    }

    private boolean leadsOn(Route route) {
        return !route.blackhole() && PathFinder.kind(route, network).isPresent();
    }

    /** Packets leave a subnet of another VPC or of a gateway: its table routes them and its network ACL filters them. */
    void leave(Subnet subnet, Traffic at) {
        Optional<RouteTable> table = network.effectiveRouteTable(subnet);
        if (table.isEmpty()) {
            paths.add(at.via(subnet.subnetId()).unproven(missing("RouteTables", "the route table of " + subnet.subnetId())));
        } else {
            route(table.get(), at.via(subnet.subnetId(), table.get().routeTableId()).through(finder.aclOf(subnet)));
        }
    }

    private void internetGateway(Route route, Traffic at) {
        Optional<InternetGateway> gateway = network.internetGateway(route.targetId());
        if (gateway.isEmpty()) {
            paths.add(at.unproven(missing("InternetGateways", route.targetId())));
        } else if (gateway.get().attachedVpcIds().contains(at.vpcId())) {
            switch (at.source()) {
                case Source.Nat nat -> end(at, nat.isPublic(), true);
                case Source.Inside(Subnet subnet) -> inside(subnet, at);
                case Source.Transit transit -> end(at, false, false);
                case Source.Appliance(NetworkInterface own, Subnet subnet) -> {
                    end(at.with(at.packets().ipv4Only()), !own.publicIpv4().isEmpty() || subnet.mapPublicIpOnLaunch(), false);
                    end(at.with(at.packets().ipv6Only()), subnet.publicIpv6(), false);
                }
            }
        }
    }

    private void inside(Subnet subnet, Traffic at) {
        Traffic ipv4 = at.with(at.packets().ipv4Only());
        Optional<Boolean> publicIpv4 = PathFinder.publicIpv4(subnet, network);
        if (publicIpv4.isPresent() || passage(ipv4, false) instanceof Layers.Passage.Blocked) {
            end(ipv4, publicIpv4.orElse(true), false);
        } else if (!ipv4.packets().isEmpty()) {
            paths.add(at.unproven(missing("NetworkInterfaces", "whether an interface has a public address")));
        }
        end(at.with(at.packets().ipv6Only()), subnet.publicIpv6(), false);
    }

    private void egressOnlyInternetGateway(Route route, Traffic at) {
        Optional<EgressOnlyInternetGateway> gateway = network.egressOnlyInternetGateway(route.targetId());
        if (gateway.isEmpty()) {
            paths.add(at.unproven(missing("EgressOnlyInternetGateways", route.targetId())));
        } else if (gateway.get().attachedVpcIds().contains(at.vpcId())) {
            boolean publicAddress = switch (at.source()) {
                case Source.Inside(Subnet subnet) -> subnet.publicIpv6();
                case Source.Appliance(NetworkInterface own, Subnet subnet) -> subnet.publicIpv6();
                case Source.Nat nat -> false;
                case Source.Transit transit -> false;
            };
            end(at.with(at.packets().ipv6Only()), publicAddress, true);
        }
    }

    /** The gateway to the internet is reached: only the layers and the sender's address can still stop a packet. */
    private void end(Traffic at, boolean publicAddress, boolean outboundOnly) {
        if (at.packets().isEmpty()) {
            return;
        }
        if (!publicAddress) {
            paths.add(at.blocked(Layer.PUBLIC_ADDRESS));
            return;
        }
        switch (passage(at, outboundOnly)) {
            case Layers.Passage.Blocked(Layer layer) -> paths.add(at.blocked(layer));
            case Layers.Passage.Sure sure -> paths.add(at.open());
            case Layers.Passage.Possible possible ->
                paths.add(at.unproven("the snapshot lacks a security group, prefix list or network ACL that decides"));
        }
    }

    /** What becomes of the packets, the sender's address aside. */
    private Layers.Passage passage(Traffic at, boolean outboundOnly) {
        VpcBlockPublicAccessOptions.Mode mode = blockPublicAccess.mode(at.vpcId(), at.source().in());
        boolean blocked = mode == VpcBlockPublicAccessOptions.Mode.BLOCK_BIDIRECTIONAL
                || mode == VpcBlockPublicAccessOptions.Mode.BLOCK_INGRESS && !outboundOnly;
        Layers.Passage passage = at.layers().passage(at.packets());
        return blocked && !(passage instanceof Layers.Passage.Blocked)
                ? new Layers.Passage.Blocked(Layer.VPC_BLOCK_PUBLIC_ACCESS)
                : passage;
    }

    private void natGateway(Route route, Traffic at) {
        Optional<NatGateway> found = network.natGateway(route.targetId());
        if (found.isEmpty()) {
            paths.add(at.unproven(missing("NatGateways", route.targetId())));
            return;
        }
        if (!found.get().isDead()) {
            AddressSet nat64 = AddressSpace.afterNatGateway(at.packets().ipv6Only());
            throughNatGateway(found.get(), at.with(at.packets().ipv4Only()));
            throughNatGateway(found.get(), at.translated(nat64));
        }
    }

    private void throughNatGateway(NatGateway nat, Traffic behind) {
        if (behind.packets().isEmpty()) {
            return;
        }
        Optional<Subnet> subnet = nat.subnetId().flatMap(network::subnet);
        Traffic translated = behind.fromNatGateway(new Source.Nat(!nat.isPrivate(), subnet));
        if (subnet.isPresent()) {
            leave(subnet.get(), translated);
        } else if (nat.subnetId().isEmpty() && nat.routeTableId().flatMap(network::routeTable).isPresent()) {
            RouteTable table = nat.routeTableId().flatMap(network::routeTable).orElseThrow();
            route(table, translated.via(table.routeTableId()));
        } else {
            paths.add(behind.unproven(missing(nat.subnetId().isPresent() ? "Subnets" : "RouteTables",
                    "the subnet or route table of " + nat.natGatewayId())));
        }
    }

    /** A peer's gateways cannot be used through the peering; only addresses of the peer itself can be reached. */
    private void peering(Route route, Traffic at) {
        Optional<VpcPeeringConnection> connection = network.vpcPeeringConnection(route.targetId());
        if (connection.isEmpty()) {
            paths.add(at.unproven(missing("VpcPeeringConnections", route.targetId())));
            return;
        }
        VpcPeeringConnection.Side peer = connection.get().peerOf(at.vpcId());
        if (!connection.get().isDead() && peer.cidrBlocks().isEmpty() && network.vpc(peer.vpcId()).isEmpty()) {
            paths.add(at.unproven("the addresses of the peer " + peer.vpcId() + " are not in the snapshot"));
        }
    }

    /** What an instance does with packets is its own affair; where they could go from it is not. */
    private void appliance(Route route, Traffic at) {
        List<NetworkInterface> known = network.networkInterface(route.targetId()).map(List::of)
                .orElseGet(() -> network.networkInterfacesOf(route.targetId()));
        if (known.isEmpty()) {
            paths.add(at.unproven(missing("NetworkInterfaces", route.targetId())));
            return;
        }
        if (known.stream().allMatch(i -> i.sourceDestCheck().orElse(false))) {
            return;
        }
        List<NetworkInterface> all = known.getFirst().instanceId().map(network::networkInterfacesOf).orElse(known);
        int before = paths.size();
        for (NetworkInterface exit : all) {
            Optional<Subnet> subnet = network.subnet(exit.subnetId());
            if (subnet.isEmpty()) {
                paths.add(at.unproven(missing("Subnets", "the subnet " + exit.subnetId() + " of " + exit.networkInterfaceId())));
            } else {
                leave(subnet.get(), at.from(subnet.get().vpcId(), new Source.Appliance(exit, subnet.get()))
                        .through(new GivenSecurityGroups(exit.securityGroupIds()).filter(network)));
            }
        }
        doubt(before, "whether " + route.targetId() + " forwards packets is not in the snapshot");
    }

    /** Packets come back from the appliances into the endpoint's subnet; but the appliances may have ways of their own. */
    private void gatewayLoadBalancerEndpoint(Route route, Traffic at) {
        Optional<VpcEndpoint> endpoint = network.vpcEndpoint(route.targetId());
        if (endpoint.isEmpty()) {
            paths.add(at.unproven(missing("VpcEndpoints", route.targetId())));
            return;
        }
        if (policy.allowsVpcEndpoint(endpoint.get().vpcEndpointId(), endpoint.get().serviceName())) {
            return;
        }
        String reason = "what the appliances behind " + route.targetId() + " do with packets is not in the snapshot";
        int before = paths.size();
        endpoint.get().subnetIds().stream().flatMap(id -> network.subnet(id).stream()).forEach(subnet -> leave(subnet, at));
        doubt(before, reason);
        if (paths.subList(before, paths.size()).stream().noneMatch(path -> path.status() == PathStatus.UNPROVEN)) {
            paths.add(at.unproven(reason));
        }
    }

    /** Paths that are open only if somebody else's software lets packets through are not proven. */
    private void doubt(int firstPath, String reason) {
        paths.subList(firstPath, paths.size()).replaceAll(path -> path.status() == PathStatus.OPEN
                ? EgressPath.unproven(path.kind(), path.destination(), path.hops(), reason)
                : path);
    }
}
