package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A network at one moment. What a snapshot does not hold is unknown, not absent: an empty answer means that there is
 * none only if {@link #holds} says that the snapshot has that kind of resource. Every lookup takes the same time
 * whatever the size of the network.
 */
public final class NetworkSnapshot {

    /** Stands for every VPC. */
    static final String EVERY_VPC = "";

    private final Map<ResourceKind, Map<String, Object>> resources;
    private final Map<String, List<TransitGatewayRoute>> transitGatewayRoutes;
    private final Map<String, List<String>> tablesOfAttachment;
    private final Map<String, String> ownerOfPrefixList;
    private final Map<String, String> refused;
    private final Map<String, List<String>> domainsOfList;
    private final Map<String, Boolean> dnsSupportOfVpc;
    private final Set<String> vpcsWithServiceNetworks;
    private final Set<String> accounts;
    private final Map<String, List<String>> vpcsOfRouteServer;
    private final Map<String, List<String>> tablesOfRouteServer;
    private final Map<String, RouteTable> tableOfSubnet = new HashMap<>();
    private final Map<String, RouteTable> mainTableOfVpc = new HashMap<>();
    private final Map<String, NetworkAcl> aclOfSubnet = new HashMap<>();
    private final Map<String, NetworkAcl> defaultAclOfVpc = new HashMap<>();
    private final Map<String, List<NetworkInterface>> interfacesOfSubnet = new HashMap<>();
    private final Map<String, List<NetworkInterface>> interfacesOfInstance = new HashMap<>();
    private final Map<String, Set<String>> unlistedSubnetsOfVpc = new HashMap<>();
    private final Map<String, List<VpcEndpoint>> endpointsOfVpc;
    private final Map<String, List<TransitGatewayAttachment>> attachmentsById;
    private final Map<List<String>, Set<String>> attachmentsOfVpc = new HashMap<>();

    NetworkSnapshot(
            Map<ResourceKind, Map<String, Object>> resources,
            Map<String, List<TransitGatewayRoute>> transitGatewayRoutes,
            Map<String, List<String>> tablesOfAttachment,
            Map<String, String> ownerOfPrefixList,
            Map<String, String> refused,
            Map<String, List<String>> domainsOfList,
            Map<String, Boolean> dnsSupportOfVpc,
            Set<String> vpcsWithServiceNetworks,
            Set<String> accounts,
            Map<String, List<String>> vpcsOfRouteServer,
            Map<String, List<String>> tablesOfRouteServer) {
        this.resources = new EnumMap<>(ResourceKind.class);
        // Hundreds of thousands of entries are not copied: who built them keeps none.
        resources.forEach((kind, byId) -> this.resources.put(kind, Collections.unmodifiableMap(byId)));
        this.transitGatewayRoutes = Map.copyOf(transitGatewayRoutes);
        this.tablesOfAttachment = Map.copyOf(tablesOfAttachment);
        this.ownerOfPrefixList = Map.copyOf(ownerOfPrefixList);
        this.refused = Map.copyOf(refused);
        this.domainsOfList = Map.copyOf(domainsOfList);
        this.dnsSupportOfVpc = Map.copyOf(dnsSupportOfVpc);
        this.vpcsWithServiceNetworks = Set.copyOf(vpcsWithServiceNetworks);
        this.accounts = Set.copyOf(accounts);
        this.vpcsOfRouteServer = Map.copyOf(vpcsOfRouteServer);
        this.tablesOfRouteServer = Map.copyOf(tablesOfRouteServer);
        for (RouteTable table : all(ResourceKind.ROUTE_TABLE, RouteTable.class)) {
            table.subnetIds().forEach(subnet -> putOnce(tableOfSubnet, subnet, table, RouteTable::routeTableId));
            if (table.main()) {
                putOnce(mainTableOfVpc, table.vpcId(), table, RouteTable::routeTableId);
            }
        }
        for (NetworkAcl acl : all(ResourceKind.NETWORK_ACL, NetworkAcl.class)) {
            acl.subnetIds().forEach(subnet -> putOnce(aclOfSubnet, subnet, acl, NetworkAcl::networkAclId));
            if (acl.isDefault()) {
                putOnce(defaultAclOfVpc, acl.vpcId(), acl, NetworkAcl::networkAclId);
            }
        }
        List<NetworkInterface> interfaces = all(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class);
        for (NetworkInterface each : interfaces) {
            interfacesOfSubnet
                    .computeIfAbsent(each.subnetId(), subnet -> new ArrayList<>())
                    .add(each);
            if (each.vpcId().isPresent() && subnet(each.subnetId()).isEmpty()) {
                unlistedSubnetsOfVpc
                        .computeIfAbsent(each.vpcId().get(), vpc -> new TreeSet<>())
                        .add(each.subnetId());
            }
            // Most instances have one interface.
            each.instanceId()
                    .ifPresent(instance -> interfacesOfInstance
                            .computeIfAbsent(instance, id -> new ArrayList<>(1))
                            .add(each));
        }
        endpointsOfVpc = all(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class).stream()
                .filter(endpoint -> !endpoint.isDead())
                .sorted(Comparator.comparing(VpcEndpoint::vpcEndpointId))
                .collect(Collectors.groupingBy(VpcEndpoint::vpcId));
        attachmentsById = all(ResourceKind.TRANSIT_GATEWAY_ATTACHMENT, TransitGatewayAttachment.class).stream()
                .collect(Collectors.groupingBy(TransitGatewayAttachment::transitGatewayAttachmentId));
        attachmentsById.values().stream()
                .flatMap(List::stream)
                .filter(attachment -> attachment.resourceType().equals("vpc"))
                .forEach(a -> attach(a.resourceId(), a.transitGatewayId(), a.transitGatewayAttachmentId()));
        all(ResourceKind.TRANSIT_GATEWAY_VPC_ATTACHMENT, TransitGatewayVpcAttachment.class)
                .forEach(a -> attach(a.vpcId(), a.transitGatewayId(), a.transitGatewayAttachmentId()));
    }

    private static <T> void putOnce(Map<String, T> map, String key, T value, Function<T, String> id) {
        T other = map.putIfAbsent(key, value);
        if (other != null && !id.apply(other).equals(id.apply(value))) {
            throw new UnusableSnapshotException("the snapshot contradicts itself: both " + id.apply(other) + " and "
                    + id.apply(value) + " govern " + key + "; take it again into an empty directory");
        }
    }

    /**
     * Whether the snapshot has the whole list of this kind, even an empty one: a part may be there, and one refused.
     */
    public boolean holds(ResourceKind kind) {
        return resources.containsKey(kind) && !refused.containsKey(kind.key());
    }

    /** Why a part is missing, if the collector was refused it; by top-level key or by id. */
    public Optional<String> refusal(String keyOrId) {
        return Optional.ofNullable(refused.get(keyOrId));
    }

    /**
     * Why a part is not known, in words for a report.
     *
     * @param keyOrId the top-level key or the id under which the collector would have noted a refusal
     * @param part the words for the part
     */
    public String unknown(String keyOrId, String part) {
        return refusal(keyOrId)
                .map(reason -> part + " could not be read: " + reason)
                .orElse(part + " is not in the snapshot");
    }

    public Optional<Vpc> vpc(String id) {
        return find(ResourceKind.VPC, Vpc.class, id);
    }

    public List<Vpc> vpcs() {
        return all(ResourceKind.VPC, Vpc.class);
    }

    public Optional<Subnet> subnet(String id) {
        return find(ResourceKind.SUBNET, Subnet.class, id);
    }

    public List<Subnet> subnets() {
        return all(ResourceKind.SUBNET, Subnet.class);
    }

    public Optional<SecurityGroup> securityGroup(String id) {
        return find(ResourceKind.SECURITY_GROUP, SecurityGroup.class, id);
    }

    public Optional<InternetGateway> internetGateway(String id) {
        return find(ResourceKind.INTERNET_GATEWAY, InternetGateway.class, id);
    }

    public List<InternetGateway> internetGateways() {
        return all(ResourceKind.INTERNET_GATEWAY, InternetGateway.class);
    }

    public Optional<EgressOnlyInternetGateway> egressOnlyInternetGateway(String id) {
        return find(ResourceKind.EGRESS_ONLY_INTERNET_GATEWAY, EgressOnlyInternetGateway.class, id);
    }

    public Optional<NatGateway> natGateway(String id) {
        return find(ResourceKind.NAT_GATEWAY, NatGateway.class, id);
    }

    public Optional<VpcEndpoint> vpcEndpoint(String id) {
        return find(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class, id);
    }

    /** Whether the id is that of a gateway endpoint, which traffic reaches by a route. */
    public boolean isGatewayEndpoint(String id) {
        return vpcEndpoint(id)
                .filter(endpoint -> endpoint.type() == VpcEndpoint.Type.GATEWAY)
                .isPresent();
    }

    public Optional<VpcPeeringConnection> vpcPeeringConnection(String id) {
        return find(ResourceKind.VPC_PEERING_CONNECTION, VpcPeeringConnection.class, id);
    }

    public List<VpcPeeringConnection> vpcPeeringConnections() {
        return all(ResourceKind.VPC_PEERING_CONNECTION, VpcPeeringConnection.class);
    }

    public Optional<PrefixList> prefixList(String id) {
        return find(ResourceKind.PREFIX_LIST, PrefixList.class, id);
    }

    /** The account that owns a prefix list, or {@code AWS}; empty if the snapshot does not say it. */
    public Optional<String> ownerOfPrefixList(String id) {
        return Optional.ofNullable(ownerOfPrefixList.get(id));
    }

    public Optional<RouteTable> routeTable(String id) {
        return find(ResourceKind.ROUTE_TABLE, RouteTable.class, id);
    }

    public Optional<NetworkInterface> networkInterface(String id) {
        return find(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class, id);
    }

    public Optional<DhcpOptions> dhcpOptions(String id) {
        return find(ResourceKind.DHCP_OPTIONS, DhcpOptions.class, id);
    }

    /** The attachment of a VPC to a transit gateway, with the subnets through which traffic enters the VPC. */
    public Optional<TransitGatewayVpcAttachment> transitGatewayVpcAttachment(String id) {
        return find(ResourceKind.TRANSIT_GATEWAY_VPC_ATTACHMENT, TransitGatewayVpcAttachment.class, id);
    }

    public List<TransitGatewayVpcAttachment> transitGatewayVpcAttachments() {
        return all(ResourceKind.TRANSIT_GATEWAY_VPC_ATTACHMENT, TransitGatewayVpcAttachment.class);
    }

    public Optional<TransitGatewayPeeringAttachment> transitGatewayPeeringAttachment(String id) {
        return find(ResourceKind.TRANSIT_GATEWAY_PEERING_ATTACHMENT, TransitGatewayPeeringAttachment.class, id);
    }

    /**
     * An attachment as one transit gateway has it: the two transit gateways of a peering have one each, of the same id.
     */
    public Optional<TransitGatewayAttachment> transitGatewayAttachment(String id, String transitGatewayId) {
        return attachmentsById.getOrDefault(id, List.of()).stream()
                .filter(attachment -> attachment.transitGatewayId().equals(transitGatewayId))
                .findFirst();
    }

    /** The ids of the attachments of a VPC to a transit gateway, whichever command printed them; one at most on AWS. */
    public List<String> attachmentsOf(String vpcId, String transitGatewayId) {
        return List.copyOf(attachmentsOfVpc.getOrDefault(List.of(vpcId, transitGatewayId), Set.of()));
    }

    private void attach(String vpcId, String transitGatewayId, String attachmentId) {
        attachmentsOfVpc
                .computeIfAbsent(List.of(vpcId, transitGatewayId), key -> new LinkedHashSet<>())
                .add(attachmentId);
    }

    /** The transit gateway's route table by which packets are routed that come in through an attachment. */
    public Optional<String> associatedTable(String attachmentId, String transitGatewayId) {
        return transitGatewayAttachment(attachmentId, transitGatewayId)
                .flatMap(TransitGatewayAttachment::routeTableId)
                .or(() -> tablesOfAttachment.getOrDefault(attachmentId, List.of()).stream()
                        .filter(table -> isOf(table, transitGatewayId))
                        .findFirst());
    }

    /**
     * Two transit gateways that peer have attachments of the same id: a table governs that of the gateway to which it
     * belongs.
     */
    private boolean isOf(String routeTableId, String transitGatewayId) {
        return find(ResourceKind.TRANSIT_GATEWAY_ROUTE_TABLE, TransitGatewayRouteTable.class, routeTableId)
                .flatMap(TransitGatewayRouteTable::transitGatewayId)
                .map(transitGatewayId::equals)
                .orElse(true);
    }

    /** All routes of a transit gateway's route table, if they are known. */
    public Optional<List<TransitGatewayRoute>> transitGatewayRoutes(String routeTableId) {
        return Optional.ofNullable(transitGatewayRoutes.get(routeTableId));
    }

    /** The table that governs the subnet: the one associated with it, else its VPC's main one. */
    public Optional<RouteTable> effectiveRouteTable(Subnet subnet) {
        return Optional.ofNullable(tableOfSubnet.get(subnet.subnetId()))
                .or(() -> Optional.ofNullable(mainTableOfVpc.get(subnet.vpcId())));
    }

    /** The network ACL that governs the subnet: the one associated with it, else its VPC's default one. */
    public Optional<NetworkAcl> effectiveNetworkAcl(Subnet subnet) {
        return Optional.ofNullable(aclOfSubnet.get(subnet.subnetId()))
                .or(() -> Optional.ofNullable(defaultAclOfVpc.get(subnet.vpcId())));
    }

    public List<NetworkInterface> networkInterfacesIn(String subnetId) {
        return interfacesOfSubnet.getOrDefault(subnetId, List.of());
    }

    /** Subnets that interfaces of the VPC stand in and that no list shows: nobody knows what routes they have. */
    public Set<String> unlistedSubnetsOf(String vpcId) {
        return unlistedSubnetsOfVpc.getOrDefault(vpcId, Set.of());
    }

    public List<NetworkInterface> networkInterfacesOf(String instanceId) {
        return interfacesOfInstance.getOrDefault(instanceId, List.of());
    }

    /** The endpoints of a VPC that carry traffic or may. */
    public List<VpcEndpoint> vpcEndpointsIn(String vpcId) {
        return endpointsOfVpc.getOrDefault(vpcId, List.of());
    }

    /** The accounts that took it, 12 digits each; none if no document says so. */
    public Set<String> accounts() {
        return accounts;
    }

    public List<RouteServer> routeServers() {
        return all(ResourceKind.ROUTE_SERVER, RouteServer.class);
    }

    /** The VPCs that a route server is associated with, if they are known. */
    public Optional<List<String>> routeServerVpcs(String routeServerId) {
        return Optional.ofNullable(vpcsOfRouteServer.get(routeServerId));
    }

    /** The route tables that a route server adds routes to, if they are known. */
    public Optional<List<String>> routeServerPropagations(String routeServerId) {
        return Optional.ofNullable(tablesOfRouteServer.get(routeServerId));
    }

    public List<FlowLog> flowLogs() {
        return all(ResourceKind.FLOW_LOG, FlowLog.class);
    }

    /** The names of a list of DNS Firewall, if they are known: nobody can read those of AWS's own lists. */
    public Optional<List<String>> firewallDomains(String listId) {
        return Optional.ofNullable(domainsOfList.get(listId));
    }

    /** Whether the snapshot has the associations of a VPC with service networks, which AWS lists VPC by VPC. */
    public boolean holdsServiceNetworksOf(String vpcId) {
        return vpcsWithServiceNetworks.contains(vpcId) || vpcsWithServiceNetworks.contains(EVERY_VPC);
    }

    /** Whether AWS's resolver answers in a VPC, as it does unless somebody has turned it off. */
    public boolean hasResolver(String vpcId) {
        return dnsSupportOfVpc.getOrDefault(vpcId, true);
    }

    public List<VpcBlockPublicAccessOptions> vpcBlockPublicAccessOptions() {
        return all(ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, VpcBlockPublicAccessOptions.class);
    }

    public List<VpcBlockPublicAccessExclusion> vpcBlockPublicAccessExclusions() {
        return all(ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_EXCLUSION, VpcBlockPublicAccessExclusion.class);
    }

    private <T> Optional<T> find(ResourceKind kind, Class<T> type, String id) {
        return Optional.ofNullable(
                type.cast(resources.getOrDefault(kind, Map.of()).get(id)));
    }

    /**
     * Every resource of a kind, in the order of the documents.
     *
     * @param kind the kind
     * @param type the record of that kind
     */
    public <T> List<T> all(ResourceKind kind, Class<T> type) {
        return resources.getOrDefault(kind, Map.of()).values().stream()
                .map(type::cast)
                .toList();
    }
}
