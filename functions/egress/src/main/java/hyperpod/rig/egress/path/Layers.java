package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The filters on a path, in the order in which packets meet them. A path is open if packets of one protocol and port
 * pass all of them to one and the same address; so every protocol and port that some rule distinguishes is tried.
 *
 * @param filters security groups first, then the network ACL of each subnet on the path
 * @param throughNatGateway whether a NAT gateway is on the path, which drops the protocols that it does not know
 */
public record Layers(List<PacketFilter> filters, boolean throughNatGateway) {

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    /** A protocol that IANA reserves: stands for every protocol that no rule names. */
    public static final int UNNAMED_PROTOCOL = 255;

    /**
     * See <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html">NAT gateway basics</a>.
     */
    private static final Set<Integer> OF_NAT_GATEWAYS = Set.of(ICMP, TCP, UDP, ICMPV6);

    Layers with(PacketFilter filter) {
        List<PacketFilter> more = new ArrayList<>(filters);
        more.add(filter);
        return new Layers(List.copyOf(more), throughNatGateway);
    }

    /** The same filters, with a NAT gateway behind them. */
    Layers withNatGateway() {
        return new Layers(filters, true);
    }

    /** The same filters for packets that a NAT gateway has since turned from IPv6 into IPv4. */
    Layers beforeNat64() {
        return new Layers(filters.stream().map(PacketFilter::beforeNat64).toList(), throughNatGateway);
    }

    /** What becomes of packets at the filters. */
    public sealed interface Passage {

        /** Some packet surely passes every filter; these are the destinations of all that do, or may. */
        record Sure(AddressSet passing) implements Passage {}

        /** Some packet may, because the snapshot lacks what would decide. */
        record Possible() implements Passage {}

        /** None does; the layer is the one that the packets that get furthest do not pass. */
        record Blocked(Layer layer) implements Passage {}
    }

    /** What becomes of packets whose other end is one of these addresses: their destinations, on the way out. */
    public Passage passage(AddressSet destinations) {
        boolean possible = filters.isEmpty();
        int lostAt = 0;
        boolean sure = false;
        AddressSet passing = AddressSet.NONE;
        for (ProtocolPorts kind : kinds()) {
            AddressSet certain = destinations;
            AddressSet maybe = destinations;
            int passed = 0;
            while (passed < filters.size() && !maybe.isEmpty()) {
                PacketFilter.Allowed allowed = filters.get(passed).allowed(kind.protocol(), kind.firstPort());
                AddressSet surely = certain.intersect(allowed.certain());
                // Nearly always nothing is in doubt.
                boolean doubtless = certain == maybe && allowed.certain() == allowed.possible();
                maybe = doubtless ? surely : maybe.intersect(allowed.possible());
                certain = surely;
                passed++;
            }
            sure |= !certain.isEmpty();
            possible |= !maybe.isEmpty();
            passing = passing.union(maybe);
            if (sure && passing.equals(destinations)) {
                break;
            }
            lostAt = Math.max(lostAt, passed - 1);
        }
        if (sure) {
            return new Passage.Sure(passing);
        }
        return possible
                ? new Passage.Possible()
                : new Passage.Blocked(filters.get(lostAt).layer());
    }

    /** The kinds of packet of which some surely or possibly pass every filter. */
    public List<ProtocolPorts> passing(AddressSet addresses) {
        return kinds().stream()
                .filter(kind -> {
                    AddressSet maybe = addresses;
                    for (PacketFilter filter : filters) {
                        maybe = maybe.intersect(filter.allowed(kind.protocol(), kind.firstPort())
                                .possible());
                    }
                    return !maybe.isEmpty();
                })
                .toList();
    }

    private List<ProtocolPorts> kinds() {
        return kinds(filters).stream()
                .filter(kind -> !throughNatGateway || OF_NAT_GATEWAYS.contains(kind.protocol()))
                .toList();
    }

    /**
     * The kinds of packet that the rules of some filters distinguish: no rule decides otherwise about one packet of a
     * kind than about another.
     */
    public static List<ProtocolPorts> kinds(Collection<PacketFilter> filters) {
        Map<Integer, TreeSet<Integer>> portsOf = new TreeMap<>();
        for (int protocol : List.of(ICMP, TCP, UDP, UNNAMED_PROTOCOL)) {
            portsOf.computeIfAbsent(protocol, p -> new TreeSet<>()).add(0);
        }
        filters.stream().flatMap(filter -> filter.traffic().stream()).forEach(traffic -> {
            if (traffic.protocol() != ProtocolPorts.EVERY_PROTOCOL) {
                TreeSet<Integer> ports = portsOf.computeIfAbsent(traffic.protocol(), p -> new TreeSet<>());
                ports.add(0);
                ports.add(traffic.firstPort());
                ports.add(Math.min(traffic.lastPort() + 1, ProtocolPorts.LAST_PORT));
            }
        });
        List<ProtocolPorts> kinds = new ArrayList<>();
        portsOf.forEach((protocol, ports) -> ports.forEach(first -> {
            Integer next = ports.higher(first);
            kinds.add(new ProtocolPorts(protocol, first, next == null ? ProtocolPorts.LAST_PORT : next - 1));
        }));
        return kinds;
    }
}
