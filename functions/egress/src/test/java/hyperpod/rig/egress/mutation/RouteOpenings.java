package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.blackhole;
import static hyperpod.rig.egress.mutation.Parts.internetGateway;
import static hyperpod.rig.egress.mutation.Parts.ipv6;
import static hyperpod.rig.egress.mutation.Parts.natGateway;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.peering;
import static hyperpod.rig.egress.mutation.Parts.publicAddress;
import static hyperpod.rig.egress.mutation.Parts.publicSubnet;
import static hyperpod.rig.egress.mutation.Parts.route;
import static hyperpod.rig.egress.mutation.Parts.subnet;
import static hyperpod.rig.egress.mutation.Parts.transitGateway;

import java.util.List;
import java.util.function.Consumer;

/** Routes that lead out, or could. */
final class RouteOpenings {

    private static final String DEFAULT = "0.0.0.0/0";

    private RouteOpenings() {}

    static List<Change> all() {
        return List.of(
                Change.of("a default route to an internet gateway, and a node has a public address", network -> {
                    internetGateway(network);
                    add(network, route(DEFAULT, "'GatewayId': 'igw-1'"));
                    network.set("NetworkInterfaces", "eni-node-1", "Association", "{'PublicIp': '198.51.100.7'}");
                }),
                Change.of(
                        "a default route to an internet gateway",
                        with(Parts::internetGateway, route(DEFAULT, "'GatewayId': 'igw-1'"))),
                Change.of(
                        "a default route to an internet gateway in two halves",
                        with(
                                Parts::internetGateway,
                                route("0.0.0.0/1", "'GatewayId': 'igw-1'"),
                                route("128.0.0.0/1", "'GatewayId': 'igw-1'"))),
                Change.of(
                        "a default route to an internet gateway that is not attached yet",
                        with(
                                network -> network.add(
                                        "InternetGateways", "{'InternetGatewayId': 'igw-1', 'Attachments': []}"),
                                blackhole(DEFAULT, "'GatewayId': 'igw-1'"))),
                Change.of("a default route to an internet gateway while Block Public Access is on", network -> {
                    internetGateway(network);
                    add(network, route(DEFAULT, "'GatewayId': 'igw-1'"));
                    network.add(
                            "VpcBlockPublicAccessOptions",
                            "{'AwsAccountId': '111122223333', 'AwsRegion': 'us-east-1', 'State': 'update-complete',"
                                    + " 'InternetGatewayBlockMode': 'block-bidirectional'}");
                    network.set("VpcBlockPublicAccessExclusions", "[]");
                }),
                Change.of(
                        "a default route to a NAT gateway",
                        with(Parts::natGateway, route(DEFAULT, "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a route for one public block to a NAT gateway",
                        with(Parts::natGateway, route("203.0.113.0/24", "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a route for one public address to a NAT gateway",
                        with(Parts::natGateway, route("203.0.113.9/32", "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a route for addresses of another AWS service to a NAT gateway",
                        with(Parts::natGateway, route("52.95.0.0/16", "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a default route to a NAT gateway that is not in the list",
                        with(network -> {}, route(DEFAULT, "'NatGatewayId': 'nat-unlisted'"))),
                Change.of(
                        "a default route to a NAT gateway that is being made",
                        with(
                                network -> {
                                    natGateway(network);
                                    network.set("NatGateways", "nat-1", "State", "'pending'");
                                },
                                route(DEFAULT, "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a default route to a regional NAT gateway",
                        with(
                                network -> {
                                    internetGateway(network);
                                    network.add(
                                            "NatGateways",
                                            "{'NatGatewayId': 'nat-1', 'VpcId': 'vpc-1', 'State': 'available',"
                                                    + " 'ConnectivityType': 'public', 'AvailabilityMode': 'regional'}");
                                },
                                route(DEFAULT, "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a default route to a private NAT gateway before a transit gateway",
                        with(
                                network -> {
                                    transitGateway(network);
                                    subnet(
                                            network,
                                            "subnet-nat",
                                            "10.0.21.0/24",
                                            route(DEFAULT, "'TransitGatewayId': 'tgw-1'"));
                                    network.add(
                                            "NatGateways",
                                            "{'NatGatewayId': 'nat-1', 'VpcId': 'vpc-1', 'SubnetId': 'subnet-nat',"
                                                    + " 'State': 'available', 'ConnectivityType': 'private'}");
                                },
                                route(DEFAULT, "'NatGatewayId': 'nat-1'"))),
                Change.of("a route of NAT64 to a NAT gateway", network -> {
                    natGateway(network);
                    ipv6(network);
                    add(network, route("64:ff9b::/96", "'NatGatewayId': 'nat-1'"));
                }),
                Change.of("an IPv6 default route to an egress-only internet gateway", network -> {
                    ipv6(network);
                    network.add(
                            "EgressOnlyInternetGateways",
                            "{'EgressOnlyInternetGatewayId': 'eigw-1', 'Attachments': [{'VpcId': 'vpc-1', 'State':"
                                    + " 'attached'}]}");
                    add(network, route("::/0", "'EgressOnlyInternetGatewayId': 'eigw-1'"));
                }),
                Change.of("an IPv6 default route to an internet gateway", network -> {
                    ipv6(network);
                    internetGateway(network);
                    add(network, route("::/0", "'GatewayId': 'igw-1'"));
                }),
                Change.of("an IPv6 route for private addresses to a transit gateway", network -> {
                    ipv6(network);
                    transitGateway(network);
                    add(network, route("fd00::/8", "'TransitGatewayId': 'tgw-1'"));
                }),
                Change.of(
                        "a default route to a transit gateway whose routes are unknown",
                        with(Parts::transitGateway, route(DEFAULT, "'TransitGatewayId': 'tgw-1'"))),
                Change.of(
                        "a default route to a transit gateway of which nothing is known",
                        with(network -> {}, route(DEFAULT, "'TransitGatewayId': 'tgw-unlisted'"))),
                Change.of("a default route through a transit gateway into a VPC with an internet gateway", network -> {
                    transitGateway(network);
                    Parts.otherVpc(network, route(DEFAULT, "'GatewayId': 'igw-2'"));
                    network.add(
                            "InternetGateways",
                            "{'InternetGatewayId': 'igw-2', 'Attachments': [{'VpcId': 'vpc-2', 'State': 'available'}]}");
                    network.add(
                            "TransitGatewayVpcAttachments",
                            "{'TransitGatewayAttachmentId': 'tgw-attach-2', 'TransitGatewayId': 'tgw-1', 'VpcId': 'vpc-2',"
                                    + " 'State': 'available', 'SubnetIds': ['subnet-other']}");
                    network.add(
                            "TransitGatewayRouteTables",
                            "{'TransitGatewayRouteTableId': 'tgw-rtb-1', 'TransitGatewayId': 'tgw-1', 'State':"
                                    + " 'available', 'Routes': [{'DestinationCidrBlock': '0.0.0.0/0', 'Type': 'static',"
                                    + " 'State': 'active', 'TransitGatewayAttachments': [{'ResourceType': 'vpc',"
                                    + " 'ResourceId': 'vpc-2', 'TransitGatewayAttachmentId': 'tgw-attach-2'}]}]}");
                    add(network, route(DEFAULT, "'TransitGatewayId': 'tgw-1'"));
                }),
                Change.of(
                        "a route for private addresses to a transit gateway",
                        with(Parts::transitGateway, route("10.0.0.0/8", "'TransitGatewayId': 'tgw-1'"))),
                Change.of(
                        "a route for shared addresses (100.64.0.0/10) to a transit gateway",
                        with(Parts::transitGateway, route("100.64.0.0/10", "'TransitGatewayId': 'tgw-1'"))),
                Change.of(
                        "a route for reserved addresses (240.0.0.0/4) to a transit gateway",
                        with(Parts::transitGateway, route("240.0.0.0/4", "'TransitGatewayId': 'tgw-1'"))),
                Change.of(
                        "a default route to a peering",
                        with(
                                network -> peering(network, "active"),
                                route(DEFAULT, "'VpcPeeringConnectionId': 'pcx-1'"))),
                Change.of(
                        "a route to the peer",
                        with(
                                network -> peering(network, "active"),
                                route("10.9.0.0/16", "'VpcPeeringConnectionId': 'pcx-1'"))),
                Change.of(
                        "a route to a peer that nobody knows",
                        with(network -> {}, route("172.16.0.0/12", "'VpcPeeringConnectionId': 'pcx-unlisted'"))),
                Change.of(
                        "a default route to a virtual private gateway",
                        with(network -> {}, route(DEFAULT, "'GatewayId': 'vgw-1'"))),
                Change.of(
                        "a route to a network of one's own by VPN",
                        with(network -> {}, route("192.168.0.0/16", "'GatewayId': 'vgw-1'"))),
                Change.of(
                        "a default route to a carrier gateway",
                        with(network -> {}, route(DEFAULT, "'CarrierGatewayId': 'cagw-1'"))),
                Change.of(
                        "a default route to a local gateway",
                        with(network -> {}, route(DEFAULT, "'LocalGatewayId': 'lgw-1'"))),
                Change.of(
                        "a default route to a core network",
                        with(
                                network -> {},
                                route(
                                        DEFAULT,
                                        "'CoreNetworkArn': 'arn:aws:networkmanager::111122223333:core-network/core-1'"))),
                Change.of(
                        "a default route to a target that nobody knows",
                        with(
                                network -> {},
                                route(DEFAULT, "'OdbNetworkArn': 'arn:aws:odb:us-east-1:111122223333:odb-network/1'"))),
                Change.of(
                        "a default route to an appliance",
                        with(RouteOpenings::appliance, route(DEFAULT, "'NetworkInterfaceId': 'eni-appliance'"))),
                Change.of(
                        "a default route to an instance",
                        with(RouteOpenings::appliance, route(DEFAULT, "'InstanceId': 'i-appliance'"))),
                Change.of(
                        "a default route to an instance that is not in the list",
                        with(network -> {}, route(DEFAULT, "'InstanceId': 'i-unlisted'"))),
                Change.of(
                        "a default route to a Gateway Load Balancer endpoint",
                        with(RouteOpenings::inspection, route(DEFAULT, "'GatewayId': 'vpce-inspection'"))),
                Change.of(
                        "a route to a prefix list with public addresses",
                        with(
                                network -> {
                                    natGateway(network);
                                    network.add(
                                            "PrefixLists", "{'PrefixListId': 'pl-own', 'Cidrs': ['203.0.113.0/24']}");
                                },
                                route("pl-own", "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a route to a prefix list without entries",
                        with(
                                network -> {
                                    natGateway(network);
                                    network.add("PrefixLists", "{'PrefixListId': 'pl-own', 'OwnerId': '999988887777'}");
                                },
                                route("pl-own", "'NatGatewayId': 'nat-1'"))),
                Change.of(
                        "a route to a prefix list that is not in the list",
                        with(Parts::natGateway, route("pl-unlisted", "'NatGatewayId': 'nat-1'"))));
    }

    static Consumer<ChangedNetwork> with(Consumer<ChangedNetwork> parts, String... routes) {
        return network -> {
            parts.accept(network);
            add(network, routes);
        };
    }

    static void add(ChangedNetwork network, String... routes) {
        network.addTo("RouteTables", "rtb-1", "Routes", routes);
    }

    static void appliance(ChangedNetwork network) {
        publicSubnet(network);
        openGroup(network, "sg-open");
        network.add(
                "NetworkInterfaces",
                networkInterface(
                        "eni-appliance",
                        "subnet-public",
                        "10.0.20.6",
                        "sg-open",
                        "'SourceDestCheck': false, 'Attachment': {'InstanceId': 'i-appliance', 'Status': 'attached'}, "
                                + publicAddress()));
    }

    static void inspection(ChangedNetwork network) {
        network.add(
                "VpcEndpoints",
                "{'VpcEndpointId': 'vpce-inspection', 'VpcEndpointType': 'GatewayLoadBalancer', 'VpcId': 'vpc-1',"
                        + " 'ServiceName': 'com.amazonaws.vpce.us-east-1.vpce-svc-9', 'State': 'available',"
                        + " 'SubnetIds': ['subnet-3']}");
    }
}
