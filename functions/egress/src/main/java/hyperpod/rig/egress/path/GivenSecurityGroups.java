package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import java.util.List;
import java.util.Optional;

/**
 * The security groups that the audited interfaces have.
 *
 * @param securityGroupIds {@code sg-...}
 */
public record GivenSecurityGroups(List<String> securityGroupIds) {

    PacketFilter filter(NetworkSnapshot network) {
        List<SecurityGroup> groups = securityGroupIds.stream().map(network::securityGroup).flatMap(Optional::stream).toList();
        return groups.size() == securityGroupIds.size()
                ? PacketFilter.of(groups, network)
                : PacketFilter.unknown(Layer.SECURITY_GROUP);
    }
}
