package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One route of a route table, a <a
 * href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html">Route</a>.
 *
 * @param destination what it matches
 * @param targetKind where it leads
 * @param targetId the target's id or ARN; {@code none} if AWS prints no target
 * @param blackhole whether its target is gone: it still wins for its addresses and carries nothing
 * @param propagated whether a virtual private gateway or a route server put it there
 */
public record Route(
        Destination destination, RouteTargetKind targetKind, String targetId, boolean blackhole, boolean propagated) {

    // The first field that AWS prints decides; a route to an instance names both the instance and its interface.
    private static final Map<String, RouteTargetKind> TARGET_FIELDS = new LinkedHashMap<>();

    static {
        TARGET_FIELDS.put("NatGatewayId", RouteTargetKind.NAT_GATEWAY);
        TARGET_FIELDS.put("TransitGatewayId", RouteTargetKind.TRANSIT_GATEWAY);
        TARGET_FIELDS.put("VpcPeeringConnectionId", RouteTargetKind.VPC_PEERING);
        TARGET_FIELDS.put("EgressOnlyInternetGatewayId", RouteTargetKind.EGRESS_ONLY_INTERNET_GATEWAY);
        TARGET_FIELDS.put("VpcEndpointId", RouteTargetKind.VPC_ENDPOINT);
        TARGET_FIELDS.put("LocalGatewayId", RouteTargetKind.LOCAL_GATEWAY);
        TARGET_FIELDS.put("CarrierGatewayId", RouteTargetKind.CARRIER_GATEWAY);
        TARGET_FIELDS.put("CoreNetworkArn", RouteTargetKind.CORE_NETWORK);
        TARGET_FIELDS.put("NetworkInterfaceId", RouteTargetKind.NETWORK_INTERFACE);
        TARGET_FIELDS.put("InstanceId", RouteTargetKind.NETWORK_INTERFACE);
        TARGET_FIELDS.put("OdbNetworkArn", RouteTargetKind.UNKNOWN);
    }

    private record Target(RouteTargetKind kind, String id) {}

    static Route from(AwsElement route) {
        Target target = target(route);
        return new Route(
                destination(route),
                target.kind(),
                target.id(),
                route.text("State").filter("blackhole"::equals).isPresent(),
                route.text("Origin")
                        .filter(origin -> !origin.equals("CreateRouteTable") && !origin.equals("CreateRoute"))
                        .isPresent());
    }

    private static Destination destination(AwsElement route) {
        Optional<String> list = route.text("DestinationPrefixListId");
        if (list.isPresent()) {
            return new Destination.PrefixListReference(list.get());
        }
        Optional<String> ipv6 = route.text("DestinationIpv6CidrBlock");
        if (ipv6.isPresent()) {
            return new Destination.Block(
                    route.cidr("DestinationIpv6CidrBlock", AddressFamily.IPV6).orElseThrow(), ipv6.get());
        }
        String ipv4 = route.requiredText("DestinationCidrBlock");
        return new Destination.Block(
                route.cidr("DestinationCidrBlock", AddressFamily.IPV4).orElseThrow(), ipv4);
    }

    private static Target target(AwsElement route) {
        for (Map.Entry<String, RouteTargetKind> field : TARGET_FIELDS.entrySet()) {
            Optional<String> id = route.text(field.getKey());
            if (id.isPresent()) {
                return new Target(field.getValue(), id.get());
            }
        }
        return route.text("GatewayId")
                .map(id -> new Target(gatewayKind(id), id))
                .orElse(new Target(RouteTargetKind.UNKNOWN, "none"));
    }

    private static RouteTargetKind gatewayKind(String id) {
        if (id.equals("local")) {
            return RouteTargetKind.LOCAL;
        }
        return switch (id.substring(0, Math.max(0, id.indexOf('-')))) {
            case "igw" -> RouteTargetKind.INTERNET_GATEWAY;
            case "vgw" -> RouteTargetKind.VIRTUAL_PRIVATE_GATEWAY;
            case "vpce" -> RouteTargetKind.VPC_ENDPOINT;
            case "nat" -> RouteTargetKind.NAT_GATEWAY;
            case "eigw" -> RouteTargetKind.EGRESS_ONLY_INTERNET_GATEWAY;
            case "tgw" -> RouteTargetKind.TRANSIT_GATEWAY;
            case "pcx" -> RouteTargetKind.VPC_PEERING;
            case "lgw" -> RouteTargetKind.LOCAL_GATEWAY;
            case "cagw" -> RouteTargetKind.CARRIER_GATEWAY;
            default -> RouteTargetKind.UNKNOWN;
        };
    }
}
