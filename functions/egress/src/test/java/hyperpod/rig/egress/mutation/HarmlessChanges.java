package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.OWN;
import static hyperpod.rig.egress.mutation.Parts.managed;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.otherVpc;
import static hyperpod.rig.egress.mutation.Parts.route;
import static hyperpod.rig.egress.mutation.Parts.subnet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What somebody does every day, and what opens nothing. */
final class HarmlessChanges {

    private static final String OWNED =
            "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*', 'Condition':"
                    + " {'StringEquals': {'aws:ResourceAccount': '" + OWN + "'}}}";

    private HarmlessChanges() {}

    static List<Change> all() {
        return List.of(
                tag("Vpcs", "vpc-1"),
                tag("Subnets", "subnet-1"),
                tag("RouteTables", "rtb-1"),
                tag("SecurityGroups", "sg-nodes"),
                tag("NetworkInterfaces", "eni-node-1"),
                Change.of("a group's name", network -> network.set("SecurityGroups", "sg-nodes", "GroupName", "'n'")),
                Change.of(
                        "a group's description",
                        network -> network.set("SecurityGroups", "sg-nodes", "Description", "'0.0.0.0/0'")),
                Change.of(
                        "a node's description",
                        network -> network.set("NetworkInterfaces", "eni-node-1", "Description", "'worker one'")),
                Change.of("the order of subnets", network -> network.reversed("Subnets")),
                Change.of("the order of route tables", network -> network.reversed("RouteTables")),
                Change.of("the order of endpoints", network -> network.reversed("VpcEndpoints")),
                Change.of("the order of interfaces", network -> network.reversed("NetworkInterfaces")),
                Change.of("the order of routes", network -> network.reversed("RouteTables", "rtb-1", "Routes")),
                Change.of(
                        "the order of a network ACL's entries",
                        network -> network.reversed("NetworkAcls", "acl-nodes", "Entries")),
                Change.of(
                        "the order of a group's rules",
                        network -> network.reversed("SecurityGroups", "sg-nodes", "IpPermissionsEgress")),
                Change.of(
                        "the order of DNS Firewall's rules, which have numbers",
                        network -> network.reversed("FirewallRules")),
                Change.of("white space in an endpoint's policy", network -> {
                    ObjectNode endpoint = network.element("VpcEndpoints", "vpce-s3");
                    endpoint.put(
                            "PolicyDocument",
                            endpoint.get("PolicyDocument").asText().replace(",", " ,\n\t"));
                }),
                Change.of(
                        "a statement of an endpoint's policy gets an id",
                        network -> network.policy("vpce-sts", OWNED.replace("{'Effect'", "{'Sid': 'Own', 'Effect'"))),
                Change.of(
                        "a condition's value in a list",
                        network -> network.policy("vpce-sts", OWNED.replace("'" + OWN + "'", "['" + OWN + "']"))),
                Change.of(
                        "a condition's key in capitals",
                        network -> network.policy(
                                "vpce-sts", OWNED.replace("aws:ResourceAccount", "aws:resourceaccount"))),
                Change.of(
                        "fewer actions in an endpoint's policy",
                        network -> network.policy(
                                "vpce-sts", OWNED.replace("'Action': '*'", "'Action': 'sts:AssumeRole'"))),
                Change.of(
                        "a Deny more in an endpoint's policy",
                        network -> network.policy(
                                "vpce-sts",
                                OWNED,
                                "{'Effect': 'Deny', 'Principal': '*', 'Action': 'sts:GetFederationToken', 'Resource': '*'}")),
                Change.of(
                        "an endpoint's policy that allows nothing",
                        network -> network.policy(
                                "vpce-ssm", "{'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': '*'}")),
                Change.of(
                        "the caller is limited beside the resource",
                        network -> network.policy(
                                "vpce-sts",
                                OWNED.replace(
                                        "'aws:ResourceAccount'",
                                        "'aws:PrincipalAccount': '" + OWN + "', 'aws:ResourceAccount'"))),
                Change.of(
                        "a data perimeter by a Deny",
                        network -> network.policy(
                                "vpce-sts",
                                "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*'}",
                                "{'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': '*', 'Condition':"
                                        + " {'StringNotEquals': {'aws:ResourceAccount': '" + OWN
                                        + "'}, 'BoolIfExists': {'aws:PrincipalIsAWSService': 'false'}}}")),
                Change.of(
                        "an endpoint to another service, with a policy",
                        network -> endpoint(network, "'available'", OWNED)),
                Change.of(
                        "an endpoint with an open policy that is deleted",
                        network -> endpoint(
                                network,
                                "'deleted'",
                                "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*'}")),
                Change.of("a subnet without a way out", network -> subnet(network, "subnet-more", "10.0.30.0/24")),
                // Interfaces of endpoints open no connection, and no route leads to the NAT gateway from the nodes.
                Change.of("a NAT gateway for the endpoints' subnet", network -> {
                    Parts.natGateway(network);
                    network.addTo("RouteTables", "rtb-3", "Routes", route("0.0.0.0/0", "'NatGatewayId': 'nat-1'"));
                }),
                Change.of(
                        "a node more",
                        network -> network.add(
                                "NetworkInterfaces",
                                networkInterface("eni-node-3", "subnet-1", "10.0.0.11", "sg-nodes", ""))),
                Change.of(
                        "an interface that nobody uses",
                        network -> network.add(
                                "NetworkInterfaces",
                                networkInterface(
                                        "eni-spare",
                                        "subnet-3",
                                        "10.0.9.150",
                                        "sg-endpoints",
                                        "'Status': 'available'"))),
                Change.of(
                        "a mount target of EFS",
                        network -> network.add(
                                "NetworkInterfaces",
                                managed("subnet-3", "sg-endpoints", "efs", "EFS mount target for fs-1 (fsmt-1)"))),
                Change.of(
                        "a file system of FSx for Lustre",
                        network -> network.add(
                                "NetworkInterfaces",
                                managed("subnet-1", "sg-nodes", "interface", "Created By Amazon FSx"))),
                Change.of(
                        "a database",
                        network -> network.add(
                                "NetworkInterfaces",
                                managed("subnet-3", "sg-endpoints", "interface", "RDSNetworkInterface"))),
                Change.of(
                        "the control plane of the cluster",
                        network -> network.add(
                                "NetworkInterfaces",
                                managed("subnet-3", "sg-endpoints", "interface", "Amazon EKS nova"))),
                Change.of("an open group that nobody has", network -> openGroup(network, "sg-unused")),
                Change.of(
                        "a narrower group",
                        network -> network.set(
                                "SecurityGroups",
                                "sg-nodes",
                                "IpPermissionsEgress",
                                "[{'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443, 'UserIdGroupPairs': [{'GroupId':"
                                        + " 'sg-endpoints'}]}]")),
                Change.of(
                        "a Deny more in a network ACL",
                        network -> network.addTo(
                                "NetworkAcls",
                                "acl-nodes",
                                "Entries",
                                "{'Egress': true, 'RuleNumber': 50, 'Protocol': '-1', 'RuleAction': 'deny', 'CidrBlock':"
                                        + " '203.0.113.0/24'}")),
                Change.of(
                        "an internet gateway that is attached to nothing",
                        network -> network.add(
                                "InternetGateways", "{'InternetGatewayId': 'igw-spare', 'Attachments': []}")),
                Change.of("an internet gateway to which no route leads", Parts::internetGateway),
                Change.of("another VPC without a way out", network -> otherVpc(network)),
                Change.of("another VPC with an internet gateway", network -> {
                    otherVpc(network, route("0.0.0.0/0", "'GatewayId': 'igw-2'"));
                    network.add(
                            "InternetGateways",
                            "{'InternetGatewayId': 'igw-2', 'Attachments': [{'VpcId': 'vpc-2', 'State': 'available'}]}");
                }),
                Change.of("an endpoint with an open policy in another VPC", network -> {
                    otherVpc(network);
                    network.add(
                            "VpcEndpoints",
                            "{'VpcEndpointId': 'vpce-other', 'VpcEndpointType': 'Interface', 'VpcId': 'vpc-2', 'State':"
                                    + " 'available', 'ServiceName': 'com.amazonaws.us-east-1.sts'}");
                }),
                Change.of(
                        "a peering between other VPCs",
                        network -> network.add(
                                "VpcPeeringConnections",
                                "{'VpcPeeringConnectionId': 'pcx-other', 'Status': {'Code': 'active'}, 'RequesterVpcInfo':"
                                        + " {'VpcId': 'vpc-7', 'CidrBlock': '10.7.0.0/16'}, 'AccepterVpcInfo': {'VpcId': 'vpc-8',"
                                        + " 'CidrBlock': '10.8.0.0/16'}}")),
                Change.of("a peering that was deleted", network -> Parts.peering(network, "deleted")),
                Change.of("a route table with an internet gateway that no subnet has", network -> {
                    Parts.internetGateway(network);
                    network.add(
                            "RouteTables",
                            "{'RouteTableId': 'rtb-spare', 'VpcId': 'vpc-1', 'Associations': [], 'Routes': ["
                                    + route("0.0.0.0/0", "'GatewayId': 'igw-1'") + "]}");
                }),
                Change.of(
                        "a default route to a NAT gateway that is deleted",
                        network -> network.addTo(
                                        "RouteTables",
                                        "rtb-1",
                                        "Routes",
                                        Parts.blackhole("0.0.0.0/0", "'NatGatewayId': 'nat-gone'"))
                                .add(
                                        "NatGateways",
                                        "{'NatGatewayId': 'nat-gone', 'VpcId': 'vpc-1', 'SubnetId': 'subnet-3',"
                                                + " 'State': 'deleted', 'ConnectivityType': 'public'}")),
                Change.of(
                        "a service network of VPC Lattice in another VPC",
                        network -> network.add(
                                "ServiceNetworkVpcAssociations",
                                "{'id': 'snva-1', 'vpcId': 'vpc-2', 'status': 'ACTIVE', 'serviceNetworkArn':"
                                        + " 'arn:aws:vpc-lattice:us-east-1:999988887777:servicenetwork/sn-1'}")),
                Change.of(
                        "a Client VPN endpoint in another VPC",
                        network -> network.add(
                                "ClientVpnEndpoints",
                                "{'ClientVpnEndpointId': 'cvpn-endpoint-1', 'VpcId': 'vpc-2', 'Status': {'Code': 'available'},"
                                        + " 'SecurityGroupIds': ['sg-other']}")),
                Change.of("a resolver rule for another VPC", network -> {
                    network.add(
                            "ResolverRuleAssociations",
                            "{'Id': 'rslvr-rrassoc-1', 'ResolverRuleId': 'rslvr-rr-1', 'VPCId': 'vpc-2', 'Status':"
                                    + " 'COMPLETE'}");
                    network.add(
                            "ResolverRules",
                            "{'Id': 'rslvr-rr-1', 'RuleType': 'FORWARD', 'DomainName': 'example.com.', 'TargetIps':"
                                    + " [{'Ip': '192.0.2.53', 'Port': 53}], 'Status': 'COMPLETE'}");
                }),
                Change.of(
                        "a flow log more",
                        network -> network.add(
                                "FlowLogs",
                                "{'FlowLogId': 'fl-2', 'ResourceId': 'subnet-1', 'FlowLogStatus': 'ACTIVE', 'TrafficType':"
                                        + " 'ALL'}")),
                Change.of(
                        "DHCP options that no VPC has",
                        network -> network.add(
                                "DhcpOptions",
                                "{'DhcpOptionsId': 'dopt-spare', 'DhcpConfigurations': [{'Key': 'domain-name-servers', 'Values':"
                                        + " [{'Value': '8.8.8.8'}]}]}")),
                Change.of(
                        "Block Public Access is turned on",
                        network -> network.add(
                                        "VpcBlockPublicAccessOptions",
                                        "{'AwsAccountId': '111122223333', 'AwsRegion': 'us-east-1', 'State': 'update-complete',"
                                                + " 'InternetGatewayBlockMode': 'block-bidirectional'}")
                                .set("VpcBlockPublicAccessExclusions", "[]")),
                Change.of(
                        "a list that the audit does not know",
                        network -> network.set("KeyPairs", "[{'KeyName': 'k'}]")));
    }

    private static Change tag(String list, String id) {
        return Change.of(
                "a tag on " + id,
                network -> network.addTo(list, id, "Tags", "{'Key': 'note', 'Value': '0.0.0.0/0 -> igw-1'}"));
    }

    private static void endpoint(ChangedNetwork network, String state, String statement) {
        network.add(
                "VpcEndpoints",
                ("{'VpcEndpointId': 'vpce-new', 'VpcEndpointType': 'Interface', 'VpcId': 'vpc-1', 'State': %s,"
                                + " 'ServiceName': 'com.amazonaws.us-east-1.kms', 'SubnetIds': ['subnet-3'],"
                                + " 'Groups': [{'GroupId': 'sg-endpoints'}], 'PrivateDnsEnabled': true}")
                        .formatted(state));
        network.policy("vpce-new", statement);
    }
}
