package hyperpod.rig.verify;

import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

/**
 * Reads the network around a request's subnets from EC2: everything of their VPCs that decides where traffic can go. All pages
 * of all calls, the calls side by side; one that fails fails the whole, because a network half read proves nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">Amazon EC2 API Reference</a>
 */
final class NetworkCollector {

    private final Ec2Client ec2;

    /** Reads through the function's EC2 client. */
    NetworkCollector(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** The network of the VPCs in which the subnets lie. */
    NetworkSnapshot collect(Collection<String> subnetIds) {
        Map<String, List<? extends SdkPojo>> resources = SideBySide.call(calls(vpcIds(subnetIds)));
        Stream<Route> routes = resources.get("RouteTables").stream()
                .flatMap(table -> ((RouteTable) table).routes().stream());
        Stream<IpPermission> permissions = resources.get("SecurityGroups").stream()
                .flatMap(group -> ((SecurityGroup) group).ipPermissionsEgress().stream());
        resources.put("PrefixLists", prefixLists(referenced(routes, permissions)));
        SnapshotReader reader = new SnapshotReader();
        resources.forEach((key, elements) ->
                reader.read(new ByteArrayInputStream(AwsCliDocument.of(key, elements)), "EC2's answer with " + key));
        return reader.snapshot();
    }

    private List<String> vpcIds(Collection<String> subnetIds) {
        return ec2.describeSubnetsPaginator(r -> r.filters(filter("subnet-id", subnetIds))).subnets().stream()
                .map(Subnet::vpcId)
                .distinct()
                .toList();
    }

    /** One call for each top-level key of the AWS CLI's output. */
    private Map<String, Supplier<List<? extends SdkPojo>>> calls(List<String> vpcIds) {
        Filter ofVpcs = filter("vpc-id", vpcIds);
        Filter attached = filter("attachment.vpc-id", vpcIds);
        Map<String, Supplier<List<? extends SdkPojo>>> calls = new LinkedHashMap<>();
        calls.put("Vpcs", () -> all(ec2.describeVpcsPaginator(r -> r.filters(ofVpcs)).vpcs()));
        calls.put("Subnets", () -> all(ec2.describeSubnetsPaginator(r -> r.filters(ofVpcs)).subnets()));
        calls.put("RouteTables", () -> all(ec2.describeRouteTablesPaginator(r -> r.filters(ofVpcs)).routeTables()));
        calls.put("NetworkAcls", () -> all(ec2.describeNetworkAclsPaginator(r -> r.filters(ofVpcs)).networkAcls()));
        calls.put("SecurityGroups", () -> all(ec2.describeSecurityGroupsPaginator(r -> r.filters(ofVpcs)).securityGroups()));
        calls.put("NetworkInterfaces", () -> all(ec2.describeNetworkInterfacesPaginator(r -> r.filters(ofVpcs)).networkInterfaces()));
        calls.put("InternetGateways", () -> all(ec2.describeInternetGatewaysPaginator(r -> r.filters(attached)).internetGateways()));
        // EC2 offers no filter by VPC for these two; those of other VPCs do no harm.
        calls.put("EgressOnlyInternetGateways",
                () -> all(ec2.describeEgressOnlyInternetGatewaysPaginator(r -> {}).egressOnlyInternetGateways()));
        calls.put("VpcPeeringConnections", () -> all(ec2.describeVpcPeeringConnectionsPaginator(r -> {}).vpcPeeringConnections()));
        calls.put("NatGateways", () -> all(ec2.describeNatGatewaysPaginator(r -> r.filter(ofVpcs)).natGateways()));
        calls.put("VpcEndpoints", () -> all(ec2.describeVpcEndpointsPaginator(r -> r.filters(ofVpcs)).vpcEndpoints()));
        return calls;
    }

    private static Set<String> referenced(Stream<Route> routes, Stream<IpPermission> permissions) {
        return Stream.concat(
                        routes.map(Route::destinationPrefixListId).filter(Objects::nonNull),
                        permissions.flatMap(permission -> permission.prefixListIds().stream()).map(PrefixListId::prefixListId))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** DescribePrefixLists prints AWS's own lists alone; these are of the same shape, whoever made the list. */
    private List<PrefixList> prefixLists(Set<String> prefixListIds) {
        Map<String, Supplier<PrefixList>> calls = new LinkedHashMap<>();
        prefixListIds.forEach(id -> calls.put(id, () -> prefixList(id)));
        return List.copyOf(SideBySide.call(calls).values());
    }

    private PrefixList prefixList(String id) {
        List<String> cidrs = ec2.getManagedPrefixListEntriesPaginator(r -> r.prefixListId(id)).entries().stream()
                .map(PrefixListEntry::cidr)
                .toList();
        return PrefixList.builder().prefixListId(id).cidrs(cidrs).build();
    }

    private static <T> List<T> all(SdkIterable<T> pages) {
        return pages.stream().toList();
    }

    private static Filter filter(String name, Collection<String> values) {
        return Filter.builder().name(name).values(new ArrayList<>(values)).build();
    }
}
