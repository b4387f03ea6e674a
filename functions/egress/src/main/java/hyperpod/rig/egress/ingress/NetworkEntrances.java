package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.Layers;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.TransitGatewayAttachment;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import hyperpod.rig.egress.snapshot.TransitGatewayVpcAttachment;
import hyperpod.rig.egress.snapshot.VpcPeeringConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ways in from other networks: whoever has a route to the VPC can connect if the filters let it in and the subnet's
 * route table takes answers back.
 */
final class NetworkEntrances {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final InboundFilters filters;
    private final Map<String, List<VpcPeeringConnection>> peeringsOfVpc = new HashMap<>();
    private final Map<String, List<TransitGatewayVpcAttachment>> attachmentsOfVpc = new HashMap<>();

    NetworkEntrances(NetworkSnapshot network, RoutingTables tables, InboundFilters filters) {
        this.network = network;
        this.tables = tables;
        this.filters = filters;
        for (VpcPeeringConnection peering : network.vpcPeeringConnections()) {
            if (!peering.isDead()) {
                for (VpcPeeringConnection.Side side : List.of(peering.requester(), peering.accepter())) {
                    peeringsOfVpc
                            .computeIfAbsent(side.vpcId(), vpc -> new ArrayList<>())
                            .add(peering);
                }
            }
        }
        network.transitGatewayVpcAttachments().stream()
                .filter(TransitGatewayVpcAttachment::available)
                .forEach(attachment -> attachmentsOfVpc
                        .computeIfAbsent(attachment.vpcId(), vpc -> new ArrayList<>())
                        .add(attachment));
    }

    List<IngressPath> to(Target target) {
        Search search = new Search(target);
        EffectiveRoutes<Route> routes = tables.routes(target.table());
        routes.winners().forEach((route, won) -> {
            if (!route.blackhole()) {
                search.answered(route, won.intersect(search.elsewhere), Optional.empty());
            }
        });
        routes.unknown().stream()
                .filter(route -> !route.blackhole())
                .forEach(route -> search.answered(
                        route,
                        search.elsewhere,
                        Optional.of("the entries of " + route.destination().text() + " are not in the snapshot")));
        search.unanswered();
        return search.found;
    }

    /** The search for one target. */
    private final class Search {

        private final Target target;
        private final String vpcId;
        private final Layers connections;
        private final AddressSet elsewhere;
        private final List<IngressPath> found = new ArrayList<>();
        private final Set<String> ways = new HashSet<>();
        private AddressSet answeredSenders = AddressSet.NONE;

        private Search(Target target) {
            this.target = target;
            vpcId = target.subnet().vpcId();
            connections = filters.connections(target);
            elsewhere = AddressSpace.ALL.minus(tables.ownAddresses(vpcId, target.table()));
        }

        /** Connections of senders to whom the route takes the answers. */
        private void answered(Route route, AddressSet senders, Optional<String> doubt) {
            if (senders.isEmpty()) {
                return;
            }
            String id = route.targetId();
            String source = route.destination().text();
            switch (route.targetKind()) {
                // Nobody comes in through these, and those of the internet are judged for themselves.
                case LOCAL, INTERNET_GATEWAY, EGRESS_ONLY_INTERNET_GATEWAY, NAT_GATEWAY -> {}
                case VPC_PEERING -> peering(id, source, senders, doubt);
                case TRANSIT_GATEWAY -> transitGateway(id, source, senders, doubt);
                case VIRTUAL_PRIVATE_GATEWAY -> unknown(IngressKind.VIRTUAL_PRIVATE_GATEWAY, id, source, senders);
                case CORE_NETWORK -> unknown(IngressKind.CORE_NETWORK, id, source, senders);
                case LOCAL_GATEWAY -> unknown(IngressKind.LOCAL_GATEWAY, id, source, senders);
                case CARRIER_GATEWAY -> unknown(IngressKind.CARRIER_GATEWAY, id, source, senders);
                case NETWORK_INTERFACE -> appliance(id, source, senders);
                case VPC_ENDPOINT -> {
                    if (!network.isGatewayEndpoint(id)) {
                        unknown(IngressKind.NETWORK_INTERFACE, id, source, senders);
                    }
                }
                case UNKNOWN -> unknown(IngressKind.NETWORK_INTERFACE, id, source, senders);
            }
        }

        private void unknown(IngressKind kind, String id, String source, AddressSet senders) {
            add(kind, source, senders, List.of(id), Optional.of(network.unknown(id, "what lies behind " + id)));
        }

        private void appliance(String id, String source, AddressSet senders) {
            List<NetworkInterface> known =
                    network.networkInterface(id).map(List::of).orElseGet(() -> network.networkInterfacesOf(id));
            boolean drops = !known.isEmpty()
                    && known.stream().allMatch(i -> i.sourceDestCheck().orElse(false));
            if (!drops) {
                unknown(IngressKind.NETWORK_INTERFACE, id, source, senders);
            }
        }

        private void peering(String id, String source, AddressSet senders, Optional<String> doubt) {
            Optional<VpcPeeringConnection> connection = network.vpcPeeringConnection(id);
            if (connection.isEmpty()) {
                add(
                        IngressKind.VPC_PEERING,
                        source,
                        senders,
                        List.of(id),
                        Optional.of(network.unknown("VpcPeeringConnections", id)));
            } else if (!connection.get().isDead()) {
                VpcPeeringConnection.Side peer = connection.get().peerOf(vpcId);
                Optional<AddressSet> addresses = addresses(peer);
                add(
                        IngressKind.VPC_PEERING,
                        source,
                        addresses.map(senders::intersect).orElse(senders),
                        List.of(peer.vpcId(), id),
                        addresses.isPresent()
                                ? doubt
                                : Optional.of(
                                        "the addresses of the peer " + peer.vpcId() + " are not in the snapshot"));
            }
        }

        private Optional<AddressSet> addresses(VpcPeeringConnection.Side peer) {
            return peer.cidrBlocks().isEmpty()
                    ? network.vpc(peer.vpcId()).map(vpc -> AddressSet.of(vpc.cidrBlocks()))
                    : Optional.of(AddressSet.of(peer.cidrBlocks()));
        }

        /** Who is behind the transit gateway shows where it takes the answers. */
        private void transitGateway(String id, String source, AddressSet senders, Optional<String> doubt) {
            List<String> attachments = network.attachmentsOf(vpcId, id);
            if (attachments.isEmpty()) {
                add(
                        IngressKind.TRANSIT_GATEWAY,
                        source,
                        senders,
                        List.of(id),
                        Optional.of(network.unknown(
                                "TransitGatewayAttachments", "the attachment of " + vpcId + " to " + id)));
            }
            attachments.stream()
                    .filter(attachment -> isAvailable(attachment, id))
                    .forEach(attachment -> behind(attachment, id, source, senders, doubt));
        }

        private boolean isAvailable(String attachmentId, String transitGatewayId) {
            return network.transitGatewayAttachment(attachmentId, transitGatewayId)
                            .map(TransitGatewayAttachment::available)
                            .orElse(true)
                    && network.transitGatewayVpcAttachment(attachmentId)
                            .map(TransitGatewayVpcAttachment::available)
                            .orElse(true);
        }

        private void behind(
                String attachmentId,
                String transitGatewayId,
                String source,
                AddressSet senders,
                Optional<String> doubt) {
            Optional<EffectiveRoutes<TransitGatewayRoute>> routes =
                    network.associatedTable(attachmentId, transitGatewayId).flatMap(tables::transitGatewayRoutes);
            if (routes.isEmpty()) {
                add(
                        IngressKind.TRANSIT_GATEWAY,
                        source,
                        senders,
                        List.of(transitGatewayId),
                        Optional.of(
                                "by which routes " + transitGatewayId + " takes answers back is not in the snapshot"));
                return;
            }
            routes.get().winners().forEach((route, won) -> {
                AddressSet reached = won.intersect(senders);
                if (!reached.isEmpty() && !route.blackhole()) {
                    route.attachments().forEach(target -> behind(target, transitGatewayId, source, reached, doubt));
                }
            });
            routes.get().unknown().stream()
                    .filter(route -> !route.blackhole())
                    .forEach(route -> add(
                            IngressKind.TRANSIT_GATEWAY,
                            source,
                            senders,
                            List.of(transitGatewayId),
                            Optional.of("the entries of " + route.destination().text() + " are not in the snapshot")));
        }

        private void behind(
                TransitGatewayRoute.Target attachment,
                String transitGatewayId,
                String source,
                AddressSet senders,
                Optional<String> doubt) {
            String resource = attachment.resourceId();
            if (resource.equals(vpcId)) {
                return;
            }
            boolean isKnownVpc = attachment.resourceType().equals("vpc")
                    && network.vpc(resource).isPresent();
            add(
                    IngressKind.TRANSIT_GATEWAY,
                    source,
                    senders,
                    List.of(resource, transitGatewayId),
                    isKnownVpc
                            ? doubt
                            : Optional.of("what lies behind the " + attachment.resourceType() + " attachment "
                                    + attachment.attachmentId() + " is not in the snapshot"));
        }

        private void add(
                IngressKind kind, String source, AddressSet senders, List<String> from, Optional<String> doubt) {
            if (senders.isEmpty()) {
                return;
            }
            answeredSenders = answeredSenders.union(senders);
            ways.add(from.getLast());
            List<String> hops = new ArrayList<>(from);
            hops.add(target.id());
            Layers.Passage passage = connections.passage(senders);
            if (passage instanceof Layers.Passage.Blocked(Layer layer)) {
                found.add(IngressPath.blocked(kind, source, hops, layer));
                return;
            }
            String traffic = TrafficText.of(connections.passing(senders), connections.filters());
            Optional<String> reason = doubt.or(() -> passage instanceof Layers.Passage.Possible
                    ? Optional.of(IngressPath.FILTER_IN_DOUBT)
                    : Optional.empty());
            found.add(
                    reason.isPresent()
                            ? IngressPath.unproven(kind, source, traffic, hops, reason.get())
                            : IngressPath.open(kind, source, traffic, hops));
        }

        /** Packets of networks to which no answer goes: they get in, but no connection comes about. */
        private void unanswered() {
            Layers packets = filters.packets(target);
            for (VpcPeeringConnection peering : peeringsOfVpc.getOrDefault(vpcId, List.of())) {
                VpcPeeringConnection.Side peer = peering.peerOf(vpcId);
                unanswered(
                        IngressKind.VPC_PEERING,
                        addresses(peer).orElse(elsewhere),
                        List.of(peer.vpcId(), peering.vpcPeeringConnectionId()),
                        packets);
            }
            for (TransitGatewayVpcAttachment attachment : attachmentsOfVpc.getOrDefault(vpcId, List.of())) {
                unanswered(IngressKind.TRANSIT_GATEWAY, elsewhere, List.of(attachment.transitGatewayId()), packets);
            }
        }

        private void unanswered(IngressKind kind, AddressSet senders, List<String> from, Layers packets) {
            AddressSet rest = senders.intersect(elsewhere).minus(answeredSenders);
            if (ways.contains(from.getLast())
                    || rest.isEmpty()
                    || packets.passage(rest) instanceof Layers.Passage.Blocked) {
                return;
            }
            List<String> hops = new ArrayList<>(from);
            hops.add(target.id());
            found.add(IngressPath.blocked(kind, "other networks", hops, Layer.RETURN_ROUTE));
        }
    }
}
