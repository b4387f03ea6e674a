package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.path.PacketFilter;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What gets from interfaces with some groups and network ACL to interfaces with others, worked out once for all
 * addresses: most interfaces of a network differ in nothing else.
 */
final class Crossing {

    /** Addresses from which, and to which, some kinds of packet get through all filters. */
    private record Ends(AddressSet senders, AddressSet receivers) {}

    private final List<PacketFilter> filters;
    private final List<ProtocolPorts> kinds = new ArrayList<>();
    private final Map<Ends, List<ProtocolPorts>> kindsBetween = new LinkedHashMap<>();
    private final Map<List<ProtocolPorts>, String> words = new HashMap<>();

    /** @param filters all that stand between, which say in words what gets through */
    Crossing(List<PacketFilter> filters) {
        this.filters = List.copyOf(filters);
    }

    /** Notes that packets of a kind get through from these addresses to those. */
    void add(ProtocolPorts kind, AddressSet senders, AddressSet receivers) {
        kinds.add(kind);
        if (!senders.isEmpty() && !receivers.isEmpty()) {
            kindsBetween
                    .computeIfAbsent(new Ends(senders, receivers), ends -> new ArrayList<>())
                    .add(kind);
        }
    }

    /** What gets through from somebody to addresses. */
    Optional<Connections.Reached> between(Kin senders, AddressSet receivers) {
        List<ProtocolPorts> passing = new ArrayList<>();
        AddressSet reached = AddressSet.NONE;
        for (Map.Entry<Ends, List<ProtocolPorts>> entry : kindsBetween.entrySet()) {
            AddressSet receiving = receivers.intersect(entry.getKey().receivers());
            if (!receiving.isEmpty() && sends(senders, entry.getKey().senders(), receiving)) {
                passing.addAll(entry.getValue());
                reached = reached.union(receiving);
            }
        }
        return passing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Connections.Reached(reached, words.computeIfAbsent(passing, this::text)));
    }

    /** Whether one of them has an address that gets through, of a family of the receivers'. */
    private static boolean sends(Kin kin, AddressSet passing, AddressSet receiving) {
        if (kin.keepsSender()) {
            return isOneFamily(passing, receiving);
        }
        for (NetworkInterface member : kin.members()) {
            if (isOneFamily(kin.addressesOf(member).intersect(passing), receiving)) {
                return true;
            }
        }
        return false;
    }

    private String text(List<ProtocolPorts> passing) {
        return TrafficText.of(kinds.stream().filter(passing::contains).toList(), filters);
    }

    private static boolean isOneFamily(AddressSet senders, AddressSet receivers) {
        return !senders.ipv4Only().isEmpty() && !receivers.ipv4Only().isEmpty()
                || !senders.ipv6Only().isEmpty() && !receivers.ipv6Only().isEmpty();
    }
}
