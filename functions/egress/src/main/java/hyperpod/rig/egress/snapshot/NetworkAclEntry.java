package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a network ACL, a <a
 * href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html">NetworkAclEntry</a>.
 *
 * @param ruleNumber its place in the order of evaluation, lowest first
 * @param allow whether it lets through what it matches
 * @param traffic the protocol and ports that it matches
 * @param addresses the destinations that it matches; of an inbound rule, the sources
 */
public record NetworkAclEntry(int ruleNumber, boolean allow, ProtocolPorts traffic, AddressSet addresses) {

    static NetworkAclEntry from(AwsElement entry) {
        String action = entry.requiredText("RuleAction");
        if (!action.equals("allow") && !action.equals("deny")) {
            throw new MalformedResourceException(
                    "%s: RuleAction is \"%s\", not allow or deny".formatted(entry.place(), action));
        }
        Optional<Cidr> block =
                entry.cidr("CidrBlock", AddressFamily.IPV4).or(() -> entry.cidr("Ipv6CidrBlock", AddressFamily.IPV6));
        return new NetworkAclEntry(
                entry.number("RuleNumber")
                        .orElseThrow(() -> new MalformedResourceException(entry.place() + " has no RuleNumber")),
                action.equals("allow"),
                ProtocolPorts.ofAclEntry(entry),
                AddressSet.of(List.of(block.orElseThrow(() ->
                        new MalformedResourceException(entry.place() + " has neither CidrBlock nor Ipv6CidrBlock")))));
    }
}
