package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.Optional;
import java.util.Set;

/**
 * An interface of a VPC, as party to a connection.
 *
 * @param networkInterface the interface
 * @param subnet where it stands
 * @param inbound what its groups let in
 * @param outbound what they let out
 * @param party the same as sender or receiver, made once: every subnet asks for it
 */
record Member(NetworkInterface networkInterface, Subnet subnet, GroupRules inbound, GroupRules outbound, Party party) {

    Member(NetworkInterface networkInterface, Subnet subnet, GroupRules inbound, GroupRules outbound) {
        this(networkInterface, subnet, inbound, outbound, Party.of(networkInterface, subnet));
    }

    String id() {
        return networkInterface.networkInterfaceId();
    }

    Optional<String> instanceId() {
        return networkInterface.instanceId();
    }

    /** Whether it is the interface of a node, so that its way out is the subnet's own. */
    boolean isOf(Party nodes) {
        return subnet.subnetId().equals(nodes.subnet().subnetId())
                && (!nodes.groupsKnown()
                        || Set.copyOf(networkInterface.securityGroupIds())
                                .equals(Set.copyOf(nodes.securityGroupIds())));
    }

    /** The interface, the instance that it is attached to and its description in words. */
    String name() {
        return id()
                + instanceId().map(instance -> " of " + instance).orElse("")
                + (networkInterface.description().isEmpty() ? "" : " (\"" + networkInterface.description() + "\")")
                + " in " + subnet.subnetId();
    }
}
