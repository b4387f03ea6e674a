package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.path.PacketFilter;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether interfaces can connect to others of the same VPC: the outbound rules of the ones, the inbound rules of the
 * others, and between two subnets the network ACLs of both, there and back. What the snapshot lacks may let everything
 * through.
 */
final class Connections {

    /**
     * Those who may be connected to.
     *
     * @param subnet a subnet whose network ACL governs them all
     * @param addresses their addresses
     * @param groupIds their security groups; with none this layer lets everything in
     */
    record Receivers(Subnet subnet, AddressSet addresses, List<String> groupIds) {}

    /**
     * What gets through.
     *
     * @param receivers the addresses that can be reached
     * @param traffic the protocols and ports, in words
     */
    record Reached(AddressSet receivers, String traffic) {}

    /** Whom some groups let in: members of these groups, and these addresses. */
    private record Admission(Set<String> members, AddressSet addresses) {}

    private final NetworkSnapshot network;
    private final InboundFilters filters;
    private final Map<List<String>, Admission> admissions = new HashMap<>();

    Connections(NetworkSnapshot network, InboundFilters filters) {
        this.network = network;
        this.filters = filters;
    }

    /**
     * What the interfaces can connect to.
     *
     * @param sameSubnet whether the receivers are in the same subnet, where no network ACL stands between
     */
    Optional<Reached> of(Kin from, Receivers to, boolean sameSubnet) {
        if (isRefused(from, to.groupIds())) {
            return Optional.empty();
        }
        AddressSet senders = from.keepsSender() ? AddressSpace.ALL : from.addresses();
        List<PacketFilter> near =
                sameSubnet ? List.of() : List.of(filters.into(to.subnet()), filters.answersOut(to.subnet()));
        List<PacketFilter> far =
                sameSubnet ? List.of() : List.of(filters.outOf(from.subnet()), filters.answersInto(from.subnet()));
        List<PacketFilter> all = new ArrayList<>(near);
        all.addAll(far);
        if (!to.groupIds().isEmpty()) {
            all.add(filters.into(to.groupIds()));
        }
        if (!from.groupIds().isEmpty()) {
            all.add(filters.outOf(from.groupIds()));
        }
        List<ProtocolPorts> passing = new ArrayList<>();
        AddressSet reached = AddressSet.NONE;
        for (ProtocolPorts kind : Layers.kinds(all)) {
            AddressSet sending = senders;
            if (!to.groupIds().isEmpty() && !isAdmittedAsMember(from.groupIds(), to.groupIds(), kind)) {
                sending = passing(sending, filters.into(to.groupIds()), kind);
            }
            sending = passing(sending, near, kind);
            AddressSet receiving = sending.isEmpty() ? AddressSet.NONE : to.addresses();
            if (!from.groupIds().isEmpty() && !isSentToMembers(from.groupIds(), to.groupIds(), kind)) {
                receiving = passing(receiving, filters.outOf(from.groupIds()), kind);
            }
            receiving = passing(receiving, far, kind);
            if (isOneFamily(sending, receiving)) {
                passing.add(kind);
                reached = reached.union(receiving);
            }
        }
        return passing.isEmpty() ? Optional.empty() : Optional.of(new Reached(reached, TrafficText.of(passing, all)));
    }

    private static boolean isOneFamily(AddressSet senders, AddressSet receivers) {
        return !senders.ipv4Only().isEmpty() && !receivers.ipv4Only().isEmpty()
                || !senders.ipv6Only().isEmpty() && !receivers.ipv6Only().isEmpty();
    }

    private static AddressSet passing(AddressSet addresses, List<PacketFilter> through, ProtocolPorts kind) {
        AddressSet passing = addresses;
        for (PacketFilter filter : through) {
            passing = passing(passing, filter, kind);
        }
        return passing;
    }

    private static AddressSet passing(AddressSet addresses, PacketFilter filter, ProtocolPorts kind) {
        return addresses.isEmpty()
                ? addresses
                : addresses.intersect(
                        filter.allowed(kind.protocol(), kind.firstPort()).possible());
    }

    /** Whether receivers with these groups refuse the interfaces at first sight, as nearly all do. */
    boolean isRefused(Kin from, List<String> receivers) {
        if (receivers.isEmpty()) {
            return false;
        }
        Admission admission = admissionOf(receivers);
        return from.groupIds().stream().noneMatch(admission.members()::contains)
                && (admission.addresses().isEmpty()
                        || !from.keepsSender()
                                && admission
                                        .addresses()
                                        .intersect(AddressSet.of(from.subnet().cidrBlocks()))
                                        .isEmpty());
    }

    /** The addresses that the inbound rules of the groups let in, for any traffic, surely or possibly. */
    AddressSet admittedBy(List<String> groupIds) {
        return admissionOf(groupIds).addresses();
    }

    /** Whether the inbound rules of the groups let anybody in, members or addresses; without a group they do. */
    boolean letAnybodyIn(List<String> groupIds) {
        return groupIds.isEmpty()
                || !admissionOf(groupIds).members().isEmpty()
                || !admissionOf(groupIds).addresses().isEmpty();
    }

    private Admission admissionOf(List<String> groupIds) {
        Admission known = admissions.get(groupIds);
        if (known == null) {
            known = admission(groupIds);
            admissions.put(groupIds, known);
        }
        return known;
    }

    private Admission admission(List<String> groupIds) {
        PacketFilter filter = filters.into(groupIds);
        AddressSet addresses = AddressSet.NONE;
        for (ProtocolPorts kind : Layers.kinds(List.of(filter))) {
            addresses = addresses.union(
                    filter.allowed(kind.protocol(), kind.firstPort()).possible());
        }
        return new Admission(
                rules(groupIds, SecurityGroup::ingress)
                        .flatMap(rule -> rule.groupIds().stream())
                        .collect(Collectors.toUnmodifiableSet()),
                addresses);
    }

    private boolean isAdmittedAsMember(List<String> senders, List<String> receivers, ProtocolPorts kind) {
        return rules(receivers, SecurityGroup::ingress)
                .anyMatch(rule -> isAbout(rule, kind) && senders.stream().anyMatch(rule.groupIds()::contains));
    }

    /** Of receivers whose groups nobody named, a rule for the members of any group may be about them. */
    private boolean isSentToMembers(List<String> senders, List<String> receivers, ProtocolPorts kind) {
        return rules(senders, SecurityGroup::egress)
                .anyMatch(rule -> isAbout(rule, kind)
                        && !rule.groupIds().isEmpty()
                        && (receivers.isEmpty() || receivers.stream().anyMatch(rule.groupIds()::contains)));
    }

    private static boolean isAbout(IpPermission rule, ProtocolPorts kind) {
        return rule.traffic().matches(kind.protocol(), kind.firstPort());
    }

    private Stream<IpPermission> rules(List<String> groupIds, Function<SecurityGroup, List<IpPermission>> direction) {
        return groupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .flatMap(group -> direction.apply(group).stream());
    }
}
