package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.Vpc;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether security groups let anything pass between the nodes and other interfaces of their VPC, whichever side opens
 * the connection. Ports and network ACLs are not looked at: they can only close more. What is not known counts as
 * letting pass.
 */
final class NodeReach {

    private final NetworkSnapshot network;
    private final Set<String> nodeGroups;
    private final Map<Other, Boolean> decided = new HashMap<>();
    private final Map<Set<String>, Side> sides = new HashMap<>();

    /**
     * Interfaces that are not nodes'.
     *
     * @param vpcId their VPC
     * @param subnetId their subnet, if it is known
     * @param groupIds their security groups; without any nothing keeps traffic from them
     * @param keepsClientAddress whether what they send can bear any address
     */
    record Other(String vpcId, Optional<String> subnetId, Set<String> groupIds, boolean keepsClientAddress) {}

    /** What the groups of one side let in and out. */
    private record Side(Set<String> groupIds, Optional<Rules> inbound, Optional<Rules> outbound) {}

    /** What rules admit at the other end: interfaces of groups, and addresses. */
    private record Rules(Set<String> groupIds, AddressSet addresses) {

        boolean admit(Set<String> otherGroups, AddressSet otherAddresses) {
            return otherGroups.stream().anyMatch(groupIds::contains)
                    || !addresses.intersect(otherAddresses).isEmpty();
        }
    }

    /** @param nodeGroups the groups of the nodes; without any nothing is known, so that everything may pass */
    NodeReach(NetworkSnapshot network, List<String> nodeGroups) {
        this.network = network;
        this.nodeGroups = Set.copyOf(nodeGroups);
    }

    /** Whether something may pass between nodes in that VPC and these interfaces. */
    boolean mayMeet(Other other) {
        return decided.computeIfAbsent(other, this::decide);
    }

    /** Whether an interface has the groups of the nodes and no others, so that it may be a node's. */
    boolean hasGroupsOfNodes(Collection<String> groupIds) {
        return !nodeGroups.isEmpty() && nodeGroups.equals(Set.copyOf(groupIds));
    }

    private boolean decide(Other other) {
        AddressSet anywhereInVpc = network.vpc(other.vpcId())
                .map(Vpc::cidrBlocks)
                .map(AddressSet::of)
                .orElse(AddressSpace.ALL);
        AddressSet itsAddresses = other.subnetId()
                .flatMap(network::subnet)
                .map(Subnet::cidrBlocks)
                .map(AddressSet::of)
                .orElse(anywhereInVpc);
        Side nodes = side(nodeGroups);
        Side its = side(other.groupIds());
        boolean nodesConnect = admits(nodes.outbound(), other.groupIds(), itsAddresses)
                && admits(its.inbound(), nodeGroups, anywhereInVpc);
        boolean itConnects =
                admits(nodes.inbound(), other.groupIds(), other.keepsClientAddress() ? AddressSpace.ALL : itsAddresses)
                        && admits(its.outbound(), nodeGroups, anywhereInVpc);
        return nodesConnect || itConnects;
    }

    private static boolean admits(Optional<Rules> rules, Set<String> groups, AddressSet addresses) {
        return rules.map(known -> known.admit(groups, addresses)).orElse(true);
    }

    private Side side(Set<String> groupIds) {
        return sides.computeIfAbsent(groupIds, ids -> new Side(ids, inbound(ids), rules(ids, SecurityGroup::egress)));
    }

    private Optional<Rules> inbound(Set<String> groupIds) {
        boolean known = groupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .allMatch(SecurityGroup::ingressKnown);
        return known ? rules(groupIds, SecurityGroup::ingress) : Optional.empty();
    }

    /** The rules of the groups together; empty if there is no group or one is unknown: then anything may pass. */
    private Optional<Rules> rules(Set<String> groupIds, Function<SecurityGroup, List<IpPermission>> direction) {
        Set<String> groups = new HashSet<>();
        AddressSet addresses = AddressSet.NONE;
        for (String id : groupIds) {
            Optional<SecurityGroup> group = network.securityGroup(id);
            if (group.isEmpty()) {
                return Optional.empty();
            }
            for (IpPermission permission : direction.apply(group.get())) {
                groups.addAll(permission.groupIds());
                addresses = addresses.union(permission.addresses());
                for (String list : permission.prefixListIds()) {
                    addresses = addresses.union(
                            network.prefixList(list).map(PrefixList::addresses).orElse(AddressSpace.ALL));
                }
            }
        }
        return groupIds.isEmpty() ? Optional.empty() : Optional.of(new Rules(Set.copyOf(groups), addresses));
    }
}
