package hyperpod.rig.egress.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    FIREWALL_RULE_GROUP_ASSOCIATION(
            "FirewallRuleGroupAssociations", "Id", FirewallRuleGroupAssociation::from, "route53resolver list-"),
    FIREWALL_RULE(
            "FirewallRules",
            List.of("FirewallRuleGroupId", "Priority"),
            FirewallRule::from,
            "route53resolver list-firewall-rules --firewall-rule-group-id"),
    FIREWALL_CONFIG("FirewallConfigs", "ResourceId", FirewallConfig::from, "route53resolver list-"),
    FIREWALL_DOMAIN_LIST("FirewallDomainLists", "Id", FirewallDomainList::from, "route53resolver list-"),
    RESOLVER_ENDPOINT("ResolverEndpoints", "Id", ResolverEndpoint::from, "route53resolver list-"),
    RESOLVER_RULE("ResolverRules", "Id", ResolverRule::from, "route53resolver list-"),
    RESOLVER_RULE_ASSOCIATION("ResolverRuleAssociations", "Id", ResolverRuleAssociation::from, "route53resolver list-"),
    PROFILE_ASSOCIATION("ProfileAssociations", "Id", ProfileAssociation::from, "route53profiles list-"),
    INSTANCE_CONNECT_ENDPOINT("InstanceConnectEndpoints", "InstanceConnectEndpointId", InstanceConnectEndpoint::from),
    CLIENT_VPN_ENDPOINT("ClientVpnEndpoints", "ClientVpnEndpointId", ClientVpnEndpoint::from),
    CLIENT_VPN_TARGET_NETWORK("ClientVpnTargetNetworks", "AssociationId", ClientVpnTargetNetwork::from),
    VERIFIED_ACCESS_ENDPOINT("VerifiedAccessEndpoints", "VerifiedAccessEndpointId", VerifiedAccessEndpoint::from),
    TRAFFIC_MIRROR_SESSION("TrafficMirrorSessions", "TrafficMirrorSessionId", TrafficMirrorSession::from),
    TRAFFIC_MIRROR_TARGET("TrafficMirrorTargets", "TrafficMirrorTargetId", TrafficMirrorTarget::from),
    SERVICE_CONFIGURATION(
            "ServiceConfigurations",
            "ServiceId",
            ServiceConfiguration::from,
            "ec2 describe-vpc-endpoint-service-configurations"),
    SERVICE_NETWORK_VPC_ASSOCIATION(
            "ServiceNetworkVpcAssociations",
            "id",
            ServiceNetworkVpcAssociation::from,
            "vpc-lattice list-service-network-vpc-associations --vpc-identifier"),
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
    private final String command;

    ResourceKind(String key, String idField, Function<AwsElement, Object> parser) {
        this(key, List.of(idField), parser);
    }

    ResourceKind(String key, List<String> idFields, Function<AwsElement, Object> parser) {
        this(key, idFields, parser, "ec2 describe-");
    }

    ResourceKind(String key, String idField, Function<AwsElement, Object> parser, String command) {
        this(key, List.of(idField), parser, command);
    }

    /** @param command the command of the AWS CLI; one that ends in a hyphen goes on with the key's own words */
    ResourceKind(String key, List<String> idFields, Function<AwsElement, Object> parser, String command) {
        this.key = key;
        this.idFields = idFields;
        this.parser = parser;
        this.command = command;
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
        String words = key.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return "aws " + (command.endsWith("-") ? command + words : command);
    }

    /** The fields that together identify one. */
    List<String> idFields() {
        return idFields;
    }

    /** The members of one, and of what it holds, that are read; none where all are kept. */
    Set<String> members() {
        return this == NETWORK_INTERFACE ? NetworkInterface.MEMBERS : Set.of();
    }

    Object parse(AwsElement element) {
        return parser.apply(element);
    }
}
