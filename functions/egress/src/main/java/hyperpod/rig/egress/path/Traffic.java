package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.snapshot.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packets on their way out: where they are, how they got there, and where they can still go.
 *
 * @param kind what the path leads through first
 * @param destination the first route's destination as AWS prints it
 * @param hops ids from the subnet to where they are
 * @param vpcId the VPC in which they are
 * @param source the sender that a gateway there sees
 * @param packets their destinations
 * @param layers the filters that they have met
 * @param seen which packets each route table on the way has routed
 */
record Traffic(
        PathKind kind,
        String destination,
        List<String> hops,
        String vpcId,
        Source source,
        AddressSet packets,
        Layers layers,
        Map<String, AddressSet> seen) {

    Traffic via(String... ids) {
        List<String> longer = new ArrayList<>(hops);
        longer.addAll(List.of(ids));
        return new Traffic(kind, destination, List.copyOf(longer), vpcId, source, packets, layers, seen);
    }

    Traffic with(AddressSet remaining) {
        return new Traffic(kind, destination, hops, vpcId, source, remaining, layers, seen);
    }

    Traffic through(PacketFilter filter) {
        return new Traffic(kind, destination, hops, vpcId, source, packets, layers.with(filter), seen);
    }

    /**
     * The packets after a NAT gateway turned their IPv6 destinations into IPv4 ones; the filters before it saw the IPv6
     * destinations.
     */
    Traffic translated(AddressSet ipv4) {
        return new Traffic(kind, destination, hops, vpcId, source, ipv4, layers.beforeNat64(), seen);
    }

    /** The packets as a NAT gateway sends them on. */
    Traffic fromNatGateway(Source.Nat sender) {
        return new Traffic(kind, destination, hops, vpcId, sender, packets, layers.withNatGateway(), seen);
    }

    Traffic from(String vpc, Source sender) {
        return new Traffic(kind, destination, hops, vpc, sender, packets, layers, seen);
    }

    Traffic routedBy(String tableId) {
        Map<String, AddressSet> more = new HashMap<>(seen);
        more.merge(tableId, packets, AddressSet::union);
        return new Traffic(kind, destination, hops, vpcId, source, packets, layers, Map.copyOf(more));
    }

    /** The packets that this table has routed before: they go round in a circle. */
    AddressSet circling(String tableId) {
        return packets.intersect(seen.getOrDefault(tableId, AddressSet.NONE));
    }

    /** They get out, those at least that pass all layers. */
    EgressPath open(AddressSet passing) {
        return EgressPath.open(kind, destination, hops, new Reach(passing, packets));
    }

    EgressPath blocked(Layer layer) {
        return EgressPath.blocked(kind, destination, hops, layer, new Reach(AddressSet.NONE, packets));
    }

    EgressPath ofUnknownEntries(Destination prefixList) {
        return EgressPath.ofUnknownEntries(kind, destination, hops, prefixList);
    }

    EgressPath unproven(String reason) {
        return EgressPath.unproven(kind, destination, hops, reason, Optional.of(Reach.of(packets)));
    }
}
