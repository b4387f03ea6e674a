package hyperpod.rig.egress.report;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.snapshot.ResourceKind;
import java.util.List;

/** The lists of a snapshot that a control looks through. Without them it found nothing because it could not look. */
final class ControlLists {

    private ControlLists() {}

    static List<ResourceKind> needed(Control control) {
        return switch (control) {
            case ROUTE_WITHOUT_PUBLIC_ADDRESS,
                    PUBLIC_ADDRESS,
                    RELAY,
                    INBOUND_RELAY,
                    NEIGHBOURS,
                    INTERNET_FACING_SERVICE -> List.of(ResourceKind.NETWORK_INTERFACE);
            case WIDE_ENDPOINT_POLICY,
                    FOREIGN_SERVICE,
                    MISSING_ENDPOINTS,
                    UNUSABLE_ENDPOINT,
                    NARROW_ENDPOINT_POLICY,
                    TAKEN_ON_TRUST -> List.of(ResourceKind.VPC_ENDPOINT);
            case FOREIGN_RESOLVER -> List.of(ResourceKind.VPC, ResourceKind.DHCP_OPTIONS);
            case SHARED_VPC -> List.of(ResourceKind.VPC);
            case PROPAGATED_ROUTES -> List.of(ResourceKind.ROUTE_SERVER);
            case VPC_LATTICE -> List.of(ResourceKind.SERVICE_NETWORK_VPC_ASSOCIATION);
            case REMOTE_ACCESS, CONNECTION_THROUGH_SERVICE ->
                List.of(
                        ResourceKind.NETWORK_INTERFACE,
                        ResourceKind.INSTANCE_CONNECT_ENDPOINT,
                        ResourceKind.CLIENT_VPN_ENDPOINT,
                        ResourceKind.VERIFIED_ACCESS_ENDPOINT);
            case TRAFFIC_MIRRORING -> List.of(ResourceKind.TRAFFIC_MIRROR_SESSION);
            case FORWARDED_NAMES ->
                List.of(
                        ResourceKind.RESOLVER_RULE_ASSOCIATION,
                        ResourceKind.RESOLVER_RULE,
                        ResourceKind.RESOLVER_ENDPOINT);
            case NO_DNS_FIREWALL -> List.of(ResourceKind.FIREWALL_RULE_GROUP_ASSOCIATION);
            case NO_FLOW_LOGS -> List.of(ResourceKind.FLOW_LOG);
            case BLOCK_PUBLIC_ACCESS ->
                List.of(ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION);
            case NAT_PATH,
                    INTERNET_GATEWAY_PATH,
                    EGRESS_ONLY_INTERNET_GATEWAY_PATH,
                    TRANSIT_GATEWAY_PATH,
                    UNKNOWN_PATH,
                    BLOCKED_PATH,
                    UNUSED_GATEWAY,
                    OTHER_NETWORK,
                    WAY_OUT_OF_ANOTHER_SUBNET,
                    LATE_ROUTE,
                    INTERNET_CONNECTION,
                    UNKNOWN_ENTRANCE,
                    ENTRANCE_WITHOUT_RETURN,
                    BLOCKED_ENTRANCE,
                    CONNECTION_FROM_OTHER_NETWORK -> List.of(ResourceKind.ROUTE_TABLE);
            case WIDE_SECURITY_GROUP,
                    SECURITY_GROUP_WIDER_THAN_NEEDED,
                    WIDE_INBOUND_RULE,
                    INBOUND_RULE_WIDER_THAN_NEEDED -> List.of(ResourceKind.SECURITY_GROUP);
            case PUBLIC_ADDRESS_ON_LAUNCH -> List.of(ResourceKind.SUBNET);
            case MISSING_PART, MISSING_INBOUND_PART -> List.of();
        };
    }
}
