package hyperpod.rig.network;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.ServiceUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ClientVpnEndpoint;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteServer;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessOptions;

/**
 * Reads the network around subnets from AWS: everything of their VPCs that decides where traffic can go, and of the
 * VPCs to which transit gateways lead it, all pages of all calls, the calls side by side. What AWS refuses to show is
 * left out with the reason; any other failure fails the whole, because a network half read proves nothing.
 *
 * <p>Whoever moves an opening from one list to another while they are read could hide it from both. So all is read
 * twice, and again until two readings agree; the snapshot says when.
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

    /** A network that is still changing after so many readings is for the caller to read again later. */
    private static final int MAX_READINGS = 4;

    private final NetworkClients clients;
    private final Ec2Client ec2;
    private final VpcCalls vpcs;
    private final InstantSource clock;

    /** Reads through these clients. */
    public NetworkCollector(NetworkClients clients, InstantSource clock) {
        this.clients = clients;
        this.ec2 = clients.ec2();
        this.vpcs = new VpcCalls(ec2);
        this.clock = clock;
    }

    /**
     * The network of the VPCs in which the subnets lie.
     *
     * @throws InvalidRequestException if EC2 knows none of the subnets
     */
    public CollectedNetwork ofSubnets(Collection<String> subnetIds) {
        List<String> vpcIds =
                ec2.describeSubnetsPaginator(r -> r.filters(VpcCalls.filter("subnet-id", subnetIds))).subnets().stream()
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
        subnetIds.stream()
                .distinct()
                .gather(Gatherers.windowFixed(MAX_FILTER_VALUES))
                .forEach(batch -> ec2.describeSubnetsPaginator(r -> r.filters(VpcCalls.filter("subnet-id", batch)))
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
        Set<String> known = ec2.describeVpcsPaginator(r -> r.filters(VpcCalls.filter("vpc-id", vpcIds))).vpcs().stream()
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

    /** Reads until two readings, one after the other, find the same. */
    private CollectedNetwork collect(Collection<String> vpcIds) {
        Instant from = clock.instant();
        NetworkDocuments before = read(vpcIds);
        for (int readings = 2; ; readings++) {
            Instant settled = clock.instant();
            NetworkDocuments now = read(vpcIds);
            Map<String, JsonNode> was = before.decisive();
            Map<String, JsonNode> is = now.decisive();
            if (is.equals(was)) {
                return now.collected(new ReadingTimes(from, settled, clock.instant()));
            }
            if (readings == MAX_READINGS) {
                throw changing(was, is);
            }
            before = now;
            from = settled;
        }
    }

    private static ServiceUnavailableException changing(Map<String, JsonNode> was, Map<String, JsonNode> is) {
        Set<String> differing = new TreeSet<>(is.keySet());
        differing.addAll(was.keySet());
        differing.removeIf(name -> Objects.equals(was.get(name), is.get(name)));
        return new ServiceUnavailableException(
                "the network changes while it is read, %d times in a row: %s. A network that was read in parts proves nothing; try again"
                        .formatted(MAX_READINGS, String.join(", ", differing)));
    }

    private NetworkDocuments read(Collection<String> vpcIds) {
        NetworkDocuments documents = new NetworkDocuments();
        ResolverCollector resolver = new ResolverCollector(clients, documents);
        TransitGatewayCollector transitGateways = new TransitGatewayCollector(clients.ec2(), documents);
        Set<String> prefixLists = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>();
        Set<String> next = new LinkedHashSet<>(vpcIds);
        for (int round = 0; round < MAX_ROUNDS && !next.isEmpty(); round++) {
            Map<String, Supplier<List<? extends SdkPojo>>> lists = vpcs.of(next);
            if (round == 0) {
                lists.putAll(vpcs.ofAccount());
                lists.putAll(resolver.calls(next));
            }
            Map<String, List<? extends SdkPojo>> found = documents.read(lists);
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
        Map<String, Supplier<List<? extends SdkPojo>>> details = new LinkedHashMap<>(resolver.rules());
        if (documents.holds("ClientVpnEndpoints")) {
            details.put("ClientVpnTargetNetworks", vpcs.clientVpnTargetNetworks(clientVpnEndpoints(documents)));
        }
        documents.read(details);
        documents
                .answers(vpcs.ofOne(vpcIds, routeServers(documents)))
                .forEach((name, answer) -> documents.put(name + ".json", AwsCliDocument.ofResponse(answer)));
        resolver.domains();
        new LatticeCollector(clients.lattice(), documents).read(vpcIds);
        account(documents);
        prefixLists(prefixLists.stream().sorted().toList(), documents);
        return documents;
    }

    private static List<String> clientVpnEndpoints(NetworkDocuments documents) {
        return documents.elements("ClientVpnEndpoints", ClientVpnEndpoint.class).stream()
                .map(ClientVpnEndpoint::clientVpnEndpointId)
                .toList();
    }

    private static List<String> routeServers(NetworkDocuments documents) {
        return documents.elements("RouteServers", RouteServer.class).stream()
                .map(RouteServer::routeServerId)
                .toList();
    }

    /** EC2 says beside these options whose they are: the caller's account, as {@code aws sts get-caller-identity}. */
    private static void account(NetworkDocuments documents) {
        documents.elements("VpcBlockPublicAccessOptions", VpcBlockPublicAccessOptions.class).stream()
                .map(VpcBlockPublicAccessOptions::awsAccountId)
                .filter(Objects::nonNull)
                .forEach(account -> documents.put("Account.json", AwsCliDocument.ofText("Account", account)));
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
    private void prefixLists(List<String> ids, NetworkDocuments documents) {
        Map<String, Supplier<PrefixList>> calls = new LinkedHashMap<>();
        ids.forEach(id -> calls.put(id, () -> prefixList(id)));
        List<PrefixList> lists = List.copyOf(documents.answers(calls).values());
        documents.read(Map.of("PrefixLists", () -> lists));
        if (!ids.isEmpty()) {
            documents
                    .answers(Map.of("ManagedPrefixLists", vpcs.managedPrefixLists(ids)))
                    .forEach((key, found) -> documents.put(
                            "describe-managed-prefix-lists.json", AwsCliDocument.of("PrefixLists", found)));
        }
    }

    private PrefixList prefixList(String id) {
        List<String> cidrs = ec2.getManagedPrefixListEntriesPaginator(r -> r.prefixListId(id)).entries().stream()
                .map(PrefixListEntry::cidr)
                .toList();
        return PrefixList.builder().prefixListId(id).cidrs(cidrs).build();
    }
}
