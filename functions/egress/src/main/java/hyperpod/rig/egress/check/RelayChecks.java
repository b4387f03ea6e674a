package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.relay.Relays;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other interfaces and subnets of the VPC by which traffic of the nodes could leave. */
final class RelayChecks {

    private static final String CLOSE =
            "narrow the nodes' security groups to their own group and the endpoints, or the relay's to those that need it";

    private RelayChecks() {}

    /** An interface that nodes reach and that has a way out, as a path of the subnet that is not proven. */
    static SubnetFindings.OfPath ofPath(Relays.Relay relay, Subnet subnet, RouteTable table) {
        String way = String.join(" > ", relay.way().hops());
        Optional<Reach> reach = reach(relay.exits());
        List<String> towards = new ArrayList<>(List.of(subnet.subnetId(), table.routeTableId()));
        towards.addAll(relay.towards());
        String why = "what " + relay.interfaceId() + " does with what it receives is not in the snapshot";
        Finding finding = Finding.of(
                        Control.RELAY,
                        relay.interfaceId(),
                        "nodes reach " + relay.name() + ", which could pass their traffic on: it has a way out by "
                                + way
                                + relay.way()
                                        .reason()
                                        .map(reason -> " (" + reason + ")")
                                        .orElse(""),
                        "security groups and network ACLs let packets through by "
                                + String.join(" > ", relay.towards()) + "; the way is " + way + " for "
                                + relay.way().destination(),
                        CLOSE)
                .reaching(reach)
                .leadingThrough(relay.interfaceId());
        return new SubnetFindings.OfPath(relay.way().relayed(List.copyOf(towards), why, reach), finding);
    }

    /** The rest: that there are more of these interfaces, and ways out where none stands. */
    static List<Finding> findings(Relays relays, Subnet subnet) {
        List<Finding> findings = new ArrayList<>();
        if (relays.more()) {
            findings.add(Finding.of(
                    Control.RELAY,
                    subnet.vpcId(),
                    "nodes reach more interfaces of the VPC that have a way out than are named",
                    "the first " + relays.interfaces().size() + " are named in findings of their own",
                    CLOSE));
        }
        relays.tables()
                .forEach(table -> findings.add(Finding.of(
                                Control.WAY_OUT_OF_ANOTHER_SUBNET,
                                table.routeTableId(),
                                "nodes may reach " + String.join(", ", table.subnetIds())
                                        + ", which " + table.routeTableId() + " gives a way out that they have not: "
                                        + described(table.exits()) + "; an interface there could pass traffic on",
                                table.routeTableId() + " governs " + String.join(", ", table.subnetIds()),
                                CLOSE)
                        .reaching(reach(List.of(table.exits())))
                        .leadingThrough(table.routeTableId())));
        return findings;
    }

    private static String described(Exits exits) {
        return exits.paths().stream()
                .map(path ->
                        String.join(" > ", path.hops().subList(1, path.hops().size())))
                .findFirst()
                .or(() -> Stream.of(exits.otherNetworks(), exits.late(), exits.deadEnds())
                        .flatMap(List::stream)
                        .map(found -> found.route().destination().text() + " to "
                                + found.route().targetId())
                        .findFirst())
                .orElse("by routes that are propagated to it");
    }

    /** Every address that the ways lead to; absent if one of them may lead to any. */
    private static Optional<Reach> reach(List<Exits> ways) {
        AddressSet reached = AddressSet.NONE;
        for (Exits exits : ways) {
            for (EgressPath path : exits.paths()) {
                if (path.reach().isEmpty()) {
                    return Optional.empty();
                }
                reached = reached.union(path.reach().get().routed());
            }
            for (Exits.TableRoute found : Stream.of(exits.otherNetworks(), exits.late(), exits.deadEnds())
                    .flatMap(List::stream)
                    .toList()) {
                reached = reached.union(found.packets());
            }
        }
        // Routes that are still to come lead to what nobody knows.
        return reached.isEmpty() ? Optional.empty() : Optional.of(Reach.of(reached));
    }
}
