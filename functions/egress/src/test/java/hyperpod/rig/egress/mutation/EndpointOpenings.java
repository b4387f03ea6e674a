package hyperpod.rig.egress.mutation;

import java.util.List;

/** New endpoints that lead to others. */
final class EndpointOpenings {

    private EndpointOpenings() {}

    static List<Change> all() {
        return List.of(
                endpoint("a partner's service", "Interface", "com.amazonaws.vpce.us-east-1.vpce-svc-1", ""),
                endpoint("a service outside of AWS", "Interface", "com.example.us-east-1.collector", ""),
                endpoint(
                        "a service in another Region",
                        "Interface",
                        "com.amazonaws.vpce.eu-west-1.vpce-svc-1",
                        ", 'ServiceRegion': 'eu-west-1'"),
                endpoint(
                        "a service of AWS, with the default policy",
                        "Interface",
                        "com.amazonaws.us-east-1.kinesis-streams",
                        ""),
                endpoint(
                        "APIs of any account",
                        "Interface",
                        "com.amazonaws.us-east-1.execute-api",
                        ", 'PolicyDocument': '{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\":"
                                + " \"execute-api:Invoke\", \"Resource\": \"arn:aws:execute-api:us-east-1:*:*/*\"}]}'"),
                endpoint("S3 by an interface, beside the gateway", "Interface", "com.amazonaws.us-east-1.s3", ""),
                endpoint("S3 Express", "Gateway", "com.amazonaws.us-east-1.s3express", ", 'RouteTableIds': ['rtb-1']"),
                endpoint("access points in every Region", "Interface", "com.amazonaws.s3-global.accesspoint", ""),
                endpoint("a notebook of SageMaker", "Interface", "aws.sagemaker.us-east-1.notebook", ""),
                endpoint("a service without a name", "Interface", "", ""),
                endpoint(
                        "a resource of another VPC",
                        "Resource",
                        "",
                        ", 'ResourceConfigurationArn':"
                                + " 'arn:aws:vpc-lattice:us-east-1:999988887777:resourceconfiguration/rcfg-1'"),
                endpoint(
                        "a service network of VPC Lattice",
                        "ServiceNetwork",
                        "",
                        ", 'ServiceNetworkArn':" + " 'arn:aws:vpc-lattice:us-east-1:999988887777:servicenetwork/sn-1'"),
                endpoint("a type of endpoint that is new", "Teleport", "com.amazonaws.us-east-1.teleport", ""),
                endpoint(
                        "a partner's service that waits for acceptance",
                        "Interface",
                        "com.amazonaws.vpce.us-east-1.vpce-svc-1",
                        ", 'State': 'pendingAcceptance'"),
                Change.of(
                        "an interface of an endpoint that is not in the list",
                        network -> network.add(
                                "NetworkInterfaces",
                                Parts.managed(
                                        "subnet-3",
                                        "sg-endpoints",
                                        "vpc_endpoint",
                                        "VPC Endpoint Interface vpce-unlisted"))),
                Change.of(
                        "an endpoint service of one's own",
                        network -> network.add(
                                "NetworkInterfaces",
                                Parts.managed(
                                        "subnet-3",
                                        "sg-endpoints",
                                        "network_load_balancer",
                                        "ELB net/own/1234567890abcdef"))));
    }

    private static Change endpoint(String what, String type, String service, String more) {
        return Change.of(
                "an endpoint to " + what,
                network -> network.add(
                        "VpcEndpoints",
                        ("{'VpcEndpointId': 'vpce-new', 'VpcEndpointType': '%s', 'VpcId': 'vpc-1', 'ServiceName': '%s', 'State': 'available',"
                                        + " 'SubnetIds': ['subnet-3'], 'Groups': [{'GroupId': 'sg-endpoints'}]%s}")
                                .formatted(type, service, more)));
    }
}
