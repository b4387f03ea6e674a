package hyperpod.rig.egress.snapshot;

import java.util.List;

/**
 * An egress-only internet gateway, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-egress-only-internet-gateways.html">describe-egress-only-internet-gateways</a>
 * prints it.
 *
 * @param egressOnlyInternetGatewayId {@code eigw-...}
 * @param attachedVpcIds the VPCs that it is attached to, one at most on AWS
 */
public record EgressOnlyInternetGateway(String egressOnlyInternetGatewayId, List<String> attachedVpcIds) {

    static EgressOnlyInternetGateway from(AwsElement gateway) {
        return new EgressOnlyInternetGateway(
                gateway.requiredText("EgressOnlyInternetGatewayId"), VpcAttachments.vpcIds(gateway));
    }
}
