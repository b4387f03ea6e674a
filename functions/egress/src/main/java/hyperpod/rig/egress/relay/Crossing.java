package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkAclEntry;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Whether one packet can get from one party to another of the same VPC, by the security groups of both and the network
 * ACLs between their subnets. Whether an answer can get back is not asked: data needs none.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html">Network ACLs</a>, which see
 *     only what enters or leaves a subnet
 */
final class Crossing {

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    /** A protocol that IANA reserves: stands for every protocol that no rule names. */
    private static final int UNNAMED_PROTOCOL = 255;

    private static final List<NetworkAclEntry> UNKNOWN = List.of(new NetworkAclEntry(
            0, true, new ProtocolPorts(ProtocolPorts.EVERY_PROTOCOL, 0, ProtocolPorts.LAST_PORT), AddressSpace.ALL));

    private final NetworkSnapshot network;

    Crossing(NetworkSnapshot network) {
        this.network = network;
    }

    boolean isPossible(Party sender, GroupRules outbound, Party receiver, GroupRules inbound) {
        return !outbound.isEmpty() && isPossible(sender, outbound, receiver, inbound.with(sender));
    }

    /**
     * The same for a sender of whom it is known already what the receiver's groups let in.
     *
     * @param in what they let in from this sender
     */
    boolean isPossible(Party sender, GroupRules outbound, Member receiver, List<GroupRules.Allowed> in) {
        // The addresses of most interfaces are never asked for.
        return !in.isEmpty() && isPossible(sender, outbound, receiver.party(), in);
    }

    private boolean isPossible(Party sender, GroupRules outbound, Party receiver, List<GroupRules.Allowed> in) {
        List<GroupRules.Allowed> out = outbound.with(receiver);
        for (GroupRules.Allowed towards : out) {
            for (GroupRules.Allowed from : in) {
                Optional<ProtocolPorts> both = both(towards.traffic(), from.traffic());
                if (both.isPresent()
                        && (crosses(
                                        sender,
                                        receiver,
                                        both.get(),
                                        from.addresses().ipv4Only(),
                                        towards.addresses().ipv4Only())
                                || crosses(
                                        sender,
                                        receiver,
                                        both.get(),
                                        from.addresses().ipv6Only(),
                                        towards.addresses().ipv6Only()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The kinds of packet that both match. */
    private static Optional<ProtocolPorts> both(ProtocolPorts one, ProtocolPorts other) {
        if (one.protocol() == ProtocolPorts.EVERY_PROTOCOL) {
            return Optional.of(other);
        }
        if (other.protocol() == ProtocolPorts.EVERY_PROTOCOL) {
            return Optional.of(one);
        }
        int first = Math.max(one.firstPort(), other.firstPort());
        int last = Math.min(one.lastPort(), other.lastPort());
        return one.protocol() == other.protocol() && first <= last
                ? Optional.of(new ProtocolPorts(one.protocol(), first, last))
                : Optional.empty();
    }

    /** Whether the network ACLs let some packet of one family pass. */
    private boolean crosses(
            Party sender, Party receiver, ProtocolPorts traffic, AddressSet sources, AddressSet destinations) {
        if (sources.isEmpty() || destinations.isEmpty()) {
            return false;
        }
        // Inside a subnet nothing passes an ACL.
        if (sender.subnet().subnetId().equals(receiver.subnet().subnetId())) {
            return true;
        }
        List<NetworkAclEntry> leaving = entries(sender.subnet(), NetworkAcl::egress);
        List<NetworkAclEntry> entering = entries(receiver.subnet(), NetworkAcl::ingress);
        for (int protocol : protocols(traffic, leaving, entering)) {
            for (int port : ports(protocol, traffic, leaving, entering)) {
                if (passes(leaving, protocol, port, destinations) && passes(entering, protocol, port, sources)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The entries of the ACL that governs the subnet; one that is not in the snapshot may let everything pass. */
    private List<NetworkAclEntry> entries(Subnet subnet, Function<NetworkAcl, List<NetworkAclEntry>> direction) {
        return network.effectiveNetworkAcl(subnet).map(direction).orElse(UNKNOWN);
    }

    private static boolean passes(List<NetworkAclEntry> entries, int protocol, int port, AddressSet addresses) {
        AddressSet undecided = addresses;
        for (NetworkAclEntry entry : entries) {
            if (entry.traffic().matches(protocol, port)) {
                if (entry.allow() && !entry.addresses().intersect(undecided).isEmpty()) {
                    return true;
                }
                undecided = undecided.minus(entry.addresses());
                if (undecided.isEmpty()) {
                    return false;
                }
            }
        }
        return false;
    }

    private static Set<Integer> protocols(
            ProtocolPorts traffic, List<NetworkAclEntry> leaving, List<NetworkAclEntry> entering) {
        if (traffic.protocol() != ProtocolPorts.EVERY_PROTOCOL) {
            return Set.of(traffic.protocol());
        }
        Set<Integer> protocols = new TreeSet<>(Set.of(TCP, UDP, ICMP, ICMPV6, UNNAMED_PROTOCOL));
        List.of(leaving, entering)
                .forEach(entries ->
                        entries.forEach(entry -> protocols.add(entry.traffic().protocol())));
        protocols.remove(ProtocolPorts.EVERY_PROTOCOL);
        return protocols;
    }

    /** One port for each range that the entries tell apart. */
    private static Set<Integer> ports(
            int protocol, ProtocolPorts traffic, List<NetworkAclEntry> leaving, List<NetworkAclEntry> entering) {
        Set<Integer> ports = new TreeSet<>(Set.of(traffic.firstPort()));
        List.of(leaving, entering)
                .forEach(entries -> entries.stream()
                        .map(NetworkAclEntry::traffic)
                        .filter(other -> other.protocol() == protocol)
                        .forEach(other -> {
                            ports.add(other.firstPort());
                            ports.add(other.lastPort() + 1);
                        }));
        ports.removeIf(port -> port < traffic.firstPort() || port > traffic.lastPort());
        return ports;
    }
}
