package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Routes that take traffic between addresses of the VPC from the local route: to a network interface, a NAT gateway or
 * a Gateway Load Balancer endpoint. Whatever stands there sees the traffic, and may send it another way.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html">Subnet route tables</a>
 */
final class InsideRouteChecks {

    private final NetworkSnapshot network;
    private final PathFinder pathFinder;

    InsideRouteChecks(NetworkSnapshot network, RoutingTables tables) {
        this.network = network;
        pathFinder = new PathFinder(network, tables, List.of());
    }

    List<Finding> findings(Exits exits) {
        List<Finding> findings = new ArrayList<>();
        for (Exits.TableRoute found : exits.inside()) {
            Route route = found.route();
            boolean leadsNowhere = route.targetKind() == RouteTargetKind.NETWORK_INTERFACE && hasNoWayOut(route);
            findings.add(Finding.of(
                    leadsNowhere ? Control.WAY_OUT_OF_ANOTHER_SUBNET : Control.RELAY,
                    route.targetId(),
                    "traffic to " + route.destination().text() + " inside the VPC goes through " + route.targetId()
                            + ", whose software is not in the snapshot"
                            + (leadsNowhere ? "; it has no way out now" : ""),
                    RouteChecks.shown(found.routeTableId(), route),
                    RouteChecks.deleteRoute(found.routeTableId(), route)));
        }
        return findings;
    }

    /** Whether the instance is known with all its interfaces, and none of them has a way out. */
    private boolean hasNoWayOut(Route route) {
        List<NetworkInterface> target = Stream.concat(
                        network.networkInterface(route.targetId()).stream(),
                        network.networkInterfacesOf(route.targetId()).stream())
                .toList();
        return !target.isEmpty()
                && Stream.concat(
                                target.stream(),
                                target.getFirst().instanceId().stream()
                                        .flatMap(id -> network.networkInterfacesOf(id).stream()))
                        .map(this::exits)
                        .allMatch(exits -> exits.isPresent() && !exits.get().leadSomewhere());
    }

    private Optional<Exits> exits(NetworkInterface leg) {
        return network.subnet(leg.subnetId())
                .flatMap(subnet ->
                        network.effectiveRouteTable(subnet).map(table -> pathFinder.exits(leg, subnet, table)));
    }
}
