package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.path.BlockPublicAccess;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.InternetGateway;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ways in from the internet: an internet gateway takes packets to public addresses of the VPC's interfaces, and
 * answers go back where the subnet's route table sends them. NAT gateways and egress-only internet gateways let nothing
 * in.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html">Internet gateways</a>
 */
final class InternetEntrances {

    private static final AddressSet INTERNET = AddressSpace.PUBLIC.minus(AddressSpace.NAT64);

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final InboundFilters filters;
    private final BlockPublicAccess blockPublicAccess;
    private final Map<String, List<String>> gatewaysOfVpc = new HashMap<>();

    InternetEntrances(NetworkSnapshot network, RoutingTables tables, InboundFilters filters) {
        this.network = network;
        this.tables = tables;
        this.filters = filters;
        blockPublicAccess = new BlockPublicAccess(network);
        for (InternetGateway gateway : network.internetGateways()) {
            gateway.attachedVpcIds()
                    .forEach(vpc -> gatewaysOfVpc
                            .computeIfAbsent(vpc, v -> new ArrayList<>())
                            .add(gateway.internetGatewayId()));
        }
    }

    /** Whether VPC Block Public Access keeps the internet out of the subnet. */
    boolean isBlocked(Subnet subnet) {
        return blockPublicAccess.blocksInbound(subnet);
    }

    private static boolean isAddressed(Target target) {
        return target.publicIpv4().orElse(true) || target.publicIpv6();
    }

    List<IngressPath> to(Target target) {
        Search search = new Search(target);
        search.byRoutesBack();
        search.withoutRouteBack();
        return search.found;
    }

    /** The search for one target. */
    private final class Search {

        private final Target target;
        private final Layers connections;
        private final AddressSet senders;
        private final List<IngressPath> found = new ArrayList<>();
        private AddressSet answered = AddressSet.NONE;

        private Search(Target target) {
            this.target = target;
            connections = filters.connections(target);
            senders = INTERNET.minus(tables.ownAddresses(target.subnet().vpcId(), target.table()));
        }

        private void byRoutesBack() {
            EffectiveRoutes<Route> routes = tables.routes(target.table());
            routes.winners().forEach((route, won) -> {
                if (leadsToGateway(route)) {
                    through(route, won.intersect(senders));
                }
            });
            routes.unknown().stream().filter(this::leadsToGateway).forEach(route -> {
                Layers.Passage passage = connections.passage(senders);
                if (!(passage instanceof Layers.Passage.Blocked)
                        && !isBlocked(target.subnet())
                        && isAddressed(target)) {
                    found.add(unproven(
                            route,
                            senders,
                            "the entries of " + route.destination().text() + " are not in the snapshot"));
                }
            });
        }

        private boolean leadsToGateway(Route route) {
            return route.targetKind() == RouteTargetKind.INTERNET_GATEWAY
                    && !route.blackhole()
                    && (network.internetGateway(route.targetId()).isEmpty() || isAttached(route.targetId()));
        }

        private boolean isAttached(String gatewayId) {
            return gatewaysOfVpc
                    .getOrDefault(target.subnet().vpcId(), List.of())
                    .contains(gatewayId);
        }

        private void through(Route route, AddressSet from) {
            answered = answered.union(from);
            byFamily(route, from.ipv4Only(), target.publicIpv4());
            byFamily(route, from.ipv6Only(), Optional.of(target.publicIpv6()));
        }

        private void byFamily(Route route, AddressSet from, Optional<Boolean> publicAddress) {
            if (from.isEmpty()) {
                return;
            }
            Layers.Passage passage = connections.passage(from);
            Optional<Layer> closed = closedBy(passage);
            if (!publicAddress.orElse(true)) {
                // With another layer closed too, a public address alone would open nothing.
                if (closed.isEmpty()) {
                    found.add(blocked(route.targetId(), route.destination().text(), Layer.PUBLIC_ADDRESS));
                }
            } else if (closed.isPresent()) {
                found.add(blocked(route.targetId(), route.destination().text(), closed.get()));
            } else if (network.internetGateway(route.targetId()).isEmpty()) {
                found.add(unproven(route, from, network.unknown("InternetGateways", route.targetId())));
            } else if (publicAddress.isEmpty()) {
                found.add(unproven(
                        route,
                        from,
                        network.unknown("NetworkInterfaces", "whether an interface has a public address")));
            } else if (passage instanceof Layers.Passage.Possible) {
                found.add(unproven(route, from, IngressPath.FILTER_IN_DOUBT));
            } else {
                found.add(IngressPath.open(
                        IngressKind.INTERNET_GATEWAY,
                        route.destination().text(),
                        traffic(connections, from),
                        List.of(route.targetId(), target.id())));
            }
        }

        private Optional<Layer> closedBy(Layers.Passage passage) {
            return switch (passage) {
                case Layers.Passage.Blocked(Layer layer) -> Optional.of(layer);
                case Layers.Passage.Sure sure -> blockPublicAccess();
                case Layers.Passage.Possible possible -> blockPublicAccess();
            };
        }

        private Optional<Layer> blockPublicAccess() {
            return isBlocked(target.subnet()) ? Optional.of(Layer.VPC_BLOCK_PUBLIC_ACCESS) : Optional.empty();
        }

        /**
         * Packets from the rest of the internet arrive too, but answers do not go back through the gateway. By another
         * way they may.
         */
        private void withoutRouteBack() {
            List<String> gateways = gatewaysOfVpc.getOrDefault(target.subnet().vpcId(), List.of());
            AddressSet rest = addressable(senders.minus(answered));
            if (gateways.isEmpty() || rest.isEmpty() || isBlocked(target.subnet())) {
                return;
            }
            AddressSet otherwise = AddressSet.NONE;
            for (var winner : tables.routes(target.table()).winners().entrySet()) {
                if (mayAnswer(winner.getKey())) {
                    otherwise = otherwise.union(winner.getValue().intersect(rest));
                }
            }
            String gateway = gateways.getFirst();
            if (!otherwise.isEmpty() && !(connections.passage(otherwise) instanceof Layers.Passage.Blocked)) {
                found.add(IngressPath.unproven(
                        IngressKind.INTERNET_GATEWAY,
                        "the internet",
                        traffic(connections, otherwise),
                        List.of(gateway, target.id()),
                        "answers go another way than connections come, and whether they arrive is not in the"
                                + " snapshot"));
                return;
            }
            if (!(filters.packets(target).passage(rest) instanceof Layers.Passage.Blocked)) {
                found.add(blocked(gateway, "the internet", Layer.RETURN_ROUTE));
            }
        }

        /** The senders of the families in which the target has public addresses. */
        private AddressSet addressable(AddressSet from) {
            AddressSet ipv4 = target.publicIpv4().orElse(true) ? from.ipv4Only() : AddressSet.NONE;
            return target.publicIpv6() ? ipv4.union(from.ipv6Only()) : ipv4;
        }

        private boolean mayAnswer(Route route) {
            return !route.blackhole()
                    && switch (route.targetKind()) {
                        // A peer takes what is addressed to it alone.
                        case LOCAL, INTERNET_GATEWAY, NAT_GATEWAY, EGRESS_ONLY_INTERNET_GATEWAY, VPC_PEERING -> false;
                        case VPC_ENDPOINT -> !network.isGatewayEndpoint(route.targetId());
                        default -> true;
                    };
        }

        private IngressPath blocked(String gatewayId, String source, Layer layer) {
            return IngressPath.blocked(IngressKind.INTERNET_GATEWAY, source, List.of(gatewayId, target.id()), layer);
        }

        private IngressPath unproven(Route route, AddressSet from, String reason) {
            return IngressPath.unproven(
                    IngressKind.INTERNET_GATEWAY,
                    route.destination().text(),
                    traffic(connections, from),
                    List.of(route.targetId(), target.id()),
                    reason);
        }
    }

    private static String traffic(Layers layers, AddressSet from) {
        return TrafficText.of(layers.passing(from), layers.filters());
    }
}
