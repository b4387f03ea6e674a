package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.toCidr;
import static hyperpod.rig.egress.mutation.Parts.toPrefixList;

import java.util.List;

/** Security groups that let traffic out to public addresses, and public addresses. */
final class GroupOpenings {

    private GroupOpenings() {}

    static List<Change> all() {
        return List.of(
                out("all traffic to everywhere", toCidr("-1", "0.0.0.0/0")),
                out("all IPv6 traffic to everywhere", toCidr("-1", "::/0")),
                out("HTTPS to everywhere", toCidr("tcp", "0.0.0.0/0")),
                out("QUIC to everywhere", toCidr("udp", "0.0.0.0/0")),
                out(
                        "ICMP to everywhere",
                        "{'IpProtocol': 'icmp', 'FromPort': -1, 'ToPort': -1, 'IpRanges': [{'CidrIp':"
                                + " '0.0.0.0/0'}]}"),
                out("IPsec to everywhere", toCidr("50", "0.0.0.0/0")),
                out("all traffic to one public address", toCidr("-1", "203.0.113.9/32")),
                out("all traffic to one public IPv6 address", toCidr("-1", "2001:4860:4860::8888/128")),
                out(
                        "names to a public resolver",
                        "{'IpProtocol': 'udp', 'FromPort': 53, 'ToPort': 53, 'IpRanges':"
                                + " [{'CidrIp': '8.8.8.8/32'}]}"),
                out("half of the internet", toCidr("-1", "128.0.0.0/1")),
                out("more of AWS's addresses than the gateway endpoint takes", toCidr("tcp", "3.5.0.0/16")),
                Change.of("a group lets out to a prefix list with public addresses", network -> {
                    network.add("PrefixLists", "{'PrefixListId': 'pl-own', 'Cidrs': ['203.0.113.0/24']}");
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissionsEgress", toPrefixList("pl-own"));
                }),
                out("an unknown prefix list", toPrefixList("pl-unlisted")),
                out("VPC Lattice's link-local addresses", toCidr("-1", "169.254.171.0/24")),
                Change.of(
                        "the subnet gives public addresses on launch",
                        network -> network.set("Subnets", "subnet-1", "MapPublicIpOnLaunch", "true")),
                Change.of(
                        "the second subnet gives public addresses on launch",
                        network -> network.set("Subnets", "subnet-2", "MapPublicIpOnLaunch", "true")),
                Change.of(
                        "a node has an Elastic IP address",
                        network -> network.set(
                                "NetworkInterfaces",
                                "eni-node-1",
                                "Association",
                                "{'PublicIp': '198.51.100.7', 'AllocationId': 'eipalloc-1'}")),
                Change.of(
                        "a node has a public address beside its second private one",
                        network -> network.addTo(
                                "NetworkInterfaces",
                                "eni-node-2",
                                "PrivateIpAddresses",
                                "{'Primary': false, 'PrivateIpAddress': '10.0.1.11', 'Association': {'PublicIp':"
                                        + " '198.51.100.7'}}")));
    }

    private static Change out(String what, String permission) {
        return Change.of(
                "a group lets out " + what,
                network -> network.addTo("SecurityGroups", "sg-nodes", "IpPermissionsEgress", permission));
    }
}
