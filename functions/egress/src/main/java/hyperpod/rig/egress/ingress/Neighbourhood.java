package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The interfaces of one VPC that can connect to the nodes of its audited subnets: those through which people outside
 * come in, and the rest, which are neighbours.
 */
final class Neighbourhood {

    /** More are not named: one shows what the rules let in. */
    private static final int NAMED = 10;

    /**
     * Interfaces that can connect to nodes.
     *
     * @param path the way in, to any subnet; a neighbour's is its own connection alone
     * @param who the last interfaces on it
     * @param isNeighbour whether nobody outside is known behind them
     * @param receivers the addresses of nodes that they reach
     * @param onlyIn the only subnet in which they do; empty if the addresses decide
     */
    record Entry(IngressPath path, Kin who, boolean isNeighbour, AddressSet receivers, Optional<String> onlyIn) {

        boolean concerns(Subnet subnet) {
            return onlyIn.map(subnet.subnetId()::equals)
                    .orElseGet(() -> !receivers
                            .intersect(AddressSet.of(subnet.cidrBlocks()))
                            .isEmpty());
        }
    }

    /** What interfaces have in common that are kin. */
    private record Traits(
            String subnetId,
            List<String> groupIds,
            Optional<InterfaceService> service,
            boolean publicIpv4,
            boolean ipv6) {}

    /** Audited subnets that one network ACL governs: one that stands for all, and the addresses of them all. */
    private record Governed(Subnet subnet, AddressSet addresses) {

        static Governed of(List<Subnet> subnets) {
            return new Governed(
                    subnets.getFirst(),
                    AddressSet.of(subnets.stream()
                            .flatMap(subnet -> subnet.cidrBlocks().stream())
                            .toList()));
        }
    }

    private final NetworkSnapshot network;
    private final Entrances entrances;
    private final Connections connections;
    private final Nodes nodes;
    private final Map<String, Subnet> audited;
    private final List<Governed> auditedByAcl;
    private final ConnectionLimit limit;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param subnets all subnets of the VPC
     * @param audited those of them that are audited
     * @param nodes who is sought
     */
    Neighbourhood(
            NetworkSnapshot network,
            Entrances entrances,
            Connections connections,
            List<Subnet> subnets,
            List<Subnet> audited,
            Nodes nodes,
            ConnectionLimit limit) {
        this.network = network;
        this.entrances = entrances;
        this.connections = connections;
        this.nodes = nodes;
        this.limit = limit;
        this.audited = new LinkedHashMap<>();
        audited.forEach(subnet -> this.audited.put(subnet.subnetId(), subnet));
        auditedByAcl = audited.stream()
                .collect(Collectors.groupingBy(
                        subnet -> network.effectiveNetworkAcl(subnet).map(NetworkAcl::networkAclId),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .map(Governed::of)
                .toList();
        find(kin(subnets));
    }

    /** The entries that concern the subnet. */
    List<Entry> into(Subnet subnet) {
        return entries.stream().filter(entry -> entry.concerns(subnet)).toList();
    }

    private List<Kin> kin(List<Subnet> subnets) {
        Map<Traits, Kin> kin = new LinkedHashMap<>();
        for (Subnet subnet : subnets) {
            for (NetworkInterface member : network.networkInterfacesIn(subnet.subnetId())) {
                Optional<InterfaceService> service = member.usedBy();
                if (service.map(Door::of).filter(Door.SHUT::equals).isEmpty() && !nodes.include(member)) {
                    Traits traits = new Traits(
                            subnet.subnetId(),
                            member.securityGroupIds(),
                            service,
                            !member.publicIpv4().isEmpty(),
                            member.hasIpv6());
                    kin.computeIfAbsent(
                                    traits, t -> new Kin(subnet, member.securityGroupIds(), service, new ArrayList<>()))
                            .members()
                            .add(member);
                }
            }
        }
        return List.copyOf(kin.values());
    }

    private void find(List<Kin> all) {
        Map<Kin, Optional<IngressPath>> outside = new LinkedHashMap<>();
        List<Kin> inside = new ArrayList<>();
        for (Kin kin : all) {
            Door door = kin.service().map(Door::of).orElse(Door.SOFTWARE);
            Optional<IngressPath> reached =
                    door == Door.INTERNET || door == Door.UNKNOWN ? Optional.empty() : entrances.first(kin);
            if (door == Door.SOFTWARE && reached.isEmpty()) {
                inside.add(kin);
            } else {
                outside.put(kin, reached);
                entries(kin, path(kin, door, reached), false);
            }
        }
        Set<Kin> neighbours = new LinkedHashSet<>();
        for (Kin kin : inside) {
            if ((!outside.isEmpty() || neighbours.size() < NAMED) && isNeighbour(kin)) {
                neighbours.add(kin);
            }
        }
        if (!outside.isEmpty()) {
            relayed(outside, inside, neighbours);
        }
    }

    private boolean isNeighbour(Kin kin) {
        return entries(kin, IngressPath.open(IngressKind.RELAY, kin.id(), "", List.of(kin.id(), "")), true);
    }

    private static IngressPath path(Kin kin, Door door, Optional<IngressPath> reached) {
        IngressKind kind = kin.service().map(Door::kind).orElse(IngressKind.RELAY);
        return switch (door) {
            case SOFTWARE, SHUT -> reached.orElseThrow().through(IngressKind.RELAY, "");
            case OUTSIDERS ->
                reached.filter(path -> path.kind() == IngressKind.INTERNET_GATEWAY)
                        .map(path -> path.through(kind, "")
                                .doubted("whether " + kin.id() + " passes clients on to a node is not in the snapshot"))
                        .orElseGet(() -> IngressPath.open(kind, kin.id(), "", List.of(kin.id(), "")));
            case INTERNET ->
                IngressPath.unproven(
                        kind,
                        "the internet",
                        "",
                        List.of(kin.id(), ""),
                        "whether " + kin.id() + " passes clients on to a node is not in the snapshot");
            case UNKNOWN ->
                IngressPath.unproven(
                        kind,
                        kin.id(),
                        "",
                        List.of(kin.id(), ""),
                        "what service of AWS is behind " + kin.id() + " is not known");
        };
    }

    /** Notes what the interfaces can connect to; whether it is anything. */
    private boolean entries(Kin kin, IngressPath path, boolean isNeighbour) {
        if (connections.isRefused(kin, nodes.groupIds())) {
            return false;
        }
        int before = entries.size();
        AddressSet own = AddressSet.of(kin.subnet().cidrBlocks());
        for (Governed governed : auditedByAcl) {
            AddressSet across = governed.addresses().minus(own);
            if (!across.isEmpty()) {
                connections
                        .of(kin, new Connections.Receivers(governed.subnet(), across, nodes.groupIds()), false)
                        .ifPresent(reached -> entries.add(new Entry(
                                path.carrying(reached.traffic()),
                                kin,
                                isNeighbour,
                                reached.receivers(),
                                Optional.empty())));
            }
        }
        if (audited.containsKey(kin.subnet().subnetId())) {
            connections
                    .of(kin, new Connections.Receivers(kin.subnet(), own, nodes.groupIds()), true)
                    .ifPresent(reached -> entries.add(new Entry(
                            path.carrying(reached.traffic()),
                            kin,
                            isNeighbour,
                            reached.receivers(),
                            Optional.of(kin.subnet().subnetId()))));
        }
        return entries.size() > before;
    }

    /** Neighbours that people outside reach through others: from the nodes back to somebody outside. */
    private void relayed(Map<Kin, Optional<IngressPath>> outside, List<Kin> inside, Set<Kin> neighbours) {
        Set<Kin> seen = new HashSet<>(neighbours);
        // Each with the neighbour of the nodes to which it leads.
        Map<Kin, Kin> frontier = new LinkedHashMap<>();
        neighbours.forEach(kin -> frontier.put(kin, kin));
        Set<Kin> found = new HashSet<>();
        while (!frontier.isEmpty()) {
            Map<Kin, Kin> next = new LinkedHashMap<>();
            for (Map.Entry<Kin, Kin> step : frontier.entrySet()) {
                Kin neighbour = step.getValue();
                if (found.contains(neighbour)) {
                    continue;
                }
                Optional<Kin> first = outside.keySet().stream()
                        .filter(kin -> connects(kin, step.getKey()))
                        .findFirst();
                if (first.isPresent()) {
                    found.add(neighbour);
                    relay(first.get(), outside.get(first.get()), step.getKey(), neighbour);
                    continue;
                }
                for (Kin kin : inside) {
                    if (!seen.contains(kin) && connects(kin, step.getKey())) {
                        seen.add(kin);
                        next.put(kin, neighbour);
                    }
                }
            }
            frontier.clear();
            frontier.putAll(next);
        }
    }

    private boolean connects(Kin from, Kin to) {
        boolean sameSubnet = from.subnet().subnetId().equals(to.subnet().subnetId());
        return limit.allows()
                && connections
                        .of(from, new Connections.Receivers(to.subnet(), to.addresses(), to.groupIds()), sameSubnet)
                        .isPresent();
    }

    private void relay(Kin first, Optional<IngressPath> reached, Kin step, Kin neighbour) {
        List<String> hops = new ArrayList<>(reached.map(IngressPath::hops).orElse(List.of(first.id())));
        if (!step.equals(neighbour)) {
            hops.add(step.id());
        }
        hops.add(neighbour.id());
        hops.add("");
        IngressPath path = IngressPath.open(
                IngressKind.RELAY, reached.map(IngressPath::source).orElse(first.id()), "", hops);
        entries.replaceAll(entry -> entry.isNeighbour() && entry.who().equals(neighbour)
                ? new Entry(path.carrying(entry.path().traffic()), neighbour, false, entry.receivers(), entry.onlyIn())
                : entry);
    }
}
