package hyperpod.rig.egress.mutation;

import java.util.List;

/** What openings and harmless changes build with. */
final class Parts {

    static final String OWN = "111122223333";
    static final String FOREIGN = "999988887777";

    private Parts() {}

    static String route(String destination, String target) {
        String field = destination.startsWith("pl-")
                ? "DestinationPrefixListId"
                : destination.contains(":") ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock";
        return "{'%s': '%s', %s, 'Origin': 'CreateRoute', 'State': 'active'}".formatted(field, destination, target);
    }

    static String blackhole(String destination, String target) {
        return route(destination, target).replace("active", "blackhole");
    }

    /** A subnet of the VPC with a route table of its own. */
    static void subnet(ChangedNetwork network, String id, String cidr, String... routes) {
        network.add(
                "Subnets",
                "{'SubnetId': '%s', 'VpcId': 'vpc-1', 'OwnerId': '%s', 'AvailabilityZone': 'us-east-1a', 'CidrBlock': '%s'}"
                        .formatted(id, OWN, cidr));
        table(network, "rtb-of-" + id, "vpc-1", "10.0.0.0/16", "'SubnetId': '" + id + "', 'Main': false", routes);
        network.add(
                "NetworkAcls",
                "{'NetworkAclId': 'acl-of-%s', 'VpcId': 'vpc-1', 'Associations': [{'SubnetId': '%s'}]}"
                        .formatted(id, id));
        for (String direction : List.of("true", "false")) {
            network.addTo(
                    "NetworkAcls",
                    "acl-of-" + id,
                    "Entries",
                    "{'Egress': %s, 'RuleNumber': 100, 'Protocol': '-1', 'RuleAction': 'allow', 'CidrBlock': '0.0.0.0/0'}"
                            .formatted(direction),
                    "{'Egress': %s, 'RuleNumber': 101, 'Protocol': '-1', 'RuleAction': 'allow', 'Ipv6CidrBlock': '::/0'}"
                            .formatted(direction));
        }
    }

    static void table(
            ChangedNetwork network, String id, String vpcId, String local, String association, String... routes) {
        network.add(
                "RouteTables",
                "{'RouteTableId': '%s', 'VpcId': '%s', 'Associations': [{%s, 'AssociationState': {'State': 'associated'}}]}"
                        .formatted(id, vpcId, association));
        network.addTo(
                "RouteTables",
                id,
                "Routes",
                "{'DestinationCidrBlock': '%s', 'GatewayId': 'local', 'State': 'active'}".formatted(local));
        network.addTo("RouteTables", id, "Routes", routes);
    }

    static void internetGateway(ChangedNetwork network) {
        network.add(
                "InternetGateways",
                "{'InternetGatewayId': 'igw-1', 'Attachments': [{'VpcId': 'vpc-1', 'State': 'available'}]}");
    }

    /** A subnet with an internet gateway. */
    static void publicSubnet(ChangedNetwork network) {
        internetGateway(network);
        subnet(network, "subnet-public", "10.0.20.0/24", route("0.0.0.0/0", "'GatewayId': 'igw-1'"));
    }

    /** A NAT gateway that leads to the internet. */
    static void natGateway(ChangedNetwork network) {
        publicSubnet(network);
        network.add(
                "NatGateways",
                "{'NatGatewayId': 'nat-1', 'VpcId': 'vpc-1', 'SubnetId': 'subnet-public', 'State': 'available',"
                        + " 'ConnectivityType': 'public'}");
    }

    static void transitGateway(ChangedNetwork network) {
        network.add(
                "TransitGatewayAttachments",
                "{'TransitGatewayAttachmentId': 'tgw-attach-1', 'TransitGatewayId': 'tgw-1', 'ResourceType': 'vpc',"
                        + " 'ResourceId': 'vpc-1', 'State': 'available', 'Association': {'TransitGatewayRouteTableId':"
                        + " 'tgw-rtb-1', 'State': 'associated'}}");
        network.add(
                "TransitGatewayVpcAttachments",
                "{'TransitGatewayAttachmentId': 'tgw-attach-1', 'TransitGatewayId': 'tgw-1', 'VpcId': 'vpc-1',"
                        + " 'State': 'available', 'SubnetIds': ['subnet-3']}");
    }

    static void peering(ChangedNetwork network, String state) {
        network.add(
                "VpcPeeringConnections",
                ("{'VpcPeeringConnectionId': 'pcx-1', 'Status': {'Code': '%s'},"
                                + " 'RequesterVpcInfo': {'VpcId': 'vpc-1', 'CidrBlock': '10.0.0.0/16', 'OwnerId': '%s'},"
                                + " 'AccepterVpcInfo': {'VpcId': 'vpc-9', 'CidrBlock': '10.9.0.0/16', 'OwnerId': '%s'}}")
                        .formatted(state, OWN, FOREIGN));
    }

    /** A network interface; {@code more} are further fields, which win. */
    static String networkInterface(String id, String subnetId, String address, String groupId, String more) {
        return ("{'NetworkInterfaceId': '%s', 'SubnetId': '%s', 'VpcId': 'vpc-1', 'OwnerId': '%s', 'Status': 'in-use',"
                        + " 'InterfaceType': 'interface', 'RequesterManaged': false, 'Description': '',"
                        + " 'SourceDestCheck': true, 'Groups': [{'GroupId': '%s'}], 'PrivateIpAddress': '%s',"
                        + " 'PrivateIpAddresses': [{'Primary': true, 'PrivateIpAddress': '%s'}]%s}")
                .formatted(id, subnetId, OWN, groupId, address, address, more.isEmpty() ? "" : ", " + more);
    }

    /** An interface that AWS manages, of a type or with a description. */
    static String managed(String subnetId, String groupId, String type, String description) {
        return networkInterface(
                "eni-service",
                subnetId,
                "10.0.9.200",
                groupId,
                "'RequesterManaged': true, 'InterfaceType': '%s', 'Description': '%s'".formatted(type, description));
    }

    static String publicAddress() {
        return "'Association': {'PublicIp': '198.51.100.7', 'IpOwnerId': '" + OWN + "', 'AssociationId': 'eipassoc-1'}";
    }

    /** A group of the VPC that lets everything in and out. */
    static void openGroup(ChangedNetwork network, String id) {
        network.add(
                "SecurityGroups",
                ("{'GroupId': '%s', 'VpcId': 'vpc-1', 'OwnerId': '%s',"
                                + " 'IpPermissions': [{'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}],"
                                + " 'IpPermissionsEgress': [{'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}]}")
                        .formatted(id, OWN));
    }

    static String toGroup(String groupId) {
        return "{'IpProtocol': '-1', 'UserIdGroupPairs': [{'GroupId': '" + groupId + "'}]}";
    }

    static String toCidr(String protocol, String cidr) {
        boolean ipv6 = cidr.contains(":");
        String ports = protocol.equals("tcp") || protocol.equals("udp") ? ", 'FromPort': 443, 'ToPort': 443" : "";
        return "{'IpProtocol': '%s'%s, '%s': [{'%s': '%s'}]}"
                .formatted(protocol, ports, ipv6 ? "Ipv6Ranges" : "IpRanges", ipv6 ? "CidrIpv6" : "CidrIp", cidr);
    }

    static String toPrefixList(String id) {
        return "{'IpProtocol': '-1', 'PrefixListIds': [{'PrefixListId': '" + id + "'}]}";
    }

    /** Lets the nodes and a group exchange everything. */
    static void befriend(ChangedNetwork network, String groupId) {
        network.addTo("SecurityGroups", "sg-nodes", "IpPermissionsEgress", toGroup(groupId));
    }

    /** Another VPC, which has nothing to do with the first. */
    static void otherVpc(ChangedNetwork network, String... routes) {
        network.add(
                "Vpcs",
                "{'VpcId': 'vpc-2', 'OwnerId': '%s', 'CidrBlock': '10.2.0.0/16', 'DhcpOptionsId': 'dopt-1'}"
                        .formatted(OWN));
        network.add(
                "Subnets",
                "{'SubnetId': 'subnet-other', 'VpcId': 'vpc-2', 'OwnerId': '%s', 'AvailabilityZone': 'us-east-1a',"
                                .formatted(OWN)
                        + " 'CidrBlock': '10.2.0.0/24'}");
        table(network, "rtb-other", "vpc-2", "10.2.0.0/16", "'Main': true", routes);
    }

    static void ipv6(ChangedNetwork network) {
        String vpc = "{'Ipv6CidrBlock': '2600:1f18:1:100::/56', 'Ipv6CidrBlockState': {'State': 'associated'}}";
        network.addTo("Vpcs", "vpc-1", "Ipv6CidrBlockAssociationSet", vpc);
        network.addTo("Subnets", "subnet-1", "Ipv6CidrBlockAssociationSet", vpc.replace("100::/56", "100::/64"));
        network.addTo(
                "RouteTables",
                "rtb-1",
                "Routes",
                "{'DestinationIpv6CidrBlock': '2600:1f18:1:100::/56', 'GatewayId': 'local', 'State': 'active'}");
    }
}
