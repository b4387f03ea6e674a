package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * A NAT gateway, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-nat-gateways.html">describe-nat-gateways</a>
 * prints it.
 *
 * @param natGatewayId {@code nat-...}
 * @param vpcId {@code vpc-...}
 * @param subnetId the subnet of a zonal NAT gateway; a regional one has none
 * @param routeTableId the route table of a regional NAT gateway
 * @param state {@code pending}, {@code failed}, {@code available}, {@code deleting} or {@code deleted}
 * @param isPrivate whether its connectivity type is private: it has no public address
 */
public record NatGateway(
        String natGatewayId,
        String vpcId,
        Optional<String> subnetId,
        Optional<String> routeTableId,
        String state,
        boolean isPrivate) {

    static NatGateway from(AwsElement gateway) {
        return new NatGateway(
                gateway.requiredText("NatGatewayId"),
                gateway.requiredText("VpcId"),
                gateway.text("SubnetId"),
                gateway.text("RouteTableId"),
                gateway.requiredText("State"),
                gateway.text("ConnectivityType").filter("private"::equals).isPresent());
    }

    /** Whether it will never carry traffic again. One that is being deleted still may. */
    public boolean isDead() {
        return state.equals("failed") || state.equals("deleted");
    }
}
