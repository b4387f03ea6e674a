package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The routes by which a subnet is open, or nearly so: one finding for each path, dead end and route to another network.
 */
final class RouteChecks {

    private RouteChecks() {}

    /** The findings of what is no path: dead ends, routes to other networks, and routes whose target may come back. */
    static List<Finding> findings(Exits exits) {
        List<Finding> findings = new ArrayList<>();
        exits.deadEnds()
                .forEach(found -> findings.add(Finding.of(
                                Control.UNUSED_GATEWAY,
                                found.route().targetId(),
                                "a route for " + found.route().destination().text() + " leads to "
                                        + found.route().targetId() + ", which leads nowhere yet",
                                shown(found.routeTableId(), found.route()),
                                deleteRoute(found.routeTableId(), found.route()))
                        .reaching(Optional.of(Reach.of(found.packets())))
                        .leadingThrough(found.route().targetId())));
        exits.otherNetworks()
                .forEach(found -> findings.add(Finding.of(
                                Control.OTHER_NETWORK,
                                found.route().targetId(),
                                "a route for " + found.route().destination().text()
                                        + " leads to another network through "
                                        + found.route().targetId() + ", where a proxy could pass traffic on",
                                shown(found.routeTableId(), found.route()),
                                deleteRoute(found.routeTableId(), found.route()))
                        .reaching(Optional.of(Reach.of(found.packets())))
                        .leadingThrough(found.route().targetId())));
        exits.late()
                .forEach(found -> findings.add(Finding.of(
                                Control.LATE_ROUTE,
                                found.route().targetId(),
                                "a route for " + found.route().destination().text() + " leads to "
                                        + found.route().targetId()
                                        + ", which is not there now; when it is back, the route carries traffic again",
                                shown(found.routeTableId(), found.route())
                                        + (found.route().blackhole() ? " (blackhole)" : ""),
                                deleteRoute(found.routeTableId(), found.route()))
                        .reaching(Optional.of(Reach.of(found.packets())))
                        .leadingThrough(found.route().targetId())));
        return findings;
    }

    /** The finding of a path; it names the way from the route table on, because other subnets may share it. */
    static Finding ofPath(EgressPath path, RouteTable table) {
        return described(path, table).reaching(path.reach()).leadingThrough(path.target());
    }

    private static Finding described(EgressPath path, RouteTable table) {
        String way = String.join(" > ", path.hops().subList(1, path.hops().size()));
        Optional<Route> route = table.routes().stream()
                .filter(r -> r.destination().text().equals(path.destination())
                        && r.targetId().equals(path.target()))
                .findFirst();
        Remedy remedy = route.map(r -> deleteRoute(table.routeTableId(), r))
                .orElseGet(() -> Remedy.of("delete the route to " + path.target()));
        String evidence = route.map(r -> shown(table.routeTableId(), r) + "; ").orElse("") + "the way is " + way;
        return switch (path.status()) {
            case OPEN ->
                Finding.of(
                        openPath(path.kind()),
                        path.target(),
                        "traffic to public addresses (" + path.destination() + ") leaves by " + way,
                        evidence,
                        remedy);
            case UNPROVEN ->
                Finding.of(
                        Control.UNKNOWN_PATH,
                        path.target(),
                        "traffic to public addresses (" + path.destination() + ") goes " + way + "; "
                                + path.reason().orElse(""),
                        evidence,
                        remedy);
            case BLOCKED ->
                path.blockedBy().filter(Layer.PUBLIC_ADDRESS::equals).isPresent()
                        ? Finding.of(
                                Control.ROUTE_WITHOUT_PUBLIC_ADDRESS,
                                path.target(),
                                "only the lack of a public address keeps traffic to " + path.destination() + " from "
                                        + way,
                                evidence,
                                remedy)
                        : Finding.of(
                                Control.BLOCKED_PATH,
                                path.target(),
                                "only " + path.blockedBy().orElseThrow().text() + " keeps traffic to "
                                        + path.destination() + " from " + way,
                                evidence,
                                remedy);
        };
    }

    private static Control openPath(PathKind kind) {
        return switch (kind) {
            case INTERNET_GATEWAY -> Control.INTERNET_GATEWAY_PATH;
            case EGRESS_ONLY_INTERNET_GATEWAY -> Control.EGRESS_ONLY_INTERNET_GATEWAY_PATH;
            case TRANSIT_GATEWAY -> Control.TRANSIT_GATEWAY_PATH;
            default -> Control.NAT_PATH;
        };
    }

    static Remedy deleteRoute(String routeTableId, Route route) {
        return Remedy.command(
                "aws",
                "ec2",
                "delete-route",
                "--route-table-id",
                routeTableId,
                route.destination().cliOption(),
                route.destination().text());
    }

    /** The route as evidence: where it stands, what it matches and where it leads. */
    static String shown(String routeTableId, Route route) {
        return routeTableId + ": " + route.destination().text() + " -> " + route.targetId()
                + (route.propagated() ? " (propagated)" : "");
    }
}
