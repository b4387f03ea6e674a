package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The interfaces and subnets of one VPC. What nodes reach is found once for subnets that differ in nothing that counts.
 */
final class VpcRelays {

    private final NetworkSnapshot network;
    private final PathFinder pathFinder;
    private final List<String> securityGroupIds;
    private final GroupRules nodesOutbound;
    private final List<Subnet> subnets;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<List<String>, GroupRules> inbound = new HashMap<>();
    private final Map<List<String>, GroupRules> outbound = new HashMap<>();
    private final SenderTraits senderTraits;
    private final SearchBudget budget;
    private final Map<Key, Relays> found = new HashMap<>();

    /** Everything of a subnet that decides on what its nodes reach. */
    private record Key(List<Object> sender, Optional<String> routeTableId, Set<List<String>> ownWays) {}

    VpcRelays(
            NetworkSnapshot network,
            PathFinder pathFinder,
            List<String> securityGroupIds,
            List<Subnet> subnets,
            SearchBudget budget) {
        this.network = network;
        this.pathFinder = pathFinder;
        this.securityGroupIds = securityGroupIds;
        this.subnets = subnets;
        GroupRules everywhere =
                securityGroupIds.isEmpty() ? GroupRules.open() : GroupRules.outbound(securityGroupIds, network);
        nodesOutbound = everywhere.within(AddressSet.of(
                subnets.stream().flatMap(s -> s.cidrBlocks().stream()).toList()));
        this.budget = budget;
        for (Subnet subnet : subnets) {
            network.networkInterfacesIn(subnet.subnetId()).stream()
                    .filter(InterfaceRole::mayRelay)
                    .forEach(networkInterface -> members.add(member(networkInterface, subnet)));
        }
        members.sort(Comparator.comparing(Member::id));
        for (Member member : members) {
            hosts.computeIfAbsent(hostId(member), id -> host(member));
        }
        senderTraits = new SenderTraits(network, subnets, members, inbound.values());
    }

    private Member member(NetworkInterface networkInterface, Subnet subnet) {
        List<String> groups = networkInterface.securityGroupIds();
        return new Member(
                networkInterface,
                subnet,
                inbound.computeIfAbsent(groups, ids -> GroupRules.inbound(ids, network)),
                () -> outbound.computeIfAbsent(groups, ids -> GroupRules.outbound(ids, network)));
    }

    private static String hostId(Member member) {
        return member.instanceId().orElse(member.id());
    }

    /** The instance with all its interfaces that the snapshot shows, in whichever VPC. */
    private Host host(Member member) {
        List<NetworkInterface> ofInstance =
                member.instanceId().map(network::networkInterfacesOf).orElse(List.of());
        // As of nearly all of them.
        if (ofInstance.size() <= 1) {
            return new Host(List.of(member));
        }
        List<Member> legs = ofInstance.stream()
                .flatMap(leg -> network.subnet(leg.subnetId()).stream().map(subnet -> member(leg, subnet)))
                .sorted(Comparator.comparing(Member::id))
                .toList();
        return new Host(legs.isEmpty() ? List.of(member) : legs);
    }

    /**
     * What nodes in the subnet reach.
     *
     * @param own the subnet's own ways out, which are no news
     */
    Relays of(Subnet subnet, Exits own) {
        Set<List<String>> ownWays = own.paths().stream()
                .filter(path -> path.status() != PathStatus.BLOCKED)
                .map(Ways::fromTable)
                .collect(Collectors.toUnmodifiableSet());
        Optional<String> tableId = network.effectiveRouteTable(subnet).map(RouteTable::routeTableId);
        return found.computeIfAbsent(
                new Key(senderTraits.of(subnet), tableId, ownWays), key -> search(subnet, tableId, ownWays));
    }

    private Relays search(Subnet subnet, Optional<String> ownTable, Set<List<String>> ownWays) {
        Party nodes = Party.nodes(subnet, securityGroupIds);
        Search search = new Search(network, pathFinder, members, this::hostOf, ownWays, budget);
        search.from(nodes, nodesOutbound);
        return new Relays(search.relays(), search.hasMore(), tables(nodes, ownTable, search));
    }

    private Host hostOf(Member member) {
        return hosts.get(hostId(member));
    }

    /** The other ways out: of subnets that nodes may reach, or reach an interface in. */
    private List<Relays.TableWithWayOut> tables(Party nodes, Optional<String> ownTable, Search search) {
        Crossing crossing = new Crossing(network);
        Map<String, List<Subnet>> reached = new LinkedHashMap<>();
        for (Subnet subnet : subnets) {
            String table = network.effectiveRouteTable(subnet)
                    .map(RouteTable::routeTableId)
                    .orElse(subnet.subnetId());
            boolean isNews = !ownTable.equals(Optional.of(table));
            if (isNews
                    && (search.standsIn(subnet)
                            || crossing.isPossible(nodes, nodesOutbound, Party.newcomer(subnet), GroupRules.open()))) {
                reached.computeIfAbsent(table, id -> new ArrayList<>()).add(subnet);
            }
        }
        List<Relays.TableWithWayOut> tables = new ArrayList<>();
        reached.forEach((table, governed) -> {
            Optional<Exits> exits = governed.stream()
                    .filter(subnet -> !search.isNamed(subnet))
                    .filter(subnet -> Ways.of(subnet, network, pathFinder).leadSomewhere() || mayGetRoutes(subnet))
                    .map(subnet -> Ways.of(subnet, network, pathFinder))
                    .findFirst();
            boolean named = governed.stream().anyMatch(search::isNamed);
            if (!named && exits.isPresent()) {
                tables.add(new Relays.TableWithWayOut(
                        table, governed.stream().map(Subnet::subnetId).sorted().toList(), exits.get()));
            }
        });
        tables.sort(Comparator.comparing(Relays.TableWithWayOut::routeTableId));
        return tables;
    }

    /** Whether a virtual private gateway or a route server may add routes for the subnet. */
    private boolean mayGetRoutes(Subnet subnet) {
        return network.effectiveRouteTable(subnet)
                .filter(table -> !table.propagatingVgwIds().isEmpty()
                        || network.routeServers().stream()
                                .anyMatch(server -> network.routeServerPropagations(server.routeServerId())
                                        .filter(tables -> tables.contains(table.routeTableId()))
                                        .isPresent()))
                .isPresent();
    }
}
