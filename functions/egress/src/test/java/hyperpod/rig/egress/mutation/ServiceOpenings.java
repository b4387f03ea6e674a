package hyperpod.rig.egress.mutation;

import static hyperpod.rig.egress.mutation.Parts.befriend;
import static hyperpod.rig.egress.mutation.Parts.managed;
import static hyperpod.rig.egress.mutation.Parts.networkInterface;
import static hyperpod.rig.egress.mutation.Parts.openGroup;
import static hyperpod.rig.egress.mutation.Parts.publicAddress;

import java.util.List;

/** Services by which data leaves without a route, and names that go to others. */
final class ServiceOpenings {

    private ServiceOpenings() {}

    static List<Change> all() {
        return List.of(
                Change.of(
                        "a service network of VPC Lattice is associated",
                        network -> network.add(
                                "ServiceNetworkVpcAssociations",
                                "{'id': 'snva-1', 'vpcId': 'vpc-1', 'status': 'ACTIVE', 'serviceNetworkArn':"
                                        + " 'arn:aws:vpc-lattice:us-east-1:999988887777:servicenetwork/sn-1'}")),
                Change.of("the nodes' group lets out to VPC Lattice by its prefix list", network -> {
                    network.add(
                            "PrefixLists",
                            "{'PrefixListId': 'pl-lattice', 'PrefixListName': 'com.amazonaws.us-east-1.vpc-lattice',"
                                    + " 'Cidrs': ['169.254.171.0/24']}");
                    network.addTo(
                            "SecurityGroups", "sg-nodes", "IpPermissionsEgress", Parts.toPrefixList("pl-lattice"));
                }),
                listed(
                        "an EC2 Instance Connect endpoint",
                        "InstanceConnectEndpoints",
                        "{'InstanceConnectEndpointId': 'eice-1', 'VpcId': 'vpc-1', 'SubnetId': 'subnet-3', 'State':"
                                + " 'create-complete', 'SecurityGroupIds': ['sg-service']}"),
                listed(
                        "a Client VPN endpoint",
                        "ClientVpnEndpoints",
                        "{'ClientVpnEndpointId': 'cvpn-endpoint-1', 'VpcId': 'vpc-1', 'Status': {'Code': 'available'},"
                                + " 'SecurityGroupIds': ['sg-service']}"),
                listed(
                        "a target network of a Client VPN endpoint",
                        "ClientVpnTargetNetworks",
                        "{'AssociationId': 'cvpn-assoc-1', 'ClientVpnEndpointId': 'cvpn-endpoint-1', 'VpcId': 'vpc-1',"
                                + " 'TargetNetworkId': 'subnet-3', 'SecurityGroups': ['sg-service'], 'Status': {'Code':"
                                + " 'associated'}}"),
                listed(
                        "a Verified Access endpoint for a node",
                        "VerifiedAccessEndpoints",
                        "{'VerifiedAccessEndpointId': 'vae-1', 'Status': {'Code': 'active'}, 'EndpointType':"
                                + " 'network-interface', 'SecurityGroupIds': ['sg-service'], 'NetworkInterfaceOptions': {'NetworkInterfaceId':"
                                + " 'eni-node-1'}}"),
                listed(
                        "a Verified Access endpoint for the subnet's addresses",
                        "VerifiedAccessEndpoints",
                        "{'VerifiedAccessEndpointId': 'vae-1', 'Status': {'Code': 'active'}, 'EndpointType': 'cidr',"
                                + " 'SecurityGroupIds': ['sg-service'], 'CidrOptions': {'Cidr': '10.0.0.0/24',"
                                + " 'SubnetIds': ['subnet-3']}}"),
                listed(
                        "a node's traffic is mirrored",
                        "TrafficMirrorSessions",
                        "{'TrafficMirrorSessionId': 'tms-1', 'NetworkInterfaceId': 'eni-node-1',"
                                + " 'TrafficMirrorTargetId': 'tmt-1', 'OwnerId': '111122223333'}"),
                service("a load balancer", "network_load_balancer", "ELB net/nova/1234567890abcdef"),
                service("an application load balancer", "interface", "ELB app/nova/1234567890abcdef"),
                service(
                        "an EC2 Instance Connect endpoint that only its interface shows",
                        "ec2_instance_connect_endpoint",
                        "EC2 Instance Connect Endpoint for eice-1"),
                service(
                        "a Client VPN endpoint that only its interface shows",
                        "interface",
                        "ClientVPN Endpoint Resource"),
                service(
                        "a Verified Access endpoint that only its interface shows",
                        "interface",
                        "VerifiedAccess Endpoint vae-1"),
                service("a VPC origin of CloudFront", "interface", "CloudFront managed VPC origin"),
                service("an accelerator", "global_accelerator_managed", "GlobalAccelerator managed interface"),
                service("a resource gateway of VPC Lattice", "interface", "Resource Gateway Interface rgw-1"),
                service("a function of AWS Lambda", "lambda", "AWS Lambda VPC ENI-nova"),
                service("a private integration of API Gateway", "api_gateway_managed", "API Gateway VPC link"),
                service("QuickSight", "quicksight", "QuickSight connection"),
                service("a rule of AWS IoT", "iot_rules_managed", "IoT rule"),
                service("a replication instance of DMS", "interface", "DMSNetworkInterface"),
                service("a task of DataSync", "interface", "datasync task-1"),
                service("a connection of Glue", "interface", "Attached to Glue using role: nova"),
                service("a flow of AppFlow", "interface", "AppFlow connection"),
                service("a WorkSpace", "interface", "Created By Amazon Workspaces for AWS Account ID 111122223333"),
                service("a fleet of AppStream", "interface", "AppStream fleet"),
                service(
                        "a notebook",
                        "interface",
                        "[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook"
                                + " Instance"),
                service(
                        "a Studio domain",
                        "interface",
                        "[DO NOT DELETE] ENI managed by SageMaker for Studio Domain (d-1)"),
                service("a build", "interface", "AWS CodeBuild nova"),
                service("a connection of code repositories", "aws_codestar_connections_managed", "CodeStar connection"),
                service("a directory", "interface", "AWS created network interface for directory d-1"),
                service("a broker of Kafka", "interface", "DO NOT DELETE - Amazon MSK network interface for cluster"),
                service("a broker of messages", "interface", "Amazon MQ network interface for broker"),
                service("a service that nobody knows", "interface", "managed by something new"),
                service("a type of interface that nobody knows", "teleport", ""),
                Change.of("a database with a public address", network -> {
                    openGroup(network, "sg-service");
                    befriend(network, "sg-service");
                    network.add(
                            "NetworkInterfaces",
                            networkInterface(
                                    "eni-database",
                                    "subnet-3",
                                    "10.0.9.200",
                                    "sg-service",
                                    "'RequesterManaged': true, 'Description': 'RDSNetworkInterface', "
                                            + publicAddress()));
                }),
                Change.of(
                        "the resolver is a foreign one",
                        network -> network.set(
                                "DhcpOptions",
                                "dopt-1",
                                "DhcpConfigurations",
                                "[{'Key': 'domain-name-servers', 'Values': [{'Value': '8.8.8.8'}]}]")),
                Change.of(
                        "one of two resolvers is a foreign one",
                        network -> network.set(
                                "DhcpOptions",
                                "dopt-1",
                                "DhcpConfigurations",
                                "[{'Key': 'domain-name-servers', 'Values': [{'Value': 'AmazonProvidedDNS'}, {'Value':"
                                        + " '198.51.100.53'}]}]")),
                Change.of(
                        "the VPC's DHCP options are not in the list",
                        network -> network.set("Vpcs", "vpc-1", "DhcpOptionsId", "'dopt-unlisted'")),
                rule("a resolver rule forwards names outside", "FORWARD"),
                rule("a resolver rule delegates names", "DELEGATE"),
                Change.of(
                        "a resolver rule that is not in the list",
                        network -> network.add(
                                "ResolverRuleAssociations",
                                "{'Id': 'rslvr-rrassoc-1', 'ResolverRuleId': 'rslvr-rr-unlisted', 'VPCId': 'vpc-1', 'Status':"
                                        + " 'COMPLETE'}")),
                Change.of(
                        "a profile of Route 53, whose rules are not known",
                        network -> network.add(
                                "ProfileAssociations",
                                "{'Id': 'rpassoc-1', 'ProfileId': 'rp-1', 'ResourceId': 'vpc-1', 'Status': 'COMPLETE'}")),
                Change.of("a route server can add routes", network -> {
                    network.add("RouteServers", "{'RouteServerId': 'rs-1', 'State': 'available'}");
                    network.set(
                            "RouteServerPropagations",
                            "[{'RouteServerId': 'rs-1', 'RouteTableId': 'rtb-1', 'State': 'available'}]");
                }));
    }

    private static Change listed(String what, String list, String element) {
        return Change.of(what, network -> {
            openGroup(network, "sg-service");
            befriend(network, "sg-service");
            network.add(list, element);
        });
    }

    private static Change service(String what, String type, String description) {
        return Change.of("an interface of " + what + ", whose group the nodes may reach", network -> {
            openGroup(network, "sg-service");
            befriend(network, "sg-service");
            network.add("NetworkInterfaces", managed("subnet-3", "sg-service", type, description));
        });
    }

    private static Change rule(String what, String type) {
        return Change.of(what, network -> {
            network.add(
                    "ResolverRuleAssociations",
                    "{'Id': 'rslvr-rrassoc-1', 'ResolverRuleId': 'rslvr-rr-1', 'VPCId': 'vpc-1', 'Status': 'COMPLETE'}");
            network.add(
                    "ResolverRules",
                    "{'Id': 'rslvr-rr-1', 'RuleType': '%s', 'DomainName': 'example.com.', 'Status': 'COMPLETE', 'ResolverEndpointId': 'rslvr-out-1', 'TargetIps': [{'Ip': '192.0.2.53', 'Port': 53}]}"
                            .formatted(type));
            network.add(
                    "ResolverEndpoints",
                    "{'Id': 'rslvr-out-1', 'Direction': 'OUTBOUND', 'HostVPCId': 'vpc-2', 'Status': 'OPERATIONAL'}");
        });
    }
}
