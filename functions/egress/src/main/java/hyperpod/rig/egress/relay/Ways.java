package hyperpod.rig.egress.relay;

import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Exits;
import hyperpod.rig.egress.path.PathFinder;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;

/** The ways out of interfaces and subnets; where a route table is not known, the way is not proven. */
final class Ways {

    private Ways() {}

    static Exits of(Member member, NetworkSnapshot network, PathFinder pathFinder) {
        return network.effectiveRouteTable(member.subnet())
                .map(table -> pathFinder.exits(member.networkInterface(), member.subnet(), table))
                .orElseGet(() -> unknown(member.subnet(), network));
    }

    static Exits of(Subnet subnet, NetworkSnapshot network, PathFinder pathFinder) {
        return network.effectiveRouteTable(subnet)
                .map(table -> pathFinder.exits(subnet, table))
                .orElseGet(() -> unknown(subnet, network));
    }

    private static Exits unknown(Subnet subnet, NetworkSnapshot network) {
        return Exits.unknown(EgressPath.ofUnknownTable(
                subnet.subnetId(), network.unknown("RouteTables", "the route table of " + subnet.subnetId())));
    }

    /** The hops of a path from the route table on, by which two paths of different subnets are the same way. */
    static List<String> fromTable(EgressPath path) {
        return path.hops().subList(Math.min(1, path.hops().size()), path.hops().size());
    }
}
