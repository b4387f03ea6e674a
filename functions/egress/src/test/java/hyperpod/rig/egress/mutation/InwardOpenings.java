package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.internetGateway;
import static hyperpod.rig.egress.mutation.Parts.managed;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.peering;
import static hyperpod.rig.egress.mutation.Parts.publicAddress;
import static hyperpod.rig.egress.mutation.Parts.publicSubnet;
import static hyperpod.rig.egress.mutation.Parts.route;
import static hyperpod.rig.egress.mutation.Parts.toCidr;
import static hyperpod.rig.egress.mutation.Parts.toGroup;
import static hyperpod.rig.egress.mutation.Parts.toPrefixList;

import java.util.List;

/** Ways in: the verdict on the way in must not be LOCKED. */
final class InwardOpenings {

    private InwardOpenings() {}

    static List<Change> all() {
        return List.of(
                in("everything from everywhere", toCidr("-1", "0.0.0.0/0")),
                in("everything from everywhere by IPv6", toCidr("-1", "::/0")),
                in("HTTPS from everywhere", toCidr("tcp", "0.0.0.0/0")),
                in("one public address", toCidr("-1", "203.0.113.9/32")),
                in(
                        "pings from everywhere",
                        "{'IpProtocol': 'icmp', 'FromPort': 8, 'ToPort': -1, 'IpRanges': [{'CidrIp':"
                                + " '0.0.0.0/0'}]}"),
                in("VPC Lattice", toCidr("tcp", "169.254.171.0/24")),
                in("a prefix list that is not in the list", toPrefixList("pl-unlisted")),
                Change.of("inward: a group lets in a prefix list with public addresses", network -> {
                    network.add("PrefixLists", "{'PrefixListId': 'pl-own', 'Cidrs': ['203.0.113.0/24']}");
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", toPrefixList("pl-own"));
                }),
                Change.of("inward: a node with a public address, an internet gateway and a rule", network -> {
                    internetGateway(network);
                    network.addTo("RouteTables", "rtb-1", "Routes", route("0.0.0.0/0", "'GatewayId': 'igw-1'"));
                    network.set("NetworkInterfaces", "eni-node-1", "Association", "{'PublicIp': '198.51.100.7'}");
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", toCidr("tcp", "0.0.0.0/0"));
                }),
                Change.of("inward: a peer's addresses are let in, and answers go back", network -> {
                    peering(network, "active");
                    network.addTo(
                            "RouteTables",
                            "rtb-1",
                            "Routes",
                            route("10.9.0.0/16", "'VpcPeeringConnectionId': 'pcx-1'"));
                    letIn(network, "10.9.0.0/16");
                }),
                Change.of("inward: a network by VPN is let in", network -> {
                    network.addTo("RouteTables", "rtb-1", "Routes", route("192.168.0.0/16", "'GatewayId': 'vgw-1'"));
                    letIn(network, "192.168.0.0/16");
                }),
                Change.of("inward: a network behind a transit gateway is let in", network -> {
                    Parts.transitGateway(network);
                    network.addTo(
                            "RouteTables", "rtb-1", "Routes", route("172.16.0.0/12", "'TransitGatewayId': 'tgw-1'"));
                    letIn(network, "172.16.0.0/12");
                }),
                through("a load balancer", "network_load_balancer", "ELB net/nova/1234567890abcdef"),
                through("an EC2 Instance Connect endpoint", "ec2_instance_connect_endpoint", "EC2 Instance Connect"),
                through("a Client VPN endpoint", "interface", "ClientVPN Endpoint Resource"),
                through("a Verified Access endpoint", "interface", "VerifiedAccess Endpoint vae-1"),
                through("a VPC origin of CloudFront", "interface", "CloudFront managed VPC origin"),
                through("an accelerator", "global_accelerator_managed", "GlobalAccelerator managed interface"),
                through("a resource gateway", "interface", "Resource Gateway Interface rgw-1"),
                through("a link of API Gateway", "api_gateway_managed", "API Gateway VPC link"),
                through("a service that nobody knows", "interface", "managed by something new"),
                Change.of("inward: a bastion with a public address is let in", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-bastion");
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", toGroup("sg-bastion"));
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-bastion", "subnet-public", "10.0.20.5", "sg-bastion", publicAddress()));
                }));
    }

    private static Change in(String what, String permission) {
        return Change.of(
                "inward: a group lets in " + what,
                network -> network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", permission));
    }

    private static void letIn(ChangedNetwork network, String cidr) {
        network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", toCidr("-1", cidr));
        network.addTo(
                "NetworkAcls",
                "acl-nodes",
                "Entries",
                "{'Egress': false, 'RuleNumber': 90, 'Protocol': '-1', 'RuleAction': 'allow', 'CidrBlock': '%s'}"
                        .formatted(cidr),
                "{'Egress': true, 'RuleNumber': 90, 'Protocol': '-1', 'RuleAction': 'allow', 'CidrBlock': '%s'}"
                        .formatted(cidr));
    }

    private static Change through(String what, String type, String description) {
        return Change.of("inward: " + what + " is let in", network -> {
            openGroup(network, "sg-service");
            network.addTo("SecurityGroups", "sg-nodes", "IpPermissions", toGroup("sg-service"));
            network.add("NetworkInterfaces", managed("subnet-3", "sg-service", type, description));
        });
    }
}
