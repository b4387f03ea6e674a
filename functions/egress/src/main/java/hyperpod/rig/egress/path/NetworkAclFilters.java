package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.HashMap;
import java.util.Map;

/** What the network ACLs of a network let out: one filter for each ACL, which its subnets share. */
final class NetworkAclFilters {

    private final NetworkSnapshot network;
    private final Map<String, PacketFilter> ofAcl = new HashMap<>();

    NetworkAclFilters(NetworkSnapshot network) {
        this.network = network;
    }

    /** The filter of the network ACL that governs the subnet. */
    PacketFilter of(Subnet subnet) {
        return network.effectiveNetworkAcl(subnet)
                .map(acl -> ofAcl.computeIfAbsent(acl.networkAclId(), id -> PacketFilter.of(acl)))
                .orElseGet(() -> PacketFilter.unknown(Layer.NETWORK_ACL));
    }
}
