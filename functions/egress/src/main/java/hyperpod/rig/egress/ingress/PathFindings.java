package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import java.util.List;
import java.util.Optional;

/** What is to be said of the ways in. */
final class PathFindings {

    private PathFindings() {}

    /**
     * The finding about a way from the internet or another network; empty if there is nothing to say: that rules keep
     * another network out is how it should be.
     *
     * @param table the route table that governs the subnet
     */
    static Optional<Finding> ofEntrance(IngressPath path, RouteTable table) {
        String way = way(path);
        String closed = path.blockedBy().map(Layer::text).orElse("");
        boolean internet = path.kind() == IngressKind.INTERNET_GATEWAY;
        Optional<Route> route = table.routes().stream()
                .filter(r -> r.destination().text().equals(path.source())
                        && path.hops().contains(r.targetId()))
                .findFirst();
        String evidence = route.map(r -> table.routeTableId() + ": "
                                + r.destination().text() + " -> " + r.targetId() + " takes answers back; ")
                        .orElse("")
                + "the way is " + way;
        String besides = internet ? ", and take the public addresses from the interfaces (EGR-305, EGR-306)" : "";
        Remedy remedy = route.map(r -> deleteRoute(table, r).explained("delete the route" + besides))
                .orElseGet(() -> Remedy.of("detach or delete " + last(path) + besides));
        String who = internet
                ? "the internet"
                : route.isPresent() ? "another network (" + path.source() + ")" : "other networks";
        return switch (path.status()) {
            case OPEN ->
                Optional.of(Finding.of(
                        internet ? Control.INTERNET_CONNECTION : Control.CONNECTION_FROM_OTHER_NETWORK,
                        last(path),
                        who + " can open connections by " + way + ": " + path.traffic(),
                        evidence,
                        remedy));
            case UNPROVEN ->
                Optional.of(Finding.of(
                        Control.UNKNOWN_ENTRANCE,
                        last(path),
                        who + " may open connections by " + way + " (" + path.traffic() + "); "
                                + path.reason().orElse(""),
                        evidence,
                        remedy));
            case BLOCKED -> {
                boolean noReturn =
                        path.blockedBy().filter(Layer.RETURN_ROUTE::equals).isPresent();
                yield noReturn || internet
                        ? Optional.of(Finding.of(
                                noReturn ? Control.ENTRANCE_WITHOUT_RETURN : Control.BLOCKED_ENTRANCE,
                                last(path),
                                "only " + closed + " keeps " + who + " from opening connections by " + way,
                                evidence,
                                remedy))
                        : Optional.empty();
            }
        };
    }

    /** The finding about a way through interfaces of the VPC. */
    static Finding ofInterface(IngressPath path, Kin who, List<String> groupIds) {
        String way = way(path);
        String evidence = "the way is " + way;
        String remedy = groupIds.isEmpty()
                ? "give the nodes security groups that do not let in " + who.id()
                : "take what lets in " + who.id() + " from the inbound rules of " + String.join(", ", groupIds)
                        + " (aws ec2 revoke-security-group-ingress), or delete what is behind it";
        if (path.kind() == IngressKind.RELAY) {
            return Finding.of(
                    Control.INBOUND_RELAY,
                    last(path),
                    "people outside can reach " + who.words() + ", which can connect to nodes: " + path.traffic()
                            + "; its software may pass them on",
                    evidence,
                    remedy);
        }
        Control control = path.reason().isEmpty()
                ? Control.CONNECTION_THROUGH_SERVICE
                : path.kind() == IngressKind.AWS_SERVICE ? Control.UNKNOWN_ENTRANCE : Control.INTERNET_FACING_SERVICE;
        return Finding.of(
                control,
                last(path),
                who.words() + " can connect to nodes: " + path.traffic()
                        + path.reason().map(reason -> "; " + reason).orElse(""),
                evidence,
                remedy);
    }

    /** The finding that other interfaces of the VPC can connect; nobody outside is known behind them. */
    static Finding ofNeighbours(List<Neighbourhood.Entry> neighbours, String vpcId) {
        List<String> named = neighbours.stream()
                .map(entry -> entry.who().words() + ": " + entry.path().traffic())
                .distinct()
                .toList();
        return Finding.of(
                Control.NEIGHBOURS,
                vpcId,
                "other interfaces of the VPC can connect to nodes, among them " + named.getFirst()
                        + (named.size() > 1 ? " and " + named.get(1) : ""),
                String.join("; ", named),
                "let in the nodes' own group alone, unless these are needed");
    }

    /** The finding that not every way through the interfaces of the VPC was tried. */
    static Finding ofTooMany(String vpcId) {
        return Finding.of(
                Control.UNKNOWN_ENTRANCE,
                vpcId,
                "there are more ways from interface to interface of the VPC than can be tried",
                vpcId + ": interfaces that people outside reach, and others that can connect to nodes",
                "let in the nodes' own group alone: then no other interface has to be looked at");
    }

    private static String way(IngressPath path) {
        return String.join(" > ", path.hops().subList(0, path.hops().size() - 1)) + " > the nodes";
    }

    /** The last thing before the subnet. */
    private static String last(IngressPath path) {
        return path.hops().get(path.hops().size() - 2);
    }

    private static Remedy deleteRoute(RouteTable table, Route route) {
        return Remedy.command(
                "aws",
                "ec2",
                "delete-route",
                "--route-table-id",
                table.routeTableId(),
                route.destination().cliOption(),
                route.destination().text());
    }
}
