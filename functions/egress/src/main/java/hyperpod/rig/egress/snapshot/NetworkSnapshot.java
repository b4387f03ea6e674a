package hyperpod.rig.egress.snapshot;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network at one moment. What a snapshot does not hold is unknown, which is not the same as absent: ask {@link #holds} before
 * taking an empty answer for none.
 */
public final class NetworkSnapshot {

    private final Map<ResourceKind, Map<String, Object>> resources;

    NetworkSnapshot(Map<ResourceKind, Map<String, Object>> resources) {
        this.resources = new EnumMap<>(ResourceKind.class);
        resources.forEach((kind, byId) -> this.resources.put(kind, Map.copyOf(byId)));
    }

    /** Whether the snapshot has the key of this kind, even with nothing under it. */
    public boolean holds(ResourceKind kind) {
        return resources.containsKey(kind);
    }

    public Optional<Vpc> vpc(String id) {
        return find(ResourceKind.VPC, Vpc.class, id);
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

    public Optional<EgressOnlyInternetGateway> egressOnlyInternetGateway(String id) {
        return find(ResourceKind.EGRESS_ONLY_INTERNET_GATEWAY, EgressOnlyInternetGateway.class, id);
    }

    public Optional<NatGateway> natGateway(String id) {
        return find(ResourceKind.NAT_GATEWAY, NatGateway.class, id);
    }

    public Optional<VpcEndpoint> vpcEndpoint(String id) {
        return find(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class, id);
    }

    public Optional<VpcPeeringConnection> vpcPeeringConnection(String id) {
        return find(ResourceKind.VPC_PEERING_CONNECTION, VpcPeeringConnection.class, id);
    }

    public Optional<PrefixList> prefixList(String id) {
        return find(ResourceKind.PREFIX_LIST, PrefixList.class, id);
    }

    public Optional<RouteTable> routeTable(String id) {
        return find(ResourceKind.ROUTE_TABLE, RouteTable.class, id);
    }

    /** The table that governs the subnet: the one associated with it, else its VPC's main one. */
    public Optional<RouteTable> effectiveRouteTable(Subnet subnet) {
        List<RouteTable> tables = all(ResourceKind.ROUTE_TABLE, RouteTable.class);
        return tables.stream()
                .filter(table -> table.subnetIds().contains(subnet.subnetId()))
                .findFirst()
                .or(() -> tables.stream().filter(table -> table.main() && table.vpcId().equals(subnet.vpcId())).findFirst());
    }

    /** The network ACL that governs the subnet: the one associated with it, else its VPC's default one. */
    public Optional<NetworkAcl> effectiveNetworkAcl(Subnet subnet) {
        List<NetworkAcl> acls = all(ResourceKind.NETWORK_ACL, NetworkAcl.class);
        return acls.stream()
                .filter(acl -> acl.subnetIds().contains(subnet.subnetId()))
                .findFirst()
                .or(() -> acls.stream().filter(acl -> acl.isDefault() && acl.vpcId().equals(subnet.vpcId())).findFirst());
    }

    public List<NetworkInterface> networkInterfacesIn(String subnetId) {
        return all(ResourceKind.NETWORK_INTERFACE, NetworkInterface.class).stream()
                .filter(networkInterface -> networkInterface.subnetId().equals(subnetId))
                .toList();
    }

    public List<VpcEndpoint> vpcEndpointsIn(String vpcId) {
        return all(ResourceKind.VPC_ENDPOINT, VpcEndpoint.class).stream()
                .filter(endpoint -> endpoint.vpcId().equals(vpcId) && !endpoint.isDead())
                .sorted(Comparator.comparing(VpcEndpoint::vpcEndpointId))
                .toList();
    }

    private <T> Optional<T> find(ResourceKind kind, Class<T> type, String id) {
        return Optional.ofNullable(type.cast(resources.getOrDefault(kind, Map.of()).get(id)));
    }

    private <T> List<T> all(ResourceKind kind, Class<T> type) {
        Collection<Object> values = resources.getOrDefault(kind, Map.of()).values();
        return values.stream().map(type::cast).toList();
    }
}
