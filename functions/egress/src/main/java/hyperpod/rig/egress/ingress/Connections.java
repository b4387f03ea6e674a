package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.path.PacketFilter;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
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

    /**
     * All of two ends but their addresses.
     *
     * @param out the outbound rules of the senders' groups; empty if they have none
     * @param admitting the inbound rules that let in members of a group of the senders'
     * @param sending the outbound rules that let out to members of a group of the receivers'
     * @param far the senders' network ACL; nothing within one subnet
     * @param near the receivers'
     * @param receivers the groups of the receivers
     */
    private record Ends(
            Optional<PacketFilter> out,
            List<ProtocolPorts> admitting,
            List<ProtocolPorts> sending,
            List<PacketFilter> far,
            List<PacketFilter> near,
            List<String> receivers) {}

    private final NetworkSnapshot network;
    private final InboundFilters filters;
    private final Map<Ends, Crossing> crossings = new HashMap<>();
    private final Map<String, AddressSet> listed = new HashMap<>();
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
        if (isRefused(from, to.groupIds()) || sendsNothing(from, to)) {
            return Optional.empty();
        }
        return crossing(from, to, sameSubnet).between(from, to.addresses());
    }

    private Crossing crossing(Kin from, Receivers to, boolean sameSubnet) {
        List<PacketFilter> near =
                sameSubnet ? List.of() : List.of(filters.into(to.subnet()), filters.answersOut(to.subnet()));
        List<PacketFilter> far =
                sameSubnet ? List.of() : List.of(filters.outOf(from.subnet()), filters.answersInto(from.subnet()));
        Ends ends = new Ends(
                from.groupIds().isEmpty() ? Optional.empty() : Optional.of(filters.outOf(from.groupIds())),
                admittingMembers(from.groupIds(), to.groupIds()),
                sendingToMembers(from.groupIds(), to.groupIds()),
                far,
                near,
                to.groupIds());
        Crossing known = crossings.get(ends);
        if (known == null) {
            known = crossing(ends);
            crossings.put(ends, known);
        }
        return known;
    }

    private Crossing crossing(Ends ends) {
        List<PacketFilter> all = new ArrayList<>(ends.near());
        all.addAll(ends.far());
        if (!ends.receivers().isEmpty()) {
            all.add(filters.into(ends.receivers()));
        }
        ends.out().ifPresent(all::add);
        Crossing crossing = new Crossing(all);
        for (ProtocolPorts kind : Layers.kinds(all)) {
            AddressSet sending = passing(ends.near(), kind);
            if (!ends.receivers().isEmpty() && isAboutNone(ends.admitting(), kind)) {
                sending = sending.intersect(passing(List.of(filters.into(ends.receivers())), kind));
            }
            AddressSet receiving = passing(ends.far(), kind);
            if (ends.out().isPresent() && isAboutNone(ends.sending(), kind)) {
                receiving = receiving.intersect(passing(List.of(ends.out().get()), kind));
            }
            crossing.add(kind, sending, receiving);
        }
        return crossing;
    }

    private static AddressSet passing(List<PacketFilter> through, ProtocolPorts kind) {
        AddressSet passing = AddressSpace.ALL;
        for (PacketFilter filter : through) {
            passing = passing.intersect(
                    filter.allowed(kind.protocol(), kind.firstPort()).possible());
        }
        return passing;
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

    /**
     * Whether no outbound rule of the senders' groups, as nearly all, is for an address of the receivers or for groups.
     */
    private boolean sendsNothing(Kin from, Receivers to) {
        return !from.groupIds().isEmpty()
                && from.groupIds().stream()
                        .allMatch(id -> network.securityGroup(id).isPresent())
                && rules(from.groupIds(), SecurityGroup::egress)
                        .allMatch(rule -> rule.groupIds().isEmpty()
                                && rule.addresses().intersect(to.addresses()).isEmpty()
                                && rule.prefixListIds().stream().allMatch(id -> leadsElsewhere(id, to.addresses())));
    }

    private boolean leadsElsewhere(String prefixListId, AddressSet receivers) {
        return listed.computeIfAbsent(
                        prefixListId,
                        id -> network.prefixList(id).map(PrefixList::addresses).orElse(AddressSpace.ALL))
                .intersect(receivers)
                .isEmpty();
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

    private List<ProtocolPorts> admittingMembers(List<String> senders, List<String> receivers) {
        return rules(receivers, SecurityGroup::ingress)
                .filter(rule -> senders.stream().anyMatch(rule.groupIds()::contains))
                .map(IpPermission::traffic)
                .toList();
    }

    /** Of receivers whose groups nobody named, a rule for the members of any group may be about them. */
    private List<ProtocolPorts> sendingToMembers(List<String> senders, List<String> receivers) {
        return rules(senders, SecurityGroup::egress)
                .filter(rule -> !rule.groupIds().isEmpty()
                        && (receivers.isEmpty() || receivers.stream().anyMatch(rule.groupIds()::contains)))
                .map(IpPermission::traffic)
                .toList();
    }

    private static boolean isAboutNone(List<ProtocolPorts> traffic, ProtocolPorts kind) {
        return traffic.stream().noneMatch(some -> some.matches(kind.protocol(), kind.firstPort()));
    }

    private Stream<IpPermission> rules(List<String> groupIds, Function<SecurityGroup, List<IpPermission>> direction) {
        return groupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .flatMap(group -> direction.apply(group).stream());
    }
}
