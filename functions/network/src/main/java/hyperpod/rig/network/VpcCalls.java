package hyperpod.rig.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/**
 * EC2's lists of what VPCs are made of, one call for each top-level key of the AWS CLI's output.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">Amazon EC2 API Reference</a>
 */
final class VpcCalls {

    private static final int MAX_FILTER_VALUES = 200;

    private final Ec2Client ec2;

    VpcCalls(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** The calls that read these VPCs alone. */
    Map<String, Supplier<List<? extends SdkPojo>>> of(Collection<String> vpcIds) {
        Filter ofVpcs = filter("vpc-id", vpcIds);
        Filter attached = filter("attachment.vpc-id", vpcIds);
        Map<String, Supplier<List<? extends SdkPojo>>> calls = new LinkedHashMap<>();
        calls.put(
                "Vpcs",
                () -> all(ec2.describeVpcsPaginator(r -> r.filters(ofVpcs)).vpcs()));
        calls.put(
                "Subnets",
                () -> all(ec2.describeSubnetsPaginator(r -> r.filters(ofVpcs)).subnets()));
        calls.put(
                "RouteTables",
                () -> all(
                        ec2.describeRouteTablesPaginator(r -> r.filters(ofVpcs)).routeTables()));
        calls.put(
                "NetworkAcls",
                () -> all(
                        ec2.describeNetworkAclsPaginator(r -> r.filters(ofVpcs)).networkAcls()));
        calls.put(
                "SecurityGroups",
                () -> all(ec2.describeSecurityGroupsPaginator(r -> r.filters(ofVpcs))
                        .securityGroups()));
        calls.put(
                "NetworkInterfaces",
                () -> all(ec2.describeNetworkInterfacesPaginator(r -> r.filters(ofVpcs))
                        .networkInterfaces()));
        calls.put(
                "InternetGateways",
                () -> all(ec2.describeInternetGatewaysPaginator(r -> r.filters(attached))
                        .internetGateways()));
        calls.put(
                "NatGateways",
                () -> all(
                        ec2.describeNatGatewaysPaginator(r -> r.filter(ofVpcs)).natGateways()));
        calls.put(
                "VpcEndpoints",
                () -> all(ec2.describeVpcEndpointsPaginator(r -> r.filters(ofVpcs))
                        .vpcEndpoints()));
        calls.put(
                "InstanceConnectEndpoints",
                () -> all(ec2.describeInstanceConnectEndpointsPaginator(r -> r.filters(ofVpcs))
                        .instanceConnectEndpoints()));
        return calls;
    }

    /**
     * The calls for which EC2 offers no filter by VPC, or whose resources lead into a VPC later; those of other VPCs do
     * no harm.
     */
    Map<String, Supplier<List<? extends SdkPojo>>> ofAccount() {
        Map<String, Supplier<List<? extends SdkPojo>>> calls = new LinkedHashMap<>();
        calls.put(
                "EgressOnlyInternetGateways",
                () -> all(
                        ec2.describeEgressOnlyInternetGatewaysPaginator(r -> {}).egressOnlyInternetGateways()));
        calls.put(
                "VpcPeeringConnections",
                () -> all(ec2.describeVpcPeeringConnectionsPaginator(r -> {}).vpcPeeringConnections()));
        calls.put(
                "DhcpOptions",
                () -> all(ec2.describeDhcpOptionsPaginator(r -> {}).dhcpOptions()));
        calls.put("FlowLogs", () -> all(ec2.describeFlowLogsPaginator(r -> {}).flowLogs()));
        calls.put(
                "VpcBlockPublicAccessOptions",
                () -> List.of(ec2.describeVpcBlockPublicAccessOptions(r -> {}).vpcBlockPublicAccessOptions()));
        calls.put("VpcBlockPublicAccessExclusions", this::blockPublicAccessExclusions);
        calls.put("VpnGateways", () -> ec2.describeVpnGateways(r -> {}).vpnGateways());
        calls.put("VpnConnections", () -> ec2.describeVpnConnections(r -> {}).vpnConnections());
        calls.put(
                "RouteServers",
                () -> all(ec2.describeRouteServersPaginator(r -> {}).routeServers()));
        calls.put(
                "RouteServerEndpoints",
                () -> all(ec2.describeRouteServerEndpointsPaginator(r -> {}).routeServerEndpoints()));
        calls.put(
                "RouteServerPeers",
                () -> all(ec2.describeRouteServerPeersPaginator(r -> {}).routeServerPeers()));
        calls.put(
                "ClientVpnEndpoints",
                () -> all(ec2.describeClientVpnEndpointsPaginator(r -> {}).clientVpnEndpoints()));
        calls.put(
                "VerifiedAccessEndpoints",
                () -> all(ec2.describeVerifiedAccessEndpointsPaginator(r -> {}).verifiedAccessEndpoints()));
        calls.put(
                "TrafficMirrorSessions",
                () -> all(ec2.describeTrafficMirrorSessionsPaginator(r -> {}).trafficMirrorSessions()));
        calls.put(
                "TrafficMirrorTargets",
                () -> all(ec2.describeTrafficMirrorTargetsPaginator(r -> {}).trafficMirrorTargets()));
        calls.put(
                "ServiceConfigurations",
                () -> all(ec2.describeVpcEndpointServiceConfigurationsPaginator(r -> {})
                        .serviceConfigurations()));
        return calls;
    }

    /** What EC2 tells of each Client VPN endpoint alone. */
    Supplier<List<? extends SdkPojo>> clientVpnTargetNetworks(List<String> endpointIds) {
        return () -> endpointIds.stream()
                .flatMap(id -> ec2
                        .describeClientVpnTargetNetworksPaginator(r -> r.clientVpnEndpointId(id))
                        .clientVpnTargetNetworks()
                        .stream())
                .toList();
    }

    /**
     * What EC2 tells of one VPC or one route server at a time, by file name: whether the VPC has AWS's resolver, in
     * which VPCs the route server is and into which route tables it writes.
     */
    Map<String, Supplier<SdkPojo>> ofOne(Collection<String> vpcIds, Collection<String> routeServerIds) {
        Map<String, Supplier<SdkPojo>> calls = new LinkedHashMap<>();
        vpcIds.forEach(id -> calls.put(
                "describe-vpc-attribute-" + id,
                () -> ec2.describeVpcAttribute(r -> r.vpcId(id).attribute(VpcAttributeName.ENABLE_DNS_SUPPORT))));
        routeServerIds.forEach(id -> {
            calls.put(
                    "get-route-server-associations-" + id,
                    () -> ec2.getRouteServerAssociations(r -> r.routeServerId(id)));
            calls.put(
                    "get-route-server-propagations-" + id,
                    () -> ec2.getRouteServerPropagations(r -> r.routeServerId(id)));
        });
        return calls;
    }

    /** Whose these prefix lists are; {@code describe-managed-prefix-lists} prints no entries. */
    Supplier<List<? extends SdkPojo>> managedPrefixLists(List<String> ids) {
        return () -> IntStream.iterate(0, from -> from < ids.size(), from -> from + MAX_FILTER_VALUES)
                .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + MAX_FILTER_VALUES)))
                .flatMap(some -> ec2
                        .describeManagedPrefixListsPaginator(r -> r.filters(filter("prefix-list-id", some)))
                        .prefixLists()
                        .stream())
                .toList();
    }

    /** The SDK offers no paginator for this call. */
    private List<? extends SdkPojo> blockPublicAccessExclusions() {
        List<SdkPojo> exclusions = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            var page = ec2.describeVpcBlockPublicAccessExclusions(r -> r.nextToken(from));
            exclusions.addAll(page.vpcBlockPublicAccessExclusions());
            token = page.nextToken();
        } while (token != null && !token.isEmpty());
        return exclusions;
    }

    static <T> List<T> all(SdkIterable<T> pages) {
        return pages.stream().toList();
    }

    static Filter filter(String name, Collection<String> values) {
        return Filter.builder().name(name).values(new ArrayList<>(values)).build();
    }
}
