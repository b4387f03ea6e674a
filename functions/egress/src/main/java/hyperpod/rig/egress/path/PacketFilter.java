package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkAclEntry;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A layer that lets packets through or not: the security groups of an interface together, or a network ACL's rules. The
 * outbound rules speak of the destinations of packets, the inbound ones of their senders.
 */
public final class PacketFilter {

    private static final int TCP = 6;

    private final Layer layer;
    private final List<ProtocolPorts> traffic;
    private final Rules rules;
    /** What the rules have decided: many paths meet one filter with the same kinds of packet. */
    private final Map<Integer, Allowed> decided = new HashMap<>();

    private PacketFilter(Layer layer, List<ProtocolPorts> traffic, Rules rules) {
        this.layer = layer;
        this.traffic = List.copyOf(traffic);
        this.rules = rules;
    }

    /** Which layer it is. */
    public Layer layer() {
        return layer;
    }

    /** The kinds of packet that its rules distinguish. */
    public List<ProtocolPorts> traffic() {
        return traffic;
    }

    /** What the rules allow to one kind of packet. */
    public Allowed allowed(int protocol, int port) {
        return decided.computeIfAbsent(protocol << Character.SIZE | port, kind -> rules.allowed(protocol, port));
    }

    /**
     * The addresses that one kind of packet may have at its other end.
     *
     * @param certain those that are surely let through
     * @param possible those that may be, because the snapshot lacks what would decide; holds the certain ones
     */
    public record Allowed(AddressSet certain, AddressSet possible) {}

    /** Decides for one kind of packet. */
    private interface Rules {
        Allowed allowed(int protocol, int port);
    }

    /** The security groups of an interface: they let through what any rule of any of them allows. */
    public static PacketFilter ofSecurityGroups(List<String> ids, NetworkSnapshot network) {
        List<SecurityGroup> groups =
                ids.stream().flatMap(id -> network.securityGroup(id).stream()).toList();
        return groups.size() == ids.size()
                ? of(
                        groups.stream()
                                .flatMap(group -> group.egress().stream())
                                .toList(),
                        network,
                        permission -> AddressSet.NONE)
                : unknown(Layer.SECURITY_GROUP);
    }

    /**
     * The security groups of an interface, as connections from outside the VPC meet them: their inbound rules. A rule
     * for the members of a group lets in their private addresses: inside the VPC the caller knows them.
     *
     * @param elsewhere the addresses that members of a group may have that is not in the snapshot
     */
    public static PacketFilter ofInboundRules(List<String> ids, NetworkSnapshot network, AddressSet elsewhere) {
        List<SecurityGroup> groups =
                ids.stream().flatMap(id -> network.securityGroup(id).stream()).toList();
        boolean known = groups.size() == ids.size() && groups.stream().allMatch(SecurityGroup::ingressKnown);
        return known
                ? of(
                        groups.stream()
                                .flatMap(group -> group.ingress().stream())
                                .toList(),
                        network,
                        permission -> membersElsewhere(permission, groups, network, elsewhere))
                : unknown(Layer.SECURITY_GROUP);
    }

    private static AddressSet membersElsewhere(
            IpPermission permission, List<SecurityGroup> groups, NetworkSnapshot network, AddressSet elsewhere) {
        AddressSet members = AddressSet.NONE;
        for (String id : permission.groupIds()) {
            Optional<SecurityGroup> named = network.securityGroup(id);
            boolean here = groups.stream()
                    .anyMatch(group -> named.isPresent()
                            && group.vpcId().equals(named.get().vpcId()));
            if (!here) {
                members = members.union(named.flatMap(SecurityGroup::vpcId)
                        .flatMap(network::vpc)
                        .map(vpc -> AddressSet.of(vpc.cidrBlocks()))
                        .orElse(elsewhere));
            }
        }
        return members;
    }

    private static PacketFilter of(
            List<IpPermission> permissions, NetworkSnapshot network, Function<IpPermission, AddressSet> members) {
        return new PacketFilter(
                Layer.SECURITY_GROUP,
                permissions.stream().map(IpPermission::traffic).toList(),
                (protocol, port) -> {
                    AddressSet certain = AddressSet.NONE;
                    boolean allListsKnown = true;
                    AddressSet possible = AddressSet.NONE;
                    for (IpPermission permission : permissions) {
                        if (permission.traffic().matches(protocol, port)) {
                            certain = certain.union(permission.addresses()).union(listed(permission, network));
                            possible = possible.union(members.apply(permission));
                            allListsKnown &= permission.prefixListIds().stream()
                                    .allMatch(id -> network.prefixList(id).isPresent());
                        }
                    }
                    AddressSet maybe = possible.isEmpty() ? certain : certain.union(possible);
                    return new Allowed(certain, allListsKnown ? maybe : AddressSpace.ALL);
                });
    }

    /** A network ACL's outbound rules. */
    static PacketFilter of(NetworkAcl acl) {
        return ofEntries(acl.egress());
    }

    /**
     * One direction's rules of a network ACL: the first that matches decides; what none matches is refused.
     *
     * @param entries in the order of evaluation
     */
    public static PacketFilter ofEntries(List<NetworkAclEntry> entries) {
        return new PacketFilter(
                Layer.NETWORK_ACL,
                entries.stream().map(NetworkAclEntry::traffic).toList(),
                (protocol, port) -> {
                    AddressSet allowed = AddressSet.NONE;
                    AddressSet undecided = AddressSpace.ALL;
                    for (NetworkAclEntry entry : entries) {
                        if (entry.traffic().matches(protocol, port)) {
                            if (entry.allow()) {
                                allowed = allowed.union(entry.addresses().intersect(undecided));
                            }
                            undecided = undecided.minus(entry.addresses());
                        }
                    }
                    return new Allowed(allowed, allowed);
                });
    }

    /**
     * The same filter for packets that a NAT gateway has since turned from IPv6 into IPv4, in terms of their IPv4
     * destinations.
     */
    PacketFilter beforeNat64() {
        return new PacketFilter(layer, traffic, (protocol, port) -> {
            Allowed allowed = allowed(protocol, port);
            return new Allowed(
                    AddressSpace.afterNatGateway(allowed.certain().ipv6Only()),
                    AddressSpace.afterNatGateway(allowed.possible().ipv6Only()));
        });
    }

    /**
     * What the rules for one direction of a network ACL leave of the connections in the other one: it keeps no state,
     * so a connection of TCP needs an answer, which goes to whatever port its sender chose. Other protocols get along
     * without one.
     */
    public PacketFilter ofAnswers() {
        Set<Integer> ports = new TreeSet<>(Set.of(0));
        traffic.stream().filter(kind -> kind.matches(TCP, kind.firstPort())).forEach(kind -> {
            ports.add(kind.firstPort());
            ports.add(Math.min(kind.lastPort() + 1, ProtocolPorts.LAST_PORT));
        });
        return new PacketFilter(layer, List.of(), (protocol, port) -> {
            if (protocol != TCP) {
                return new Allowed(AddressSpace.ALL, AddressSpace.ALL);
            }
            AddressSet certain = AddressSet.NONE;
            AddressSet possible = AddressSet.NONE;
            for (int answered : ports) {
                Allowed allowed = allowed(TCP, answered);
                certain = certain.union(allowed.certain());
                possible = possible.union(allowed.possible());
            }
            return new Allowed(certain, possible);
        });
    }

    /** A layer of which the snapshot shows nothing: it may let everything through, or nothing. */
    public static PacketFilter unknown(Layer layer) {
        return new PacketFilter(layer, List.of(), (protocol, port) -> new Allowed(AddressSet.NONE, AddressSpace.ALL));
    }

    private static AddressSet listed(IpPermission permission, NetworkSnapshot network) {
        return permission.prefixListIds().stream()
                .flatMap(id -> network.prefixList(id).stream())
                .map(PrefixList::addresses)
                .reduce(AddressSet.NONE, AddressSet::union);
    }
}
