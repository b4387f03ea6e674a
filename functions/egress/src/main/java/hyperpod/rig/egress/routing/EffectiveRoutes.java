package hyperpod.rig.egress.routing;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.TransitGatewayRoute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Which route of a table wins for which addresses: the most specific one; among equals the local one, then a static
 * one, then one by prefix list, then a propagated one.
 *
 * @param <R> the kind of route
 * @param winners every route that wins for some address, with these addresses; in the order of the table
 * @param unknown routes by prefix lists whose entries the snapshot does not hold: they may win for any address
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html">Route priority</a>
 */
public record EffectiveRoutes<R>(Map<R, AddressSet> winners, List<R> unknown) {

    public EffectiveRoutes {
        winners = Collections.unmodifiableMap(winners);
        unknown = List.copyOf(unknown);
    }

    /** Of a VPC's route table; a blackhole wins like any other. */
    public static EffectiveRoutes<Route> of(RouteTable table, NetworkSnapshot network) {
        return of(table.routes(), Route::destination, EffectiveRoutes::rank, network);
    }

    /**
     * Of a transit gateway's route table.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">Route evaluation
     *     order</a>
     */
    public static EffectiveRoutes<TransitGatewayRoute> ofTransitGateway(
            List<TransitGatewayRoute> routes, NetworkSnapshot network) {
        return of(routes, TransitGatewayRoute::destination, TransitGatewayRoute::rank, network);
    }

    private static <R> EffectiveRoutes<R> of(
            List<R> routes, Function<R, Destination> destination, ToIntFunction<R> rank, NetworkSnapshot network) {
        List<LongestPrefixMatch.Entry<R>> entries = new ArrayList<>();
        List<R> unknown = new ArrayList<>();
        for (R route : routes) {
            switch (destination.apply(route)) {
                case Destination.Block block ->
                    entries.add(new LongestPrefixMatch.Entry<>(block.block(), rank.applyAsInt(route), route));
                case Destination.PrefixListReference reference ->
                    network.prefixList(reference.prefixListId())
                            .ifPresentOrElse(
                                    list -> list.cidrs()
                                            .forEach(cidr -> entries.add(new LongestPrefixMatch.Entry<>(
                                                    cidr, rank.applyAsInt(route), route))),
                                    () -> unknown.add(route));
            }
        }
        return new EffectiveRoutes<>(LongestPrefixMatch.winners(entries), unknown);
    }

    private static int rank(Route route) {
        if (route.targetKind() == RouteTargetKind.LOCAL) {
            return 0;
        }
        if (route.propagated()) {
            return 3;
        }
        return route.destination() instanceof Destination.PrefixListReference ? 2 : 1;
    }
}
