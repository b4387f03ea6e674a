package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.Optional;

/** The public addresses of a subnet's interfaces, without which an internet gateway lets nothing out. */
final class PublicAddresses {

    private PublicAddresses() {}

    /** Whether an interface of the subnet has or gets a public IPv4 address; empty if the snapshot does not say. */
    static Optional<Boolean> ipv4(Subnet subnet, NetworkSnapshot network) {
        if (subnet.mapPublicIpOnLaunch()
                || network.networkInterfacesIn(subnet.subnetId()).stream()
                        .anyMatch(i -> !i.isNatGateway() && !i.publicIpv4().isEmpty())) {
            return Optional.of(true);
        }
        return network.holds(ResourceKind.NETWORK_INTERFACE) ? Optional.of(false) : Optional.empty();
    }
}
