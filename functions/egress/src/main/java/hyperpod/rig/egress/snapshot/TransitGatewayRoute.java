package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * One route of a transit gateway's route table, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/search-transit-gateway-routes.html">search-transit-gateway-routes</a>
 * prints it.
 *
 * @param destination what it matches
 * @param isStatic whether somebody made it; a propagated one loses against it
 * @param blackhole whether it drops what it matches
 * @param attachments where it leads; several share the traffic
 */
public record TransitGatewayRoute(
        Destination destination, boolean isStatic, boolean blackhole, List<Target> attachments) {

    /**
     * One attachment of a route.
     *
     * @param attachmentId {@code tgw-attach-...}
     * @param resourceType such as {@code vpc}, {@code peering}, {@code vpn}, {@code direct-connect-gateway}
     * @param resourceId the VPC, peer or connection behind it
     */
    public record Target(String attachmentId, String resourceType, String resourceId) {

        private static Target from(AwsElement target) {
            return new Target(
                    target.requiredText("TransitGatewayAttachmentId"),
                    target.text("ResourceType").orElse("unknown"),
                    target.text("ResourceId").orElse("unknown"));
        }
    }

    /** The routes of a list, those aside that are deleted. */
    static List<TransitGatewayRoute> listFrom(List<AwsElement> routes) {
        return routes.stream()
                .filter(route -> !isDeleted(route))
                .map(TransitGatewayRoute::from)
                .toList();
    }

    private static TransitGatewayRoute from(AwsElement route) {
        return new TransitGatewayRoute(
                destination(route),
                route.text("Type").filter("static"::equals).isPresent(),
                route.text("State").filter("blackhole"::equals).isPresent(),
                route.elements("TransitGatewayAttachments").stream()
                        .map(Target::from)
                        .toList());
    }

    /** Whether AWS still prints the route but no longer has it. */
    private static boolean isDeleted(AwsElement route) {
        return route.text("State").filter("deleted"::equals).isPresent();
    }

    private static Destination destination(AwsElement route) {
        Optional<String> text = route.text("DestinationCidrBlock");
        if (text.isEmpty()) {
            return new Destination.PrefixListReference(route.requiredText("PrefixListId"));
        }
        AddressFamily family = text.get().indexOf(':') >= 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        Cidr block = route.cidr("DestinationCidrBlock", family).orElseThrow();
        return new Destination.Block(block, text.get());
    }

    /**
     * Its place among routes for the same block; the lowest wins: static before propagated, and of these a VPC's first.
     */
    public int rank() {
        if (isStatic) {
            return 0;
        }
        return attachments.stream()
                .mapToInt(target -> switch (target.resourceType()) {
                    case "vpc" -> 1;
                    case "direct-connect-gateway" -> 2;
                    case "connect" -> 3;
                    case "vpn" -> 4;
                    default -> 5;
                })
                .min()
                .orElse(6);
    }
}
