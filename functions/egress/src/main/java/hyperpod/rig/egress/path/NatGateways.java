package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.snapshot.NatGateway;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NAT gateways: they send packets on from their own subnet, or by their own route table, under an address of their own.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html">NAT gateways</a>
 */
final class NatGateways {

    private final NetworkSnapshot network;

    NatGateways(NetworkSnapshot network) {
        this.network = network;
    }

    List<NextHop> through(String gatewayId, Traffic at) {
        Optional<NatGateway> gateway = network.natGateway(gatewayId);
        if (gateway.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("NatGateways", gatewayId)));
        }
        if (gateway.get().isDead()) {
            return List.of();
        }
        AddressSet nat64 = AddressSpace.afterNatGateway(at.packets().ipv6Only());
        return Stream.of(at.with(at.packets().ipv4Only()), at.translated(nat64))
                .filter(traffic -> !traffic.packets().isEmpty())
                .map(traffic -> through(gateway.get(), traffic))
                .toList();
    }

    private NextHop through(NatGateway gateway, Traffic at) {
        Optional<Subnet> subnet = gateway.subnetId().flatMap(network::subnet);
        Traffic translated = at.fromNatGateway(new Source.Nat(!gateway.isPrivate(), subnet));
        if (subnet.isPresent()) {
            return new NextHop.FromSubnet(subnet.get(), translated);
        }
        // A regional NAT gateway is in no subnet and has a route table of its own.
        Optional<RouteTable> own =
                gateway.subnetId().isEmpty() ? gateway.routeTableId().flatMap(network::routeTable) : Optional.empty();
        if (own.isPresent()) {
            return new NextHop.ByTable(own.get(), translated.via(own.get().routeTableId()));
        }
        return new NextHop.End(at.unproven(network.unknown(
                gateway.subnetId().isPresent() ? "Subnets" : "RouteTables",
                "the subnet or route table of " + gateway.natGatewayId())));
    }
}
