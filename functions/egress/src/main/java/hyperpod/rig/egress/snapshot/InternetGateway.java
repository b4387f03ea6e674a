package hyperpod.rig.egress.snapshot;

import java.util.List;

/**
 * An internet gateway, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-internet-gateways.html">describe-internet-gateways</a>
 * prints it.
 *
 * @param internetGatewayId {@code igw-...}
 * @param attachedVpcIds the VPCs that it is attached to, one at most on AWS
 */
public record InternetGateway(String internetGatewayId, List<String> attachedVpcIds) {

    static InternetGateway from(AwsElement gateway) {
        return new InternetGateway(gateway.requiredText("InternetGatewayId"), VpcAttachments.vpcIds(gateway));
    }
}
