package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.EgressOnlyInternetGateway;
import hyperpod.rig.egress.snapshot.InternetGateway;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcBlockPublicAccessOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gateways to the internet. Where packets reach one, only the layers that they met and the sender's address can
 * still stop them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html">Internet gateways</a>
 */
final class InternetGateways {

    private final NetworkSnapshot network;
    private final BlockPublicAccess blockPublicAccess;

    InternetGateways(NetworkSnapshot network, BlockPublicAccess blockPublicAccess) {
        this.network = network;
        this.blockPublicAccess = blockPublicAccess;
    }

    /** Through an internet gateway, which lets out public addresses alone. */
    List<NextHop> through(String gatewayId, Traffic at) {
        Optional<InternetGateway> gateway = network.internetGateway(gatewayId);
        if (gateway.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("InternetGateways", gatewayId)));
        }
        if (!gateway.get().attachedVpcIds().contains(at.vpcId())) {
            return List.of();
        }
        return switch (at.source()) {
            case Source.Nat nat -> end(at, nat.isPublic(), true);
            case Source.Inside(Subnet subnet) -> fromInside(subnet, at);
            case Source.Transit transit -> end(at, false, false);
            case Source.Appliance(NetworkInterface own, Subnet subnet) ->
                byFamily(at, end(ipv4(at), !own.publicIpv4().isEmpty() || subnet.mapPublicIpOnLaunch(), false), subnet);
        };
    }

    /** Through an egress-only internet gateway, which lets out public IPv6 addresses alone. */
    List<NextHop> throughEgressOnly(String gatewayId, Traffic at) {
        Optional<EgressOnlyInternetGateway> gateway = network.egressOnlyInternetGateway(gatewayId);
        if (gateway.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("EgressOnlyInternetGateways", gatewayId)));
        }
        if (!gateway.get().attachedVpcIds().contains(at.vpcId())) {
            return List.of();
        }
        boolean publicAddress = switch (at.source()) {
            case Source.Inside(Subnet subnet) -> subnet.publicIpv6();
            case Source.Appliance(NetworkInterface own, Subnet subnet) -> subnet.publicIpv6();
            case Source.Nat nat -> false;
            case Source.Transit transit -> false;
        };
        return end(ipv6(at), publicAddress, true);
    }

    private List<NextHop> fromInside(Subnet subnet, Traffic at) {
        Traffic ipv4 = ipv4(at);
        Optional<Boolean> publicIpv4 = PublicAddresses.ipv4(subnet, network);
        boolean decided = publicIpv4.isPresent() || passage(ipv4, false) instanceof Layers.Passage.Blocked;
        if (decided || ipv4.packets().isEmpty()) {
            return byFamily(at, end(ipv4, publicIpv4.orElse(true), false), subnet);
        }
        String unknown = network.unknown("NetworkInterfaces", "whether an interface has a public address");
        return byFamily(at, NextHop.end(at.unproven(unknown)), subnet);
    }

    private List<NextHop> byFamily(Traffic at, List<NextHop> ipv4, Subnet subnet) {
        return Stream.concat(ipv4.stream(), end(ipv6(at), subnet.publicIpv6(), false).stream())
                .toList();
    }

    private static Traffic ipv4(Traffic at) {
        return at.with(at.packets().ipv4Only());
    }

    private static Traffic ipv6(Traffic at) {
        return at.with(at.packets().ipv6Only());
    }

    private List<NextHop> end(Traffic at, boolean publicAddress, boolean outboundOnly) {
        if (at.packets().isEmpty()) {
            return List.of();
        }
        if (!publicAddress) {
            return NextHop.end(at.blocked(Layer.PUBLIC_ADDRESS));
        }
        return NextHop.end(
                switch (passage(at, outboundOnly)) {
                    case Layers.Passage.Blocked(Layer layer) -> at.blocked(layer);
                    case Layers.Passage.Sure(AddressSet passing) -> at.open(passing);
                    case Layers.Passage.Possible possible ->
                        at.unproven("the snapshot lacks a security group, prefix list or network ACL that decides");
                });
    }

    /** What becomes of the packets, the sender's address aside. */
    private Layers.Passage passage(Traffic at, boolean outboundOnly) {
        VpcBlockPublicAccessOptions.Mode mode =
                blockPublicAccess.mode(at.vpcId(), at.source().in());
        boolean blocked = mode == VpcBlockPublicAccessOptions.Mode.BLOCK_BIDIRECTIONAL
                || mode == VpcBlockPublicAccessOptions.Mode.BLOCK_INGRESS && !outboundOnly;
        Layers.Passage passage = at.layers().passage(at.packets());
        return blocked && !(passage instanceof Layers.Passage.Blocked)
                ? new Layers.Passage.Blocked(Layer.VPC_BLOCK_PUBLIC_ACCESS)
                : passage;
    }
}
