package hyperpod.rig.egress.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The resources that a snapshot can hold, each under the top-level key by which the AWS CLI prints it. */
public enum ResourceKind {
    VPC("Vpcs", "VpcId", Vpc::from),
    SUBNET("Subnets", "SubnetId", Subnet::from),
    ROUTE_TABLE("RouteTables", "RouteTableId", RouteTable::from),
    NETWORK_ACL("NetworkAcls", "NetworkAclId", NetworkAcl::from),
    SECURITY_GROUP("SecurityGroups", "GroupId", SecurityGroup::from),
    NETWORK_INTERFACE("NetworkInterfaces", "NetworkInterfaceId", NetworkInterface::from),
    INTERNET_GATEWAY("InternetGateways", "InternetGatewayId", InternetGateway::from),
    EGRESS_ONLY_INTERNET_GATEWAY(
            "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", EgressOnlyInternetGateway::from),
    NAT_GATEWAY("NatGateways", "NatGatewayId", NatGateway::from),
    VPC_ENDPOINT("VpcEndpoints", "VpcEndpointId", VpcEndpoint::from),
    VPC_PEERING_CONNECTION("VpcPeeringConnections", "VpcPeeringConnectionId", VpcPeeringConnection::from),
    PREFIX_LIST("PrefixLists", "PrefixListId", PrefixList::from),
    TRANSIT_GATEWAY_ATTACHMENT(
            "TransitGatewayAttachments",
            List.of("TransitGatewayAttachmentId", "TransitGatewayId"),
            TransitGatewayAttachment::from),
    TRANSIT_GATEWAY_VPC_ATTACHMENT(
            "TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", TransitGatewayVpcAttachment::from),
    TRANSIT_GATEWAY_PEERING_ATTACHMENT(
            "TransitGatewayPeeringAttachments", "TransitGatewayAttachmentId", TransitGatewayPeeringAttachment::from),
    TRANSIT_GATEWAY_ROUTE_TABLE(
            "TransitGatewayRouteTables", "TransitGatewayRouteTableId", TransitGatewayRouteTable::from),
    DHCP_OPTIONS("DhcpOptions", "DhcpOptionsId", DhcpOptions::from),
    FLOW_LOG("FlowLogs", "FlowLogId", FlowLog::from),
    FIREWALL_RULE_GROUP_ASSOCIATION("FirewallRuleGroupAssociations", "Id", FirewallRuleGroupAssociation::from),
    ROUTE_SERVER("RouteServers", "RouteServerId", RouteServer::from),
    VPC_BLOCK_PUBLIC_ACCESS_OPTIONS(
            "VpcBlockPublicAccessOptions", List.of("AwsAccountId", "AwsRegion"), VpcBlockPublicAccessOptions::from),
    VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION(
            "VpcBlockPublicAccessExclusions", "ExclusionId", VpcBlockPublicAccessExclusion::from);

    private static final Map<String, ResourceKind> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ResourceKind::key, Function.identity()));

    private final String key;
    private final List<String> idFields;
    private final Function<AwsElement, Object> parser;

    ResourceKind(String key, String idField, Function<AwsElement, Object> parser) {
        this(key, List.of(idField), parser);
    }

    ResourceKind(String key, List<String> idFields, Function<AwsElement, Object> parser) {
        this.key = key;
        this.idFields = idFields;
        this.parser = parser;
    }

    /** The kind under a top-level key; empty for keys that the analysis does not use. */
    public static Optional<ResourceKind> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** The top-level key, such as {@code RouteTables}. */
    public String key() {
        return key;
    }

    /** The command that prints it. */
    public String command() {
        return this == FIREWALL_RULE_GROUP_ASSOCIATION
                ? "aws route53resolver list-firewall-rule-group-associations"
                : "aws ec2 describe-" + key.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The fields that together identify one. */
    List<String> idFields() {
        return idFields;
    }

    Object parse(AwsElement element) {
        return parser.apply(element);
    }
}
