package hyperpod.rig.egress.path;

import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.List;

/** What becomes next of packets that have reached the target of a route. */
sealed interface NextHop {

    /** They go no further than this path, whose end is known. */
    record End(EgressPath path) implements NextHop {}

    /** {@link End} as the only one. */
    static List<NextHop> end(EgressPath path) {
        return List.of(new End(path));
    }

    /** They leave a subnet: its route table routes them and its network ACL filters them. */
    record FromSubnet(Subnet subnet, Traffic traffic) implements NextHop {}

    /** They are routed by a table that belongs to no subnet: that of a regional NAT gateway. */
    record ByTable(RouteTable table, Traffic traffic) implements NextHop {}

    /** They pass software that may drop them: no path beyond it is proven to be open, and this is why. */
    record ThroughSoftware(String doubt, List<NextHop> beyond) implements NextHop {}

    /**
     * They pass software that may also send them another way: at least one path, if need be this one, is not proven.
     */
    record IntoTheUnknown(EgressPath unknown, List<NextHop> beyond) implements NextHop {}
}
