package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;

/**
 * One who sends or receives inside a VPC.
 *
 * @param subnet where it stands
 * @param addresses its private addresses
 * @param securityGroupIds its groups
 * @param groupsKnown whether these are all; if not, a rule for any group may concern it
 */
record Party(Subnet subnet, AddressSet addresses, List<String> securityGroupIds, boolean groupsKnown) {

    /**
     * The nodes of a subnet: they may have any of its addresses.
     *
     * @param securityGroupIds their groups; none if nobody says which they have
     */
    static Party nodes(Subnet subnet, List<String> securityGroupIds) {
        return new Party(subnet, AddressSet.of(subnet.cidrBlocks()), securityGroupIds, !securityGroupIds.isEmpty());
    }

    /** An interface that may be put into a subnet: only rules for addresses concern it, until it is given a group. */
    static Party newcomer(Subnet subnet) {
        return new Party(subnet, AddressSet.of(subnet.cidrBlocks()), List.of(), true);
    }

    /** An interface; one without an address in the document may have any of its subnet's. */
    static Party of(NetworkInterface networkInterface, Subnet subnet) {
        AddressSet own = networkInterface.addresses();
        return new Party(
                subnet,
                own.isEmpty() ? AddressSet.of(subnet.cidrBlocks()) : own,
                networkInterface.securityGroupIds(),
                !networkInterface.securityGroupIds().isEmpty());
    }
}
