package hyperpod.rig.egress.snapshot;

import java.util.List;

/**
 * The attachment of a VPC to a transit gateway, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-transit-gateway-vpc-attachments.html">describe-transit-gateway-vpc-attachments</a>
 * prints it.
 *
 * @param transitGatewayAttachmentId {@code tgw-attach-...}
 * @param transitGatewayId {@code tgw-...}
 * @param vpcId {@code vpc-...}
 * @param available whether it carries traffic
 * @param subnetIds the subnets through which traffic enters the VPC, one for each Availability Zone
 */
public record TransitGatewayVpcAttachment(
        String transitGatewayAttachmentId,
        String transitGatewayId,
        String vpcId,
        boolean available,
        List<String> subnetIds) {

    static TransitGatewayVpcAttachment from(AwsElement attachment) {
        return new TransitGatewayVpcAttachment(
                attachment.requiredText("TransitGatewayAttachmentId"),
                attachment.requiredText("TransitGatewayId"),
                attachment.requiredText("VpcId"),
                TransitGatewayAttachment.isAvailable(attachment),
                attachment.texts("SubnetIds"));
    }
}
