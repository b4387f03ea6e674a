package hyperpod.rig.egress.address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An exact set of addresses of one family, held as sorted ranges that neither overlap nor touch. Every operation is a sweep over
 * both operands, so its cost is linear in their number of ranges.
 */
public final class AddressRanges {

    /** No address. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private final List<AddressRange> sorted;

    private AddressRanges(List<AddressRange> sorted) {
        this.sorted = sorted;
    }

    /** The addresses that lie in at least one of the ranges, which may come in any order and overlap. */
    public static AddressRanges of(List<AddressRange> ranges) {
        if (ranges.isEmpty()) {
            return NONE;
        }
        List<AddressRange> ordered = new ArrayList<>(ranges);
        ordered.sort(Comparator.comparing(AddressRange::first));
        List<AddressRange> merged = new ArrayList<>();
        AddressRange open = ordered.getFirst();
        for (AddressRange range : ordered.subList(1, ordered.size())) {
            if (touches(open, range)) {
                open = new AddressRange(open.first(), max(open.last(), range.last()));
            } else {
                merged.add(open);
                open = range;
            }
        }
        merged.add(open);
        return new AddressRanges(List.copyOf(merged));
    }

    private static boolean touches(AddressRange open, AddressRange following) {
        // next() of the largest address would wrap to zero, hence the first comparison.
        return following.first().compareTo(open.last()) <= 0 || following.first().equals(open.last().next());
    }

    public List<AddressRange> ranges() {
        return sorted;
    }

    public boolean isEmpty() {
        return sorted.isEmpty();
    }

    public boolean contains(Address128 address) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            AddressRange range = sorted.get(middle);
            if (range.contains(address)) {
                return true;
            }
            if (address.compareTo(range.first()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    public AddressRanges union(AddressRanges other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<AddressRange> both = new ArrayList<>(sorted);
        both.addAll(other.sorted);
        return of(both);
    }

    public AddressRanges intersect(AddressRanges other) {
        List<AddressRange> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < sorted.size() && theirs < other.sorted.size()) {
            AddressRange a = sorted.get(mine);
            AddressRange b = other.sorted.get(theirs);
            Address128 first = max(a.first(), b.first());
            Address128 last = min(a.last(), b.last());
            if (first.compareTo(last) <= 0) {
                common.add(new AddressRange(first, last));
            }
            if (a.last().compareTo(b.last()) < 0) {
                mine++;
            } else {
                theirs++;
            }
        }
        return common.isEmpty() ? NONE : new AddressRanges(List.copyOf(common));
    }

    public AddressRanges minus(AddressRanges other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        List<AddressRange> rest = new ArrayList<>();
        int theirs = 0;
        for (AddressRange range : sorted) {
            Address128 from = range.first();
            boolean used = false;
            while (theirs < other.sorted.size() && other.sorted.get(theirs).last().compareTo(from) < 0) {
                theirs++;
            }
            for (int i = theirs; !used && i < other.sorted.size(); i++) {
                AddressRange cut = other.sorted.get(i);
                if (cut.first().compareTo(range.last()) > 0) {
                    break;
                }
                if (cut.first().compareTo(from) > 0) {
                    rest.add(new AddressRange(from, cut.first().previous()));
                }
                used = cut.last().compareTo(range.last()) >= 0;
                if (!used) {
                    from = cut.last().next();
                }
            }
            if (!used) {
                rest.add(new AddressRange(from, range.last()));
            }
        }
        return rest.isEmpty() ? NONE : new AddressRanges(List.copyOf(rest));
    }

    private static Address128 max(Address128 a, Address128 b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Address128 min(Address128 a, Address128 b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRanges that && sorted.equals(that.sorted);
    }

    @Override
    public int hashCode() {
        return sorted.hashCode();
    }

    @Override
    public String toString() {
        return sorted.toString();
    }
}
