package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** An interface of a VPC, as party to a connection. Its addresses are read when they are first asked for. */
final class Member {

    private final NetworkInterface networkInterface;
    private final Subnet subnet;
    private final GroupRules inbound;
    private final Supplier<GroupRules> outbound;
    private Optional<Party> party = Optional.empty();

    /**
     * @param networkInterface the interface
     * @param subnet where it stands
     * @param inbound what its groups let in
     * @param outbound what they let out
     */
    Member(NetworkInterface networkInterface, Subnet subnet, GroupRules inbound, Supplier<GroupRules> outbound) {
        this.networkInterface = networkInterface;
        this.subnet = subnet;
        this.inbound = inbound;
        this.outbound = outbound;
    }

    NetworkInterface networkInterface() {
        return networkInterface;
    }

    Subnet subnet() {
        return subnet;
    }

    GroupRules inbound() {
        return inbound;
    }

    GroupRules outbound() {
        return outbound.get();
    }

    String id() {
        return networkInterface.networkInterfaceId();
    }

    Optional<String> instanceId() {
        return networkInterface.instanceId();
    }

    Party party() {
        if (party.isEmpty()) {
            party = Optional.of(Party.of(networkInterface, subnet));
        }
        return party.get();
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
