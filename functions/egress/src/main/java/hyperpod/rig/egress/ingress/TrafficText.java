package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.path.PacketFilter;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words which kinds of packet get in. */
final class TrafficText {

    private TrafficText() {}

    /**
     * Such as {@code tcp 22, udp} or {@code all traffic}.
     *
     * @param passing the kinds that get in
     * @param filters the filters that they have passed
     */
    static String of(List<ProtocolPorts> passing, Collection<PacketFilter> filters) {
        if (passing.containsAll(Layers.kinds(filters))) {
            return "all traffic";
        }
        List<ProtocolPorts> merged = new ArrayList<>();
        for (ProtocolPorts kind : passing) {
            boolean continues = !merged.isEmpty()
                    && merged.getLast().protocol() == kind.protocol()
                    && merged.getLast().lastPort() + 1 == kind.firstPort();
            int first = continues ? merged.removeLast().firstPort() : kind.firstPort();
            merged.add(new ProtocolPorts(kind.protocol(), first, kind.lastPort()));
        }
        return merged.stream()
                .map(kind -> kind.protocol() == Layers.UNNAMED_PROTOCOL ? "other protocols" : kind.text())
                .collect(Collectors.joining(", "));
    }
}
