package hyperpod.rig.egress.routing;

import hyperpod.rig.egress.address.Address128;
import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressRange;
import hyperpod.rig.egress.address.AddressRanges;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides the address space among routes: the most specific one wins, among equals the one of the lowest rank. One sweep over the
 * blocks in the order of their addresses, because two blocks either nest or are apart.
 */
final class LongestPrefixMatch {

    /**
     * A route for one block.
     *
     * @param rank which one wins among routes for the same block: the lowest
     */
    record Entry<R>(Cidr block, int rank, R route) {}

    private LongestPrefixMatch() {}

    /** Every route that wins for some address, with these addresses; in the order in which the entries first name it. */
    static <R> Map<R, AddressSet> winners(List<Entry<R>> entries) {
        Map<R, List<AddressRange>> ipv4 = sweep(entries, AddressFamily.IPV4);
        Map<R, List<AddressRange>> ipv6 = sweep(entries, AddressFamily.IPV6);
        Map<R, AddressSet> winners = new LinkedHashMap<>();
        for (Entry<R> entry : entries) {
            R route = entry.route();
            if (!winners.containsKey(route) && (ipv4.containsKey(route) || ipv6.containsKey(route))) {
                winners.put(route, new AddressSet(
                        AddressRanges.of(ipv4.getOrDefault(route, List.of())), AddressRanges.of(ipv6.getOrDefault(route, List.of()))));
            }
        }
        return winners;
    }

    private static <R> Map<R, List<AddressRange>> sweep(List<Entry<R>> entries, AddressFamily family) {
        Map<R, List<AddressRange>> won = new HashMap<>();
        Deque<Entry<R>> open = new ArrayDeque<>();
        Address128 next = Address128.ZERO;
        for (Entry<R> entry : best(entries, family)) {
            next = close(open, next, entry.block().first(), won);
            win(open.peek(), next, entry.block().first(), won);
            open.push(entry);
            next = entry.block().first();
        }
        while (!open.isEmpty()) {
            Entry<R> inner = open.pop();
            Address128 last = inner.block().last();
            if (next.compareTo(last) <= 0) {
                add(inner, next, last, won);
            }
            // The end of the address space has no next address; every outer block then ends there too.
            if (last.next().compareTo(last) < 0) {
                break;
            }
            next = max(next, last.next());
        }
        return won;
    }

    /** Ends the blocks that lie wholly before an address; says where the rest begins. */
    private static <R> Address128 close(
            Deque<Entry<R>> open, Address128 from, Address128 before, Map<R, List<AddressRange>> won) {
        Address128 next = from;
        while (!open.isEmpty() && open.peek().block().last().compareTo(before) < 0) {
            Entry<R> ended = open.pop();
            if (next.compareTo(ended.block().last()) <= 0) {
                add(ended, next, ended.block().last(), won);
            }
            next = max(next, ended.block().last().next());
        }
        return next;
    }

    private static <R> void win(Entry<R> entry, Address128 from, Address128 before, Map<R, List<AddressRange>> won) {
        if (entry != null && from.compareTo(before) < 0) {
            add(entry, from, before.previous(), won);
        }
    }

    private static <R> void add(Entry<R> entry, Address128 first, Address128 last, Map<R, List<AddressRange>> won) {
        won.computeIfAbsent(entry.route(), route -> new ArrayList<>()).add(new AddressRange(first, last));
    }

    /** The best entry for each block, outer blocks before those inside them. */
    private static <R> Collection<Entry<R>> best(List<Entry<R>> entries, AddressFamily family) {
        Map<Cidr, Entry<R>> best = new HashMap<>();
        for (Entry<R> entry : entries) {
            if (entry.block().family() == family) {
                best.merge(entry.block(), entry, (a, b) -> b.rank() < a.rank() ? b : a);
            }
        }
        return best.values().stream().sorted(Comparator.comparing(Entry::block, Cidr.OUTERMOST_FIRST)).toList();
    }

    private static Address128 max(Address128 a, Address128 b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
