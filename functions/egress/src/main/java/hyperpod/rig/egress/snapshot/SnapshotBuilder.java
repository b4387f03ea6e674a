package hyperpod.rig.egress.snapshot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts a snapshot together from what documents say, and refuses documents that contradict each other. */
final class SnapshotBuilder {

    private final Map<ResourceKind, Map<String, Object>> resources = new EnumMap<>(ResourceKind.class);
    private final Map<String, List<TransitGatewayRoute>> routesOfTable = new LinkedHashMap<>();
    private final List<List<TransitGatewayRoute>> routesOfUnnamedTable = new ArrayList<>();
    private final Map<String, List<String>> tablesOfAttachment = new LinkedHashMap<>();
    private final Map<String, String> ownerOfPrefixList = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Map<String, List<String>> domainsOfList = new LinkedHashMap<>();
    private final Map<String, Boolean> dnsSupportOfVpc = new LinkedHashMap<>();
    private final Set<String> vpcsWithServiceNetworks = new HashSet<>();
    private final Set<String> accounts = new TreeSet<>();
    private final Map<String, List<String>> vpcsOfRouteServer = new LinkedHashMap<>();
    private final Map<String, List<String>> tablesOfRouteServer = new LinkedHashMap<>();

    /** The snapshot holds this kind, be it without a single resource. */
    void holds(ResourceKind kind) {
        resources.computeIfAbsent(kind, k -> new LinkedHashMap<>());
    }

    /**
     * Adds a resource.
     *
     * @param source how messages name the document
     * @throws UnusableSnapshotException if it was added before with other content
     */
    void add(ResourceKind kind, String id, Object resource, String source) {
        holds(kind);
        resources
                .get(kind)
                .merge(id, resource, (one, two) -> combined(one, two).orElseThrow(() -> contradiction(source, id)));
    }

    private static Optional<Object> combined(Object one, Object two) {
        if (one.equals(two)) {
            return Optional.of(one);
        }
        return one instanceof TransitGatewayAttachment mine && two instanceof TransitGatewayAttachment theirs
                ? mine.combinedWith(theirs).map(Object.class::cast)
                : Optional.empty();
    }

    /** Adds all routes of a transit gateway's route table, whose id is unknown if no document says it. */
    void addRoutes(Optional<String> tableId, List<TransitGatewayRoute> routes, String source) {
        if (tableId.isEmpty()) {
            routesOfUnnamedTable.add(routes);
        } else if (routesOfTable.putIfAbsent(tableId.get(), routes) != null
                && !routesOfTable.get(tableId.get()).equals(routes)) {
            throw contradiction(source, "the routes of " + tableId.get());
        }
    }

    /** What comes in through the attachment is routed by the transit gateway's route table. */
    void associate(String attachmentId, String tableId) {
        tablesOfAttachment.computeIfAbsent(attachmentId, a -> new ArrayList<>()).add(tableId);
    }

    /**
     * A prefix list belongs to this account: {@code describe-managed-prefix-lists} says whose a list is, and another
     * command its entries.
     */
    void owned(String prefixListId, String ownerId, String source) {
        String before = ownerOfPrefixList.putIfAbsent(prefixListId, ownerId);
        if (before != null && !before.equals(ownerId)) {
            throw contradiction(source, "the owner of " + prefixListId);
        }
    }

    /** Adds all names of a list of DNS Firewall. */
    void addDomains(String listId, List<String> domains, String source) {
        if (domainsOfList.putIfAbsent(listId, domains) != null
                && !domainsOfList.get(listId).equals(domains)) {
            throw contradiction(source, "the names of " + listId);
        }
    }

    /** The associations with service networks are all there of this VPC, or of every VPC if none is named. */
    void holdsServiceNetworksOf(Optional<String> vpcId) {
        vpcsWithServiceNetworks.add(vpcId.orElse(NetworkSnapshot.EVERY_VPC));
    }

    /** Whether a VPC has AWS's resolver. */
    void setDnsSupport(String vpcId, boolean enabled, String source) {
        if (Boolean.valueOf(!enabled).equals(dnsSupportOfVpc.putIfAbsent(vpcId, enabled))) {
            throw contradiction(source, "EnableDnsSupport of " + vpcId);
        }
    }

    /** The account that took the snapshot, or a part of it. */
    void takenBy(String accountId) {
        accounts.add(accountId);
    }

    /** A VPC that the route server is associated with. */
    void addRouteServerVpcs(String routeServerId, List<String> vpcIds) {
        vpcsOfRouteServer
                .computeIfAbsent(routeServerId, id -> new ArrayList<>())
                .addAll(vpcIds);
    }

    /** Route tables that the route server adds routes to. */
    void addRouteServerPropagations(String routeServerId, List<String> routeTableIds) {
        tablesOfRouteServer
                .computeIfAbsent(routeServerId, id -> new ArrayList<>())
                .addAll(routeTableIds);
    }

    /** A part is missing because the collector was refused it. */
    void refuse(String keyOrId, String reason) {
        refused.put(keyOrId, reason);
    }

    private static UnusableSnapshotException contradiction(String source, String what) {
        return new UnusableSnapshotException(source + ": " + what + " was read before with other content:"
                + " a snapshot must be of one moment, so take it again into an empty directory");
    }

    /** @throws UnusableSnapshotException if the snapshot contradicts itself */
    NetworkSnapshot build() {
        Map<String, Object> tables = resources.getOrDefault(ResourceKind.TRANSIT_GATEWAY_ROUTE_TABLE, Map.of());
        Map<String, List<TransitGatewayRoute>> routes = new LinkedHashMap<>(routesOfTable);
        tables.forEach((id, table) ->
                ((TransitGatewayRouteTable) table).routes().ifPresent(own -> routes.putIfAbsent(id, own)));
        // One list without a name and one table without a list belong together.
        List<String> without =
                tables.keySet().stream().filter(id -> !routes.containsKey(id)).toList();
        if (without.size() == 1 && routesOfUnnamedTable.size() == 1) {
            routes.put(without.getFirst(), routesOfUnnamedTable.getFirst());
        }
        resources
                .getOrDefault(ResourceKind.FIREWALL_DOMAIN_LIST, Map.of())
                .forEach((id, list) ->
                        ((FirewallDomainList) list).domains().ifPresent(own -> domainsOfList.putIfAbsent(id, own)));
        return new NetworkSnapshot(
                resources,
                routes,
                tablesOfAttachment,
                ownerOfPrefixList,
                refused,
                domainsOfList,
                dnsSupportOfVpc,
                vpcsWithServiceNetworks,
                accounts,
                vpcsOfRouteServer,
                tablesOfRouteServer);
    }
}
