package hyperpod.rig.egress.routing;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.IPAddressSeqRangeList;
import inet.ipaddr.format.util.AssociativeAddressTrie.AssociativeTrieNode;
import inet.ipaddr.format.util.DualIPv4v6AssociativeTries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Divides the address space among routes: the most specific one wins, among equals the one of the lowest rank. */
final class LongestPrefixMatch {

    /**
     * A route for one block.
     *
     * @param rank which one wins among routes for the same block: the lowest
     */
    record Entry<R>(Cidr block, int rank, R route) {}

    /** The best entry for a block, and those addresses of the block for which no entry is more specific. */
    private static final class Claim<R> {

        private final Entry<R> entry;
        private final IPAddressSeqRangeList rest;

        private Claim(Entry<R> entry) {
            this.entry = entry;
            rest = entry.block().addresses().intoSequentialRangeList();
        }
    }

    private LongestPrefixMatch() {}

    /**
     * Every route that wins for some address, with these addresses; in the order in which the entries first name it.
     */
    static <R> Map<R, AddressSet> winners(List<Entry<R>> entries) {
        Map<R, List<IPAddressSeqRange>> won = new HashMap<>();
        for (Claim<R> claim : claims(entries)) {
            won.computeIfAbsent(claim.entry.route(), route -> new ArrayList<>())
                    .addAll(List.of(claim.rest.getSeqRanges()));
        }
        Map<R, AddressSet> winners = new LinkedHashMap<>();
        for (Entry<R> entry : entries) {
            List<IPAddressSeqRange> ranges = won.remove(entry.route());
            if (ranges != null && !ranges.isEmpty()) {
                winners.put(entry.route(), AddressSet.ofRanges(ranges));
            }
        }
        return winners;
    }

    private static <R> List<Claim<R>> claims(List<Entry<R>> entries) {
        DualIPv4v6AssociativeTries<Claim<R>> blocks = new DualIPv4v6AssociativeTries<>();
        for (Entry<R> entry : entries) {
            blocks.remap(
                    entry.block().addresses(),
                    best -> best == null || entry.rank() < best.entry.rank() ? new Claim<>(entry) : best);
        }
        List<Claim<R>> claims = new ArrayList<>();
        Iterator<AssociativeTrieNode<? extends IPAddress, Claim<R>>> nodes = blocks.containingFirstIterator(true);
        while (nodes.hasNext()) {
            AssociativeTrieNode<? extends IPAddress, Claim<R>> node = nodes.next();
            claims.add(node.getValue());
            outer(node).ifPresent(claim -> claim.rest.remove(node.getKey()));
        }
        return claims;
    }

    /** The claim of the narrowest block that holds a block. */
    private static <R> Optional<Claim<R>> outer(AssociativeTrieNode<? extends IPAddress, Claim<R>> node) {
        AssociativeTrieNode<? extends IPAddress, Claim<R>> outer = node.getParent();
        while (outer != null && !outer.isAdded()) {
            outer = outer.getParent();
        }
        return Optional.ofNullable(outer).map(AssociativeTrieNode::getValue);
    }
}
