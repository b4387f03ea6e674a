package hyperpod.rig.egress.snapshot;

import java.util.Optional;

/**
 * An attachment of a transit gateway, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-transit-gateway-attachments.html">describe-transit-gateway-attachments</a>
 * prints it. Both ends of a peering print one of the same id.
 *
 * @param transitGatewayAttachmentId {@code tgw-attach-...}
 * @param transitGatewayId {@code tgw-...}
 * @param resourceType such as {@code vpc}, {@code peering}, {@code vpn}
 * @param resourceId the VPC, peer or connection behind it
 * @param available whether it carries traffic
 * @param routeTableId the transit gateway's route table by which what comes in through it is routed
 */
public record TransitGatewayAttachment(
        String transitGatewayAttachmentId,
        String transitGatewayId,
        String resourceType,
        String resourceId,
        boolean available,
        Optional<String> routeTableId) {

    static TransitGatewayAttachment from(AwsElement attachment) {
        return new TransitGatewayAttachment(
                attachment.requiredText("TransitGatewayAttachmentId"),
                attachment.requiredText("TransitGatewayId"),
                attachment.requiredText("ResourceType"),
                attachment.requiredText("ResourceId"),
                isAvailable(attachment),
                attachment
                        .element("Association")
                        .filter(association -> association
                                .text("State")
                                .map("associated"::equals)
                                .orElse(true))
                        .flatMap(association -> association.text("TransitGatewayRouteTableId")));
    }

    /**
     * What two accounts see of one attachment: only the owner of the transit gateway sees the route table. Empty if
     * they disagree.
     */
    Optional<TransitGatewayAttachment> combinedWith(TransitGatewayAttachment other) {
        boolean agree = withoutRouteTable().equals(other.withoutRouteTable());
        if (!agree || routeTableId.isPresent() && other.routeTableId.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(routeTableId.isPresent() ? this : other);
    }

    private TransitGatewayAttachment withoutRouteTable() {
        return new TransitGatewayAttachment(
                transitGatewayAttachmentId, transitGatewayId, resourceType, resourceId, available, Optional.empty());
    }

    /** Whether an attachment carries traffic: one that is being modified or deleted still may. */
    static boolean isAvailable(AwsElement attachment) {
        return switch (attachment.text("State").orElse("available")) {
            case "available", "modifying", "deleting", "rollingBack" -> true;
            default -> false;
        };
    }
}
