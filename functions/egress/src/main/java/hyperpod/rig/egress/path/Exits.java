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
 */
public record Exits(List<EgressPath> paths, List<TableRoute> deadEnds, List<TableRoute> otherNetworks) {

    public Exits {
        paths = List.copyOf(paths);
        deadEnds = List.copyOf(deadEnds);
        otherNetworks = List.copyOf(otherNetworks);
    }

    /**
     * A route and the table in which it stands: the subnet's own, or that of a NAT gateway behind it.
     *
     * @param packets the addresses in question for which it wins
     */
    public record TableRoute(String routeTableId, Route route, AddressSet packets) {

        boolean isSameRoute(TableRoute other) {
            return routeTableId.equals(other.routeTableId) && route.equals(other.route);
        }
    }

    /** The same ways out of another subnet. */
    Exits startingAt(String subnetId) {
        return new Exits(paths.stream().map(path -> path.startingAt(subnetId)).toList(), deadEnds, otherNetworks);
    }
}
