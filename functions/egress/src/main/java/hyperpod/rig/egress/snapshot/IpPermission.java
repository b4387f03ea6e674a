package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule of a security group, an <a
 * href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html">IpPermission</a>.
 *
 * @param traffic the protocol and ports that it allows
 * @param addresses the addresses that it allows by CIDR block
 * @param prefixListIds the prefix lists whose addresses it allows
 * @param blocks these addresses as AWS prints them
 * @param groupIds the security groups whose interfaces it allows, by their private addresses
 */
public record IpPermission(
        ProtocolPorts traffic,
        AddressSet addresses,
        List<String> prefixListIds,
        List<String> blocks,
        List<String> groupIds) {

    static IpPermission from(AwsElement permission) {
        List<Cidr> blocks = new ArrayList<>();
        permission
                .elements("IpRanges")
                .forEach(range -> blocks.add(range.cidr("CidrIp", AddressFamily.IPV4)
                        .orElseThrow(() -> new MalformedResourceException(range.place() + " has no CidrIp"))));
        permission
                .elements("Ipv6Ranges")
                .forEach(range -> blocks.add(range.cidr("CidrIpv6", AddressFamily.IPV6)
                        .orElseThrow(() -> new MalformedResourceException(range.place() + " has no CidrIpv6"))));
        return new IpPermission(
                ProtocolPorts.ofPermission(permission),
                AddressSet.of(blocks),
                permission.elements("PrefixListIds").stream()
                        .map(list -> list.requiredText("PrefixListId"))
                        .toList(),
                blockTexts(permission),
                permission.elements("UserIdGroupPairs").stream()
                        .map(pair -> pair.requiredText("GroupId"))
                        .toList());
    }

    private static List<String> blockTexts(AwsElement permission) {
        List<String> texts = new ArrayList<>();
        permission.elements("IpRanges").forEach(range -> range.text("CidrIp").ifPresent(texts::add));
        permission
                .elements("Ipv6Ranges")
                .forEach(range -> range.text("CidrIpv6").ifPresent(texts::add));
        return List.copyOf(texts);
    }

    /** The rule in the AWS CLI's shorthand for {@code --ip-permissions}. */
    public String text() {
        List<String> parts = new ArrayList<>();
        parts.add("IpProtocol=" + traffic.protocolText());
        if (traffic.hasPorts()) {
            parts.add("FromPort=" + traffic.firstPort() + ",ToPort=" + traffic.lastPort());
        }
        list(
                "IpRanges",
                "CidrIp",
                blocks.stream().filter(block -> block.indexOf(':') < 0).toList(),
                parts);
        list(
                "Ipv6Ranges",
                "CidrIpv6",
                blocks.stream().filter(block -> block.indexOf(':') >= 0).toList(),
                parts);
        list("PrefixListIds", "PrefixListId", prefixListIds, parts);
        list("UserIdGroupPairs", "GroupId", groupIds, parts);
        return String.join(",", parts);
    }

    private static void list(String field, String member, List<String> values, List<String> parts) {
        if (!values.isEmpty()) {
            parts.add(field + "=["
                    + values.stream()
                            .map(value -> "{" + member + "=" + value + "}")
                            .collect(Collectors.joining(",")) + "]");
        }
    }
}
