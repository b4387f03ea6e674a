package hyperpod.rig.egress.path;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.Route;
import java.util.List;

/**
 * The ways out of a subnet.
 *
 * @param paths towards public addresses
 * @param deadEnds routes for public addresses that lead to a gateway from which there is no way on
 * @param otherNetworks routes to private addresses outside the VPC
 * @param late routes that carry nothing now and would if their target came back
 * @param inside routes that lead traffic between addresses of the VPC itself through something
 */
public record Exits(
        List<EgressPath> paths,
        List<TableRoute> deadEnds,
        List<TableRoute> otherNetworks,
        List<TableRoute> late,
        List<TableRoute> inside) {

    public Exits {
        paths = List.copyOf(paths);
        deadEnds = List.copyOf(deadEnds);
        otherNetworks = List.copyOf(otherNetworks);
        late = List.copyOf(late);
        inside = List.copyOf(inside);
    }

    /**
     * A route and the table in which it stands: the subnet's own, or that of a NAT gateway behind it.
     *
     * @param packets the addresses in question for which it wins
     */
    public record TableRoute(String routeTableId, Route route, AddressSet packets) {

        TableRoute carrying(AddressSet some) {
            return new TableRoute(routeTableId, route, some);
        }

        boolean isSameRoute(TableRoute other) {
            return routeTableId.equals(other.routeTableId) && route.equals(other.route);
        }
    }

    /** Whether there is a way out, be it blocked, not proven, to another network or yet to come. */
    public boolean leadSomewhere() {
        return !(paths.isEmpty() && deadEnds.isEmpty() && otherNetworks.isEmpty() && late.isEmpty());
    }

    /** Of a subnet of which it is not known where it leads. */
    public static Exits unknown(EgressPath path) {
        return new Exits(List.of(path), List.of(), List.of(), List.of(), List.of());
    }

    /** The same ways out of another subnet. */
    Exits startingAt(String subnetId) {
        return new Exits(
                paths.stream().map(path -> path.startingAt(subnetId)).toList(), deadEnds, otherNetworks, late, inside);
    }
}
