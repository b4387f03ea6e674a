package hyperpod.rig.egress.snapshot;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

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
    PREFIX_LIST("PrefixLists", "PrefixListId", PrefixList::from);

    private final String key;
    private final String idField;
    private final Function<AwsElement, Object> parser;

    ResourceKind(String key, String idField, Function<AwsElement, Object> parser) {
        this.key = key;
        this.idField = idField;
        this.parser = parser;
    }

    /** The kind under a top-level key; empty for keys that the analysis does not use. */
    public static Optional<ResourceKind> ofKey(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
    }

    /** The top-level key, such as {@code RouteTables}. */
    public String key() {
        return key;
    }

    /** The command that prints it. */
    public String command() {
        return "aws ec2 describe-" + key.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    String idField() {
        return idField;
    }

    Object parse(AwsElement element) {
        return parser.apply(element);
    }
}
