package hyperpod.rig.egress.routing;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.snapshot.Destination;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which route of a table wins for which addresses: the most specific one; among equals the local one, then a static one, then
 * one by prefix list, then a propagated one.
 *
 * @param winners every route that wins for some address, with these addresses; in the order of the table
 * @param unknown routes by prefix lists whose entries the snapshot does not hold: they may win for any address
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html">Route priority</a>
 */
public record EffectiveRoutes(Map<Route, AddressSet> winners, List<Route> unknown) {

    private record Entry(Cidr block, int rank, Route route) {}

    private static final Comparator<Entry> BEST_FIRST =
            Comparator.comparing((Entry entry) -> entry.block().prefixLength()).reversed().thenComparing(Entry::rank);

    /** The winners among the table's routes; a blackhole wins like any other. */
    public static EffectiveRoutes of(RouteTable table, NetworkSnapshot network) {
        List<Entry> entries = new ArrayList<>();
        List<Route> unknown = new ArrayList<>();
        for (Route route : table.routes()) {
            switch (route.destination()) {
                case Destination.Block block -> entries.add(new Entry(block.block(), rank(route), route));
                case Destination.PrefixListReference reference -> {
                    Optional<PrefixList> list = network.prefixList(reference.prefixListId());
                    list.ifPresentOrElse(
                            known -> known.cidrs().forEach(cidr -> entries.add(new Entry(cidr, rank(route), route))),
                            () -> unknown.add(route));
                }
            }
        }
        entries.sort(BEST_FIRST);
        Map<Route, AddressSet> winners = new LinkedHashMap<>();
        AddressSet taken = AddressSet.NONE;
        for (Entry entry : entries) {
            AddressSet block = AddressSet.of(List.of(entry.block()));
            AddressSet won = block.minus(taken);
            if (!won.isEmpty()) {
                winners.merge(entry.route(), won, AddressSet::union);
                taken = taken.union(block);
            }
        }
        return new EffectiveRoutes(winners, List.copyOf(unknown));
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
