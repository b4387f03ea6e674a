package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A VPC endpoint, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-endpoints.html">describe-vpc-endpoints</a>
 * prints it.
 *
 * @param vpcEndpointId {@code vpce-...}
 * @param vpcId {@code vpc-...}
 * @param type what it is, and with that how traffic reaches it
 * @param serviceName such as {@code com.amazonaws.us-east-1.s3}; empty if AWS prints none
 * @param state in lower case, such as {@code available}
 * @param policyDocument its policy as JSON text
 * @param routeTableIds the route tables of a gateway endpoint
 * @param subnetIds the subnets in which it has interfaces
 * @param securityGroupIds the security groups of these interfaces
 * @param privateDnsEnabled whether the service's own name leads to it
 * @param destinationArn the resource configuration or service network to which it leads
 * @param serviceRegion the Region of its service, if that is another one
 * @param networkInterfaceIds its interfaces
 */
public record VpcEndpoint(
        String vpcEndpointId,
        String vpcId,
        Type type,
        String serviceName,
        String state,
        Optional<String> policyDocument,
        List<String> routeTableIds,
        List<String> subnetIds,
        List<String> securityGroupIds,
        boolean privateDnsEnabled,
        Optional<String> destinationArn,
        Optional<String> serviceRegion,
        List<String> networkInterfaceIds) {

    /** The types of endpoint. */
    public enum Type {
        /** S3 or DynamoDB, reached by a route. */
        GATEWAY,
        /** An interface with private addresses in the VPC. */
        INTERFACE,
        /** An appliance behind a Gateway Load Balancer, reached by a route. */
        GATEWAY_LOAD_BALANCER,
        /** A resource that another VPC or account offers. */
        RESOURCE,
        /** A service network of VPC Lattice. */
        SERVICE_NETWORK,
        /** Something newer: an interface that leads elsewhere. */
        OTHER
    }

    static VpcEndpoint from(AwsElement endpoint) {
        return new VpcEndpoint(
                endpoint.requiredText("VpcEndpointId"),
                endpoint.requiredText("VpcId"),
                type(endpoint.requiredText("VpcEndpointType")),
                endpoint.text("ServiceName").orElse(""),
                endpoint.text("State").orElse("available").toLowerCase(Locale.ROOT),
                policy(endpoint),
                endpoint.texts("RouteTableIds"),
                endpoint.texts("SubnetIds"),
                endpoint.elements("Groups").stream()
                        .flatMap(group -> group.text("GroupId").stream())
                        .toList(),
                endpoint.flag("PrivateDnsEnabled"),
                endpoint.text("ResourceConfigurationArn").or(() -> endpoint.text("ServiceNetworkArn")),
                endpoint.text("ServiceRegion"),
                endpoint.texts("NetworkInterfaceIds"));
    }

    private static Type type(String text) {
        return switch (text) {
            case "Gateway" -> Type.GATEWAY;
            case "Interface" -> Type.INTERFACE;
            case "GatewayLoadBalancer" -> Type.GATEWAY_LOAD_BALANCER;
            case "Resource" -> Type.RESOURCE;
            case "ServiceNetwork" -> Type.SERVICE_NETWORK;
            default -> Type.OTHER;
        };
    }

    private static Optional<String> policy(AwsElement endpoint) {
        // AWS prints the policy as a string; people who edit a snapshot by hand write it as an object.
        return endpoint.json().path("PolicyDocument").isObject()
                ? Optional.of(endpoint.json().path("PolicyDocument").toString())
                : endpoint.longText("PolicyDocument");
    }

    /** Whether it carries no traffic and will not. */
    public boolean isDead() {
        return switch (state) {
            case "deleted", "rejected", "failed", "expired" -> true;
            default -> false;
        };
    }
}
