package hyperpod.rig.network;

import hyperpod.rig.core.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * Reads the network around subnets from EC2: everything of their VPCs that decides where traffic can go, and of the
 * VPCs to which transit gateways lead it, all pages of all calls, the calls side by side. What AWS refuses to show is
 * left out with the reason; any other failure fails the whole, because a network half read proves nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">Amazon EC2 API Reference</a>
 */
public final class NetworkCollector {

    /**
     * Transit gateways behind one another that are followed; farther ones are not in the snapshot, and so not proven.
     */
    private static final int MAX_ROUNDS = 5;

    /** EC2 takes no filter with more. */
    private static final int MAX_FILTER_VALUES = 200;

    private final Ec2Client ec2;

    /** Reads through the function's EC2 client. */
    public NetworkCollector(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /**
     * The network of the VPCs in which the subnets lie.
     *
     * @throws InvalidRequestException if EC2 knows none of the subnets
     */
    public CollectedNetwork ofSubnets(Collection<String> subnetIds) {
        List<String> vpcIds =
                ec2.describeSubnetsPaginator(r -> r.filters(filter("subnet-id", subnetIds))).subnets().stream()
                        .map(Subnet::vpcId)
                        .distinct()
                        .toList();
        if (vpcIds.isEmpty()) {
            throw new InvalidRequestException(
                    "EC2 knows none of the subnets " + subnetIds + " in this Region: correct the ids");
        }
        return collect(vpcIds);
    }

    /** The VPCs of subnets, by the subnet's id; a subnet that EC2 does not know is not in it. */
    public Map<String, String> vpcsOf(Collection<String> subnetIds) {
        Map<String, String> vpcs = new LinkedHashMap<>();
        subnetIds.stream().distinct().gather(Gatherers.windowFixed(MAX_FILTER_VALUES)).forEach(batch -> ec2.describeSubnetsPaginator(
                        r -> r.filters(filter("subnet-id", batch)))
                .subnets()
                .forEach(subnet -> vpcs.put(subnet.subnetId(), subnet.vpcId())));
        return vpcs;
    }

    /**
     * The network of VPCs.
     *
     * @throws InvalidRequestException if EC2 does not know one of them
     */
    public CollectedNetwork ofVpcs(Collection<String> vpcIds) {
        Set<String> known = ec2.describeVpcsPaginator(r -> r.filters(filter("vpc-id", vpcIds))).vpcs().stream()
                .map(Vpc::vpcId)
                .collect(Collectors.toSet());
        for (String vpcId : vpcIds) {
            if (!known.contains(vpcId)) {
                throw new InvalidRequestException(
                        "EC2 knows no VPC " + vpcId + " in this Region: correct the id, the Region or the account");
            }
        }
        return collect(vpcIds);
    }

    private CollectedNetwork collect(Collection<String> vpcIds) {
        NetworkDocuments documents = new NetworkDocuments();
        TransitGatewayCollector transitGateways = new TransitGatewayCollector(ec2, documents);
        Set<String> prefixLists = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>();
        Set<String> next = new LinkedHashSet<>(vpcIds);
        for (int round = 0; round < MAX_ROUNDS && !next.isEmpty(); round++) {
            Map<String, List<? extends SdkPojo>> found = documents.read(calls(next, round == 0));
            read.addAll(next);
            List<Route> routes = found.get("RouteTables").stream()
                    .flatMap(table -> ((RouteTable) table).routes().stream())
                    .toList();
            Stream<IpPermission> permissions = found.get("SecurityGroups").stream()
                    .flatMap(group -> Stream.concat(
                            ((SecurityGroup) group).ipPermissionsEgress().stream(),
                            ((SecurityGroup) group).ipPermissions().stream()));
            prefixLists.addAll(referenced(routes.stream(), permissions));
            next = new LinkedHashSet<>(transitGateways.behind(routes.stream()
                    .map(Route::transitGatewayId)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet())));
            next.removeAll(read);
        }
        prefixLists(prefixLists, documents);
        return documents.collected();
    }

    /**
     * One call for each top-level key of the AWS CLI's output; what is not of VPCs is read in the first round alone.
     */
    private Map<String, Supplier<List<? extends SdkPojo>>> calls(Collection<String> vpcIds, boolean first) {
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
        if (first) {
            // EC2 offers no filter by VPC for these; those of other VPCs do no harm.
            calls.put(
                    "EgressOnlyInternetGateways",
                    () -> all(ec2.describeEgressOnlyInternetGatewaysPaginator(r -> {})
                            .egressOnlyInternetGateways()));
            calls.put(
                    "VpcPeeringConnections",
                    () -> all(
                            ec2.describeVpcPeeringConnectionsPaginator(r -> {}).vpcPeeringConnections()));
            calls.put(
                    "DhcpOptions",
                    () -> all(ec2.describeDhcpOptionsPaginator(r -> {}).dhcpOptions()));
            calls.put(
                    "FlowLogs", () -> all(ec2.describeFlowLogsPaginator(r -> {}).flowLogs()));
            calls.put(
                    "VpcBlockPublicAccessOptions",
                    () -> List.of(
                            ec2.describeVpcBlockPublicAccessOptions(r -> {}).vpcBlockPublicAccessOptions()));
            calls.put("VpcBlockPublicAccessExclusions", this::blockPublicAccessExclusions);
        }
        return calls;
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

    private static Set<String> referenced(Stream<Route> routes, Stream<IpPermission> permissions) {
        return Stream.concat(
                        routes.map(Route::destinationPrefixListId).filter(Objects::nonNull),
                        permissions
                                .flatMap(permission -> permission.prefixListIds().stream())
                                .map(PrefixListId::prefixListId))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** DescribePrefixLists prints AWS's own lists alone; these are of the same shape, whoever made the list. */
    private void prefixLists(Set<String> prefixListIds, NetworkDocuments documents) {
        Map<String, Supplier<PrefixList>> calls = new LinkedHashMap<>();
        prefixListIds.stream().sorted().forEach(id -> calls.put(id, () -> prefixList(id)));
        List<PrefixList> lists = List.copyOf(documents.answers(calls).values());
        documents.read(Map.of("PrefixLists", () -> lists));
    }

    private PrefixList prefixList(String id) {
        List<String> cidrs = ec2.getManagedPrefixListEntriesPaginator(r -> r.prefixListId(id)).entries().stream()
                .map(PrefixListEntry::cidr)
                .toList();
        return PrefixList.builder().prefixListId(id).cidrs(cidrs).build();
    }

    static <T> List<T> all(SdkIterable<T> pages) {
        return pages.stream().toList();
    }

    static Filter filter(String name, Collection<String> values) {
        return Filter.builder().name(name).values(new ArrayList<>(values)).build();
    }
}
