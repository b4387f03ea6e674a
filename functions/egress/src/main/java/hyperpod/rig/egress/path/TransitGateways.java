package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.TransitGatewayAttachment;
import hyperpod.rig.egress.snapshot.TransitGatewayPeeringAttachment;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import hyperpod.rig.egress.snapshot.TransitGatewayVpcAttachment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Transit gateways: packets come in by the VPC's attachment, are routed by the table associated with it, and go out by
 * the attachments of the route that wins, into another VPC or to a peer.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">How transit gateways
 *     work</a>
 */
final class TransitGateways {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final StepLimit limit;

    TransitGateways(NetworkSnapshot network, RoutingTables tables, StepLimit limit) {
        this.network = network;
        this.tables = tables;
        this.limit = limit;
    }

    /** From a VPC through a transit gateway, which the hops name already. */
    List<NextHop> through(String transitGatewayId, Traffic at) {
        List<String> attachments = network.attachmentsOf(at.vpcId(), transitGatewayId);
        if (attachments.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown(
                    "TransitGatewayAttachments", "the attachment of " + at.vpcId() + " to " + transitGatewayId)));
        }
        return attachments.stream()
                .filter(attachment -> isAvailable(attachment, transitGatewayId)
                        && servesZone(attachment, at.source().in()))
                .flatMap(attachment -> routeByTableOf(attachment, transitGatewayId, at).stream())
                .toList();
    }

    private boolean isAvailable(String attachmentId, String transitGatewayId) {
        return network.transitGatewayAttachment(attachmentId, transitGatewayId)
                        .map(TransitGatewayAttachment::available)
                        .orElse(true)
                && network.transitGatewayVpcAttachment(attachmentId)
                        .map(TransitGatewayVpcAttachment::available)
                        .orElse(true);
    }

    /** A transit gateway takes traffic only from Availability Zones in which the attachment has a subnet. */
    private boolean servesZone(String attachmentId, Optional<Subnet> from) {
        Optional<String> zone = from.flatMap(Subnet::availabilityZone);
        Optional<TransitGatewayVpcAttachment> attachment = network.transitGatewayVpcAttachment(attachmentId);
        if (zone.isEmpty() || attachment.isEmpty()) {
            return true;
        }
        List<Optional<String>> served = attachment.get().subnetIds().stream()
                .map(id -> network.subnet(id).flatMap(Subnet::availabilityZone))
                .toList();
        return served.contains(zone) || served.contains(Optional.empty());
    }

    private List<NextHop> routeByTableOf(String attachmentId, String transitGatewayId, Traffic at) {
        Optional<String> tableId = network.associatedTable(attachmentId, transitGatewayId);
        if (tableId.isEmpty()) {
            return NextHop.end(at.unproven(network.unknown(
                    "TransitGatewayAttachments",
                    "the route table associated with " + attachmentId + " at " + transitGatewayId)));
        }
        Traffic there = at.via(tableId.get());
        Optional<EffectiveRoutes<TransitGatewayRoute>> routes = tables.transitGatewayRoutes(tableId.get());
        if (routes.isEmpty()) {
            String what = "the routes of " + tableId.get();
            return NextHop.end(there.unproven(network.refusal(tableId.get())
                    .map(reason -> what + " could not be read: " + reason)
                    .orElse(what + " are not in the snapshot")));
        }
        return route(tableId.get(), transitGatewayId, routes.get(), there);
    }

    private List<NextHop> route(
            String tableId, String transitGatewayId, EffectiveRoutes<TransitGatewayRoute> routes, Traffic at) {
        List<NextHop> next = new ArrayList<>();
        AddressSet circling = at.circling(tableId);
        if (!circling.isEmpty()) {
            next.addAll(NextHop.end(at.unproven("the routes lead back to " + tableId + " in a circle")));
        }
        AddressSet fresh = at.packets().minus(circling);
        Traffic routed = at.with(fresh).routedBy(tableId);
        routes.winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(fresh);
            if (!packets.isEmpty() && !route.blackhole()) {
                route.attachments()
                        .forEach(target -> next.addAll(leave(target, transitGatewayId, routed.with(packets))));
            }
        });
        routes.unknown().stream()
                .filter(route -> !route.blackhole() && !fresh.isEmpty())
                .forEach(route -> next.addAll(NextHop.end(routed.ofUnknownEntries(route.destination()))));
        return next;
    }

    private List<NextHop> leave(TransitGatewayRoute.Target target, String transitGatewayId, Traffic before) {
        Traffic at = before.via(target.attachmentId());
        return limit.step(at, () -> switch (target.resourceType()) {
            case "vpc" -> intoVpc(target, transitGatewayId, at);
            case "peering" -> intoPeer(target, transitGatewayId, at);
            default ->
                NextHop.end(at.unproven("what lies behind the " + target.resourceType() + " attachment "
                        + target.attachmentId() + " is not in the snapshot"));
        });
    }

    private List<NextHop> intoVpc(TransitGatewayRoute.Target target, String transitGatewayId, Traffic at) {
        if (!isAvailable(target.attachmentId(), transitGatewayId)) {
            return List.of();
        }
        Optional<TransitGatewayVpcAttachment> attachment = network.transitGatewayVpcAttachment(target.attachmentId());
        if (attachment.isEmpty()) {
            return NextHop.end(at.unproven(
                    network.unknown("TransitGatewayVpcAttachments", "the subnets of " + target.attachmentId())));
        }
        List<NextHop> next = new ArrayList<>();
        Set<List<Optional<String>>> seen = new HashSet<>();
        String vpcId = attachment.get().vpcId();
        for (String id : attachment.get().subnetIds()) {
            Optional<Subnet> subnet = network.subnet(id);
            if (subnet.isEmpty()) {
                next.addAll(NextHop.end(at.unproven(network.unknown("Subnets", "the subnet " + id + " of " + vpcId))));
            } else if (seen.add(governing(subnet.get()))) {
                next.add(new NextHop.FromSubnet(subnet.get(), at.from(vpcId, new Source.Transit(subnet.get()))));
            }
        }
        return next;
    }

    /** Subnets with the same route table and network ACL lead the same way: one of them stands for all. */
    private List<Optional<String>> governing(Subnet subnet) {
        return List.of(
                network.effectiveRouteTable(subnet).map(RouteTable::routeTableId),
                network.effectiveNetworkAcl(subnet).map(NetworkAcl::networkAclId));
    }

    private List<NextHop> intoPeer(TransitGatewayRoute.Target target, String transitGatewayId, Traffic at) {
        Optional<TransitGatewayPeeringAttachment> peering =
                network.transitGatewayPeeringAttachment(target.attachmentId());
        boolean available =
                peering.map(TransitGatewayPeeringAttachment::available).orElse(true)
                        && isAvailable(target.attachmentId(), transitGatewayId);
        if (!available) {
            return List.of();
        }
        String peer = peering.map(p -> p.peerOf(transitGatewayId)).orElse(target.resourceId());
        return routeByTableOf(target.attachmentId(), peer, at.via(peer));
    }
}
