package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.TransitGatewayAttachment;
import hyperpod.rig.egress.snapshot.TransitGatewayPeeringAttachment;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import hyperpod.rig.egress.snapshot.TransitGatewayVpcAttachment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows packets through transit gateways: in by the VPC's attachment, on by the route table associated with it, out by the
 * attachments of the route that wins.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">How transit gateways work</a>
 */
final class TransitGatewayWalk {

    private final NetworkSnapshot network;
    private final PathFinder finder;
    private final Walk walk;

    TransitGatewayWalk(NetworkSnapshot network, PathFinder finder, Walk walk) {
        this.network = network;
        this.finder = finder;
        this.walk = walk;
    }

    /** From a VPC into a transit gateway; the hops name the gateway already. */
    void enter(String transitGatewayId, Traffic at) {
        List<String> attachments = network.attachmentsOf(at.vpcId(), transitGatewayId);
        if (attachments.isEmpty()) {
            walk.add(at.unproven(walk.missing("TransitGatewayAttachments", "the attachment of " + at.vpcId() + " to " + transitGatewayId)));
        }
        for (String attachment : attachments) {
            if (isAvailable(attachment, transitGatewayId) && servesZone(attachment, at.source().in())) {
                routeByTableOf(attachment, transitGatewayId, at);
            }
        }
    }

    private boolean isAvailable(String attachmentId, String transitGatewayId) {
        return network.transitGatewayAttachment(attachmentId, transitGatewayId).map(TransitGatewayAttachment::available).orElse(true)
                && network.transitGatewayVpcAttachment(attachmentId).map(TransitGatewayVpcAttachment::available).orElse(true);
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

    private void routeByTableOf(String attachmentId, String transitGatewayId, Traffic at) {
        Optional<String> tableId = network.associatedTable(attachmentId, transitGatewayId);
        if (tableId.isEmpty()) {
            walk.add(at.unproven(walk.missing("TransitGatewayAttachments",
                    "the route table associated with " + attachmentId + " at " + transitGatewayId)));
            return;
        }
        Traffic there = at.via(tableId.get());
        Optional<EffectiveRoutes<TransitGatewayRoute>> routes = finder.transitGatewayRoutes(tableId.get());
        if (routes.isEmpty()) {
            walk.add(there.unproven(network.refusal(tableId.get())
                    .map(reason -> "the routes of " + tableId.get() + " could not be read: " + reason)
                    .orElse("the routes of " + tableId.get() + " are not in the snapshot")));
            return;
        }
        route(tableId.get(), transitGatewayId, routes.get(), there);
    }

    private void route(String tableId, String transitGatewayId, EffectiveRoutes<TransitGatewayRoute> routes, Traffic at) {
        AddressSet circling = at.circling(tableId);
        if (!circling.isEmpty()) {
            walk.add(at.unproven("the routes lead back to " + tableId + " in a circle"));
        }
        AddressSet fresh = at.packets().minus(circling);
        Traffic routed = at.with(fresh).routedBy(tableId);
        routes.winners().forEach((route, won) -> {
            AddressSet packets = won.intersect(fresh);
            if (!packets.isEmpty() && !route.blackhole()) {
                route.attachments().forEach(target -> leave(target, transitGatewayId, routed.with(packets)));
            }
        });
        routes.unknown().stream().filter(route -> !route.blackhole() && !fresh.isEmpty())
                .forEach(route -> walk.add(routed.unproven(Walk.unknownEntries(route.destination()))));
    }

    private void leave(TransitGatewayRoute.Target target, String transitGatewayId, Traffic before) {
        Traffic at = before.via(target.attachmentId());
        if (!walk.step(at)) {
            return;
        }
        switch (target.resourceType()) {
            case "vpc" -> intoVpc(target, transitGatewayId, at);
            case "peering" -> intoPeer(target, transitGatewayId, at);
            default -> walk.add(at.unproven("what lies behind the " + target.resourceType() + " attachment "
                    + target.attachmentId() + " is not in the snapshot"));
        }
    }

    private void intoVpc(TransitGatewayRoute.Target target, String transitGatewayId, Traffic at) {
        if (!isAvailable(target.attachmentId(), transitGatewayId)) {
            return;
        }
        Optional<TransitGatewayVpcAttachment> attachment = network.transitGatewayVpcAttachment(target.attachmentId());
        if (attachment.isEmpty()) {
            walk.add(at.unproven(walk.missing("TransitGatewayVpcAttachments", "the subnets of " + target.attachmentId())));
            return;
        }
        Set<List<Optional<String>>> seen = new HashSet<>();
        for (String id : attachment.get().subnetIds()) {
            Optional<Subnet> subnet = network.subnet(id);
            if (subnet.isEmpty()) {
                walk.add(at.unproven(walk.missing("Subnets", "the subnet " + id + " of " + attachment.get().vpcId())));
            } else if (seen.add(governing(subnet.get()))) {
                walk.leave(subnet.get(), at.from(attachment.get().vpcId(), new Source.Transit(subnet.get())));
            }
        }
    }

    /** Subnets with the same route table and network ACL lead the same way: one of them stands for all. */
    private List<Optional<String>> governing(Subnet subnet) {
        return List.of(network.effectiveRouteTable(subnet).map(RouteTable::routeTableId),
                network.effectiveNetworkAcl(subnet).map(acl -> acl.networkAclId()));
    }

    private void intoPeer(TransitGatewayRoute.Target target, String transitGatewayId, Traffic at) {
        Optional<TransitGatewayPeeringAttachment> peering = network.transitGatewayPeeringAttachment(target.attachmentId());
        boolean available = peering.map(TransitGatewayPeeringAttachment::available).orElse(true)
                && isAvailable(target.attachmentId(), transitGatewayId);
        if (available) {
            String peer = peering.map(p -> p.peerOf(transitGatewayId)).orElse(target.resourceId());
            routeByTableOf(target.attachmentId(), peer, at.via(peer));
        }
    }
}
