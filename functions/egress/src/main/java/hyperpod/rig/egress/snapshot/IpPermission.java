package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * One outbound rule of a security group, an
 * <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html">IpPermission</a>.
 *
 * @param traffic the protocol and ports that it allows
 * @param addresses the addresses that it allows by CIDR block
 * @param prefixListIds the prefix lists whose addresses it allows
 * @param allowsGroups whether it allows the interfaces of some security group: these have private addresses only
 */
public record IpPermission(ProtocolPorts traffic, AddressSet addresses, List<String> prefixListIds, boolean allowsGroups) {

    static IpPermission from(AwsElement permission) {
        List<Cidr> blocks = new ArrayList<>();
        permission.elements("IpRanges").forEach(range -> blocks.add(range.cidr("CidrIp", AddressFamily.IPV4)
                .orElseThrow(() -> new MalformedResourceException(range.place() + " has no CidrIp"))));
        permission.elements("Ipv6Ranges").forEach(range -> blocks.add(range.cidr("CidrIpv6", AddressFamily.IPV6)
                .orElseThrow(() -> new MalformedResourceException(range.place() + " has no CidrIpv6"))));
        return new IpPermission(
                ProtocolPorts.ofPermission(permission),
                AddressSet.of(blocks),
                permission.elements("PrefixListIds").stream().map(list -> list.requiredText("PrefixListId")).toList(),
                !permission.elements("UserIdGroupPairs").isEmpty());
    }
}
