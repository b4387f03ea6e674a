package hyperpod.rig.egress.check;

import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteServer;
import hyperpod.rig.egress.snapshot.RouteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may add routes to a table without anybody's change to it: a virtual private gateway or a VPC route server, by
 * what its peers announce.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/dynamic-routing-route-server.html">VPC Route
 *     Server</a>
 */
final class PropagationChecks {

    private final NetworkSnapshot network;
    private final Map<String, List<Finding>> ofTable = new HashMap<>();

    PropagationChecks(NetworkSnapshot network) {
        this.network = network;
    }

    List<Finding> findings(RouteTable table) {
        return ofTable.computeIfAbsent(table.routeTableId(), id -> find(table));
    }

    private List<Finding> find(RouteTable table) {
        List<Finding> findings = new ArrayList<>();
        for (String gateway : table.propagatingVgwIds()) {
            findings.add(Finding.of(
                    Control.PROPAGATED_ROUTES,
                    gateway,
                    "the virtual private gateway " + gateway + " may add routes to " + table.routeTableId()
                            + ": whoever is at the other end of its connections decides which",
                    table.routeTableId() + ": PropagatingVgws " + gateway,
                    Remedy.command(
                            "aws",
                            "ec2",
                            "disable-vgw-route-propagation",
                            "--route-table-id",
                            table.routeTableId(),
                            "--gateway-id",
                            gateway)));
        }
        if (!network.holds(ResourceKind.ROUTE_SERVER)) {
            findings.add(MissingPart.of(ResourceKind.ROUTE_SERVER, table.vpcId(), network));
        }
        for (RouteServer server : network.routeServers()) {
            ofRouteServer(server, table).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<Finding> ofRouteServer(RouteServer server, RouteTable table) {
        String id = server.routeServerId();
        Optional<List<String>> propagations = network.routeServerPropagations(id);
        if (propagations.isPresent()) {
            return propagations.get().contains(table.routeTableId())
                    ? Optional.of(Finding.of(
                            Control.PROPAGATED_ROUTES,
                            id,
                            "the route server " + id + " may add routes to " + table.routeTableId()
                                    + ": the appliances that it peers with decide which",
                            id + ": RouteServerPropagations " + table.routeTableId(),
                            Remedy.command(
                                    "aws",
                                    "ec2",
                                    "disable-route-server-propagation",
                                    "--route-server-id",
                                    id,
                                    "--route-table-id",
                                    table.routeTableId())))
                    : Optional.empty();
        }
        boolean elsewhere = network.routeServerVpcs(id)
                .filter(vpcs -> !vpcs.contains(table.vpcId()))
                .isPresent();
        return elsewhere
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Control.MISSING_PART,
                        id,
                        "the snapshot lacks to which route tables the route server " + id + " adds routes",
                        network.refusal(id).orElse("no RouteServerPropagations for " + id + " in any document"),
                        Remedy.command("aws", "ec2", "get-route-server-propagations", "--route-server-id", id)
                                .explained("add the output to the snapshot, in a file whose name holds " + id)));
    }
}
