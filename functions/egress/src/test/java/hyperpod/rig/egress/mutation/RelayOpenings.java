package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.befriend;
import static hyperpod.rig.egress.mutation.Parts.internetGateway;
import static hyperpod.rig.egress.mutation.Parts.ipv6;
import static hyperpod.rig.egress.mutation.Parts.managed;
import static hyperpod.rig.egress.mutation.Parts.natGateway;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.publicAddress;
import static hyperpod.rig.egress.mutation.Parts.publicSubnet;
import static hyperpod.rig.egress.mutation.Parts.route;
import static hyperpod.rig.egress.mutation.Parts.subnet;
import static hyperpod.rig.egress.mutation.Parts.toCidr;
import static hyperpod.rig.egress.mutation.Parts.transitGateway;

import java.util.List;

/** Other interfaces of the VPC that have a way out and that nodes reach, and subnets where one could stand. */
final class RelayOpenings {

    private RelayOpenings() {}

    static List<Change> all() {
        return List.of(
                Change.of("a bastion with a public address, whose group the nodes may reach", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-bastion");
                    befriend(network, "sg-bastion");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-bastion", "subnet-public", "10.0.20.5", "sg-bastion", publicAddress()));
                }),
                Change.of("a proxy behind a NAT gateway, whose group the nodes may reach", network -> {
                    natGateway(network);
                    subnet(network, "subnet-proxy", "10.0.21.0/24", route("0.0.0.0/0", "'NatGatewayId': 'nat-1'"));
                    openGroup(network, "sg-proxy");
                    befriend(network, "sg-proxy");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface("eni-proxy", "subnet-proxy", "10.0.21.5", "sg-proxy", ""));
                }),
                Change.of("a standard node of the cluster with the nodes' group, behind a NAT gateway", network -> {
                    natGateway(network);
                    subnet(network, "subnet-nodes", "10.0.21.0/24", route("0.0.0.0/0", "'NatGatewayId': 'nat-1'"));
                    openGroup(network, "sg-cluster");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-standard",
                                    "subnet-nodes",
                                    "10.0.21.5",
                                    "sg-nodes",
                                    "'Groups': [{'GroupId': 'sg-nodes'}, {'GroupId': 'sg-cluster'}]"));
                }),
                Change.of("an instance with a public address that has the endpoints' group", network -> {
                    publicSubnet(network);
                    network.addTo("SecurityGroups", "sg-endpoints", "IpPermissionsEgress", toCidr("-1", "0.0.0.0/0"));
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-disguised", "subnet-public", "10.0.20.5", "sg-endpoints", publicAddress()));
                }),
                Change.of("an instance with one leg among the endpoints and one in a public subnet", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-open");
                    String instance = "'Attachment': {'InstanceId': 'i-legs', 'Status': 'attached'}";
                    network.add(
                            "NetworkInterfaces",
                            networkInterface("eni-leg-1", "subnet-3", "10.0.9.100", "sg-endpoints", instance),
                            networkInterface(
                                    "eni-leg-2",
                                    "subnet-public",
                                    "10.0.20.5",
                                    "sg-open",
                                    instance + ", " + publicAddress()));
                }),
                Change.of("an instance with a second leg in another VPC, which has an internet gateway", network -> {
                    Parts.otherVpc(network, route("0.0.0.0/0", "'GatewayId': 'igw-2'"));
                    network.add(
                            "InternetGateways",
                            "{'InternetGatewayId': 'igw-2', 'Attachments': [{'VpcId': 'vpc-2', 'State': 'available'}]}");
                    openGroup(network, "sg-open");
                    String instance = "'Attachment': {'InstanceId': 'i-legs', 'Status': 'attached'}";
                    network.add(
                            "NetworkInterfaces",
                            networkInterface("eni-leg-1", "subnet-3", "10.0.9.100", "sg-endpoints", instance),
                            networkInterface(
                                    "eni-leg-2",
                                    "subnet-other",
                                    "10.2.0.5",
                                    "sg-open",
                                    instance + ", 'VpcId': 'vpc-2', " + publicAddress()));
                }),
                Change.of("a node with a second interface in a public subnet", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-open");
                    String instance = "{'InstanceId': 'i-node', 'Status': 'attached'}";
                    network.set("NetworkInterfaces", "eni-node-1", "Attachment", instance);
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-node-3",
                                    "subnet-public",
                                    "10.0.20.5",
                                    "sg-open",
                                    "'Attachment': " + instance + ", " + publicAddress()));
                }),
                Change.of("a relay that leaves by IPv6 alone", network -> {
                    network.add(
                            "EgressOnlyInternetGateways",
                            "{'EgressOnlyInternetGatewayId': 'eigw-1', 'Attachments': [{'VpcId': 'vpc-1', 'State':"
                                    + " 'attached'}]}");
                    ipv6(network);
                    subnet(
                            network,
                            "subnet-six",
                            "10.0.21.0/24",
                            route("::/0", "'EgressOnlyInternetGatewayId': 'eigw-1'"));
                    String block = "{'Ipv6CidrBlock': '2600:1f18:1:1ff::/64', 'Ipv6CidrBlockState': {'State':"
                            + " 'associated'}}";
                    network.addTo("Subnets", "subnet-six", "Ipv6CidrBlockAssociationSet", block);
                    openGroup(network, "sg-six");
                    network.addTo("SecurityGroups", "sg-six", "IpPermissionsEgress", toCidr("-1", "::/0"));
                    befriend(network, "sg-six");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-six",
                                    "subnet-six",
                                    "10.0.21.5",
                                    "sg-six",
                                    "'Ipv6Addresses': [{'Ipv6Address': '2600:1f18:1:1ff::5'}]"));
                }),
                Change.of("a relay with a route through a transit gateway", network -> {
                    transitGateway(network);
                    relay(network, route("0.0.0.0/0", "'TransitGatewayId': 'tgw-1'"));
                }),
                Change.of("a relay with a route to a peer", network -> {
                    Parts.peering(network, "active");
                    relay(network, route("10.9.0.0/16", "'VpcPeeringConnectionId': 'pcx-1'"));
                }),
                Change.of(
                        "a relay with a VPN",
                        network -> relay(network, route("192.168.0.0/16", "'GatewayId': 'vgw-1'"))),
                Change.of(
                        "a relay with a route to a core network",
                        network -> relay(
                                network,
                                route(
                                        "0.0.0.0/0",
                                        "'CoreNetworkArn': 'arn:aws:networkmanager::111122223333:core-network/c'"))),
                Change.of("a relay whose route table gets propagated routes", network -> {
                    relay(network);
                    network.set("RouteTables", "rtb-of-subnet-relay", "PropagatingVgws", "[{'GatewayId': 'vgw-1'}]");
                }),
                Change.of("a relay before another relay", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-first");
                    openGroup(network, "sg-second");
                    befriend(network, "sg-first");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface("eni-first", "subnet-3", "10.0.9.100", "sg-first", ""),
                            networkInterface("eni-second", "subnet-public", "10.0.20.5", "sg-second", publicAddress()));
                }),
                Change.of("nodes may reach the whole VPC, in which a subnet has a NAT gateway", network -> {
                    natGateway(network);
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissionsEgress", toCidr("-1", "10.0.0.0/16"));
                    subnet(network, "subnet-empty", "10.0.21.0/24", route("0.0.0.0/0", "'NatGatewayId': 'nat-1'"));
                }),
                Change.of("nodes may reach one port of a public subnet, in which nothing stands yet", network -> {
                    publicSubnet(network);
                    network.addTo("SecurityGroups", "sg-nodes", "IpPermissionsEgress", toCidr("tcp", "10.0.20.0/24"));
                }),
                Change.of("a load balancer on the internet, whose group the nodes may reach", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-balancer");
                    befriend(network, "sg-balancer");
                    network.add(
                            "NetworkInterfaces",
                            managed("subnet-public", "sg-balancer", "interface", "ELB app/public/50dc6c495c0c9188"));
                }),
                Change.of("an instance that calls itself a control plane", network -> {
                    publicSubnet(network);
                    openGroup(network, "sg-open");
                    befriend(network, "sg-open");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-claims",
                                    "subnet-public",
                                    "10.0.20.5",
                                    "sg-open",
                                    "'Description': 'Amazon EKS nova', " + publicAddress()));
                }),
                Change.of("a relay with a carrier's address", network -> {
                    openGroup(network, "sg-relay");
                    befriend(network, "sg-relay");
                    subnet(network, "subnet-relay", "10.0.21.0/24", route("0.0.0.0/0", "'CarrierGatewayId': 'cagw-1'"));
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-relay",
                                    "subnet-relay",
                                    "10.0.21.5",
                                    "sg-relay",
                                    "'Association': {'CarrierIp': '155.146.1.7'}"));
                }),
                Change.of("the nodes' group on an instance in a public subnet", network -> {
                    publicSubnet(network);
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-stray",
                                    "subnet-public",
                                    "10.0.20.5",
                                    "sg-nodes",
                                    "'Groups': [{'GroupId': 'sg-nodes'}, {'GroupId': 'sg-unlisted'}], "
                                            + publicAddress()));
                }),
                Change.of("a pod with a group of its own among the nodes, behind an internet gateway", network -> {
                    internetGateway(network);
                    openGroup(network, "sg-pod");
                    befriend(network, "sg-pod");
                    subnet(network, "subnet-pods", "10.0.21.0/24", route("0.0.0.0/0", "'GatewayId': 'igw-1'"));
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-pod",
                                    "subnet-pods",
                                    "10.0.21.5",
                                    "sg-pod",
                                    "'InterfaceType': 'branch', " + publicAddress()));
                }),
                Change.of(
                        "a local network interface of an Outpost in the subnet",
                        network -> network.set("Subnets", "subnet-1", "EnableLniAtDeviceIndex", "1")),
                Change.of("the VPC belongs to another account, which shares it", network -> {
                    network.set("Vpcs", "vpc-1", "OwnerId", "'999988887777'");
                    for (String id : List.of("subnet-1", "subnet-2", "subnet-3")) {
                        network.set("Subnets", id, "OwnerId", "'999988887777'");
                    }
                }),
                Change.of(
                        "the snapshot was taken by another account",
                        network -> network.set("Account", "'999988887777'")));
    }

    private static void relay(ChangedNetwork network, String... routes) {
        openGroup(network, "sg-relay");
        befriend(network, "sg-relay");
        subnet(network, "subnet-relay", "10.0.21.0/24", routes);
        network.add("NetworkInterfaces", networkInterface("eni-relay", "subnet-relay", "10.0.21.5", "sg-relay", ""));
    }
}
