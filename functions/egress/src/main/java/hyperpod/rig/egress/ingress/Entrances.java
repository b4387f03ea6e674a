package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways from outside a VPC to interfaces in it. Those to interfaces that are alike are found once. */
final class Entrances {

    private final NetworkSnapshot network;
    private final Connections connections;
    private final RoutingTables tables;
    private final InternetEntrances internet;
    private final NetworkEntrances networks;
    private final Map<Traits, List<IngressPath>> found = new HashMap<>();

    /** Everything of interfaces that decides who can connect to them. */
    private record Traits(
            String vpcId,
            String routeTableId,
            Optional<String> networkAclId,
            boolean blockedPublicAccess,
            List<String> groupIds,
            Optional<Boolean> publicIpv4,
            boolean publicIpv6) {}

    Entrances(NetworkSnapshot network, RoutingTables tables, InboundFilters filters, Connections connections) {
        this.network = network;
        this.tables = tables;
        this.connections = connections;
        internet = new InternetEntrances(network, tables, filters);
        networks = new NetworkEntrances(network, tables, filters);
    }

    /** The ways to interfaces in a subnet. */
    List<IngressPath> to(Target target) {
        Traits traits = new Traits(
                target.subnet().vpcId(),
                target.table().routeTableId(),
                network.effectiveNetworkAcl(target.subnet()).map(NetworkAcl::networkAclId),
                internet.isBlocked(target.subnet()),
                target.groupIds(),
                target.publicIpv4(),
                target.publicIpv6());
        List<IngressPath> paths = found.get(traits);
        if (paths == null) {
            paths = Stream.concat(internet.to(target).stream(), networks.to(target).stream())
                    .toList();
            found.put(traits, paths);
        }
        return paths.stream().map(path -> path.into(target.id())).toList();
    }

    /** A way by which somebody outside can connect to the interfaces, or may; the surest one. */
    Optional<IngressPath> first(Kin kin) {
        Optional<RouteTable> table = network.effectiveRouteTable(kin.subnet());
        if (table.isEmpty() || isOfVpcAlone(kin, table.get())) {
            return Optional.empty();
        }
        NetworkInterface member = kin.members().getFirst();
        Target target = new Target(
                kin.subnet(),
                table.get(),
                kin.groupIds(),
                Optional.of(!member.publicIpv4().isEmpty()),
                kin.subnet().publicIpv6() && member.hasIpv6(),
                kin.id());
        List<IngressPath> ways = new ArrayList<>(to(target));
        ways.removeIf(path -> path.status() == PathStatus.BLOCKED);
        return ways.stream().min(Comparator.comparing(IngressPath::status));
    }

    /** Whether the groups let nobody in but from the VPC itself, as nearly all do. */
    private boolean isOfVpcAlone(Kin kin, RouteTable table) {
        Subnet subnet = kin.subnet();
        if (kin.groupIds().isEmpty()) {
            return false;
        }
        AddressSet admitted = connections.admittedBy(kin.groupIds());
        return admitted.isEmpty()
                || admitted.minus(tables.ownAddresses(subnet.vpcId(), table)).isEmpty();
    }
}
