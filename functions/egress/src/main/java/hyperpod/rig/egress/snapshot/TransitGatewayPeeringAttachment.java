package hyperpod.rig.egress.snapshot;

/**
 * The peering of two transit gateways, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-transit-gateway-peering-attachments.html">describe-transit-gateway-peering-attachments</a>
 * prints it.
 *
 * @param transitGatewayAttachmentId {@code tgw-attach-...}
 * @param requesterTransitGatewayId the transit gateway that asked
 * @param accepterTransitGatewayId the transit gateway that was asked
 * @param available whether it carries traffic
 */
public record TransitGatewayPeeringAttachment(
        String transitGatewayAttachmentId,
        String requesterTransitGatewayId,
        String accepterTransitGatewayId,
        boolean available) {

    static TransitGatewayPeeringAttachment from(AwsElement attachment) {
        return new TransitGatewayPeeringAttachment(
                attachment.requiredText("TransitGatewayAttachmentId"),
                transitGateway(attachment, "RequesterTgwInfo"),
                transitGateway(attachment, "AccepterTgwInfo"),
                TransitGatewayAttachment.isAvailable(attachment));
    }

    private static String transitGateway(AwsElement attachment, String field) {
        return attachment
                .element(field)
                .flatMap(side -> side.text("TransitGatewayId"))
                .orElse("unknown");
    }

    /** The transit gateway at the other end. */
    public String peerOf(String transitGatewayId) {
        return requesterTransitGatewayId.equals(transitGatewayId)
                ? accepterTransitGatewayId
                : requesterTransitGatewayId;
    }
}
