package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkAclEntry;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a subnet decides on whom its nodes reach in the VPC: nodes of two subnets with equal traits reach the same.
 */
final class SenderTraits {

    /** With more sets of addresses to tell apart each subnet stands for itself. */
    private static final int MAX_SETS = 64;

    private final NetworkSnapshot network;
    private final AddressSet vpc;
    private final List<AddressSet> toldApart;
    private final Set<String> subnetsOfNodesElsewhere;
    private final Map<String, Boolean> openAcls = new HashMap<>();

    SenderTraits(NetworkSnapshot network, List<Subnet> subnets, List<Member> members, Collection<GroupRules> inbound) {
        this.network = network;
        vpc = AddressSet.of(
                subnets.stream().flatMap(s -> s.cidrBlocks().stream()).toList());
        Set<AddressSet> sets = new LinkedHashSet<>();
        inbound.forEach(rules -> sets.addAll(rules.addressSets()));
        subnets.stream()
                .flatMap(subnet -> network.effectiveNetworkAcl(subnet).stream())
                .distinct()
                .flatMap(acl -> acl.ingress().stream())
                .forEach(entry -> sets.add(entry.addresses()));
        sets.removeIf(set -> vpc.minus(set).isEmpty() || vpc.intersect(set).isEmpty());
        toldApart = List.copyOf(sets);
        subnetsOfNodesElsewhere = members.stream()
                .filter(member -> member.instanceId().isPresent())
                .filter(member -> network
                        .networkInterfacesOf(member.instanceId().orElseThrow())
                        .stream()
                        .anyMatch(leg -> !leg.subnetId().equals(member.subnet().subnetId())))
                .map(member -> member.subnet().subnetId())
                .collect(Collectors.toUnmodifiableSet());
    }

    List<Object> of(Subnet subnet) {
        Optional<NetworkAcl> acl = network.effectiveNetworkAcl(subnet);
        // What stands in the subnet itself is reached past the ACL, which makes no difference if the ACL is open.
        boolean alone = toldApart.size() > MAX_SETS
                || subnetsOfNodesElsewhere.contains(subnet.subnetId())
                || acl.filter(a -> openAcls.computeIfAbsent(
                                a.networkAclId(), id -> isOpen(a.egress()) && isOpen(a.ingress())))
                        .isEmpty();
        if (alone) {
            return List.of(subnet.subnetId());
        }
        AddressSet own = AddressSet.of(subnet.cidrBlocks());
        return List.of(
                acl.orElseThrow().networkAclId(),
                subnet.ipv4Block().isPresent(),
                subnet.ipv6Blocks().isEmpty(),
                toldApart.stream()
                        .map(set -> own.minus(set).isEmpty()
                                ? 2
                                : own.intersect(set).isEmpty() ? 0 : 1)
                        .toList());
    }

    /** Whether the entries let every packet pass between addresses of the VPC. */
    private boolean isOpen(List<NetworkAclEntry> entries) {
        AddressSet open = vpc;
        for (NetworkAclEntry entry : entries) {
            if (!entry.allow() && !entry.addresses().intersect(open).isEmpty()) {
                return false;
            }
            if (entry.allow() && entry.traffic().protocol() == ProtocolPorts.EVERY_PROTOCOL) {
                open = open.minus(entry.addresses());
            }
        }
        return open.isEmpty();
    }
}
