package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.List;
import java.util.Optional;

/**
 * Instances that forward packets, and appliances behind a Gateway Load Balancer. What they do with packets no snapshot
 * shows.
 */
final class Appliances {

    private final NetworkSnapshot network;

    Appliances(NetworkSnapshot network) {
        this.network = network;
    }

    /**
     * Through an instance: whether it forwards is unknown, but where packets could go from its interfaces is not.
     *
     * @param id of the interface or the instance
     */
    List<NextHop> throughInterface(String id, Traffic at) {
        List<NetworkInterface> known =
                network.networkInterface(id).map(List::of).orElseGet(() -> network.networkInterfacesOf(id));
        if (known.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("NetworkInterfaces", id)));
        }
        if (known.stream().allMatch(i -> i.sourceDestCheck().orElse(false))) {
            return List.of();
        }
        List<NetworkInterface> exits =
                known.getFirst().instanceId().map(network::networkInterfacesOf).orElse(known);
        return List.of(new NextHop.ThroughSoftware(
                "whether " + id + " forwards packets is not in the snapshot",
                exits.stream().map(exit -> outOf(exit, at)).toList()));
    }

    private NextHop outOf(NetworkInterface exit, Traffic at) {
        Optional<Subnet> subnet = network.subnet(exit.subnetId());
        if (subnet.isEmpty()) {
            return new NextHop.End(at.unproven(
                    network.unknown("Subnets", "the subnet " + exit.subnetId() + " of " + exit.networkInterfaceId())));
        }
        return new NextHop.FromSubnet(
                subnet.get(),
                at.from(subnet.get().vpcId(), new Source.Appliance(exit, subnet.get()))
                        .through(PacketFilter.ofSecurityGroups(exit.securityGroupIds(), network)));
    }

    /**
     * Through a Gateway Load Balancer endpoint: packets come back from the appliances into the endpoint's subnets, but
     * the appliances may also have ways of their own.
     */
    List<NextHop> throughEndpoint(String id, Traffic at) {
        Optional<VpcEndpoint> endpoint = network.vpcEndpoint(id);
        if (endpoint.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown("VpcEndpoints", id)));
        }
        List<NextHop> beyond = endpoint.get().subnetIds().stream()
                .flatMap(subnetId -> network.subnet(subnetId).stream())
                .<NextHop>map(subnet -> new NextHop.FromSubnet(subnet, at))
                .toList();
        return List.of(new NextHop.IntoTheUnknown(
                at.unproven("what the appliances behind " + id + " do with packets is not in the snapshot"), beyond));
    }
}
