package hyperpod.rig.egress.address;

import inet.ipaddr.Address;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.IPAddressSeqRangeList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** An exact set of IPv4 and IPv6 addresses. */
public final class AddressSet {

    // One list for each family. The library's lists are mutable; a list that a set holds is never changed.
    private static final IPAddressSeqRangeList EMPTY = new IPAddressSeqRangeList();

    /** No address. */
    public static final AddressSet NONE = new AddressSet(EMPTY, EMPTY);

    private final IPAddressSeqRangeList ipv4;
    private final IPAddressSeqRangeList ipv6;

    private AddressSet(IPAddressSeqRangeList ipv4, IPAddressSeqRangeList ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** The addresses that lie in at least one of the blocks. */
    public static AddressSet of(Collection<Cidr> blocks) {
        return blocks.isEmpty()
                ? NONE
                : ofRanges(blocks.stream()
                        .map(block -> block.addresses().coverWithSequentialRange())
                        .toList());
    }

    /** {@link #of(Collection)} for blocks in text form, as {@link Cidr#parse} reads them. */
    public static AddressSet ofText(String... blocks) {
        return of(List.of(blocks).stream().map(Cidr::parse).toList());
    }

    /** The addresses that lie in at least one of the ranges, which may come in any order and overlap. */
    public static AddressSet ofRanges(Collection<? extends IPAddressSeqRange> ranges) {
        if (ranges.size() == 1) {
            IPAddressSeqRange only = ranges.iterator().next();
            IPAddressSeqRangeList list = new IPAddressSeqRangeList(1);
            list.add(only);
            return only.isIPv4() ? of(list, EMPTY) : of(EMPTY, list);
        }
        IPAddressSeqRangeList four = new IPAddressSeqRangeList(0);
        IPAddressSeqRangeList six = new IPAddressSeqRangeList(0);
        // Sorted, each range is appended; unsorted, each would be inserted, which moves the ranges after it.
        ranges.stream()
                .sorted(Comparator.comparing(IPAddressSeqRange::getLower, Address.ADDRESS_LOW_VALUE_COMPARATOR))
                .forEach(range -> (range.isIPv4() ? four : six).add(range));
        return of(four, six);
    }

    private static AddressSet of(IPAddressSeqRangeList ipv4, IPAddressSeqRangeList ipv6) {
        return ipv4.isEmpty() && ipv6.isEmpty()
                ? NONE
                : new AddressSet(ipv4.isEmpty() ? EMPTY : ipv4, ipv6.isEmpty() ? EMPTY : ipv6);
    }

    public boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty();
    }

    public AddressSet union(AddressSet other) {
        return of(union(ipv4, other.ipv4), union(ipv6, other.ipv6));
    }

    public AddressSet intersect(AddressSet other) {
        return of(intersect(ipv4, other.ipv4), intersect(ipv6, other.ipv6));
    }

    public AddressSet minus(AddressSet other) {
        return of(minus(ipv4, other.ipv4), minus(ipv6, other.ipv6));
    }

    // Most sets of a network hold no address or all addresses of a family; for these the library would copy the other
    // set range by range.

    private static IPAddressSeqRangeList union(IPAddressSeqRangeList one, IPAddressSeqRangeList other) {
        if (other.isEmpty() || isEverything(one)) {
            return one;
        }
        return one.isEmpty() || isEverything(other) ? other : one.joinIntoList(other);
    }

    private static IPAddressSeqRangeList intersect(IPAddressSeqRangeList one, IPAddressSeqRangeList other) {
        if (one.isEmpty() || other.isEmpty()) {
            return EMPTY;
        }
        if (isEverything(other)) {
            return one;
        }
        return isEverything(one) ? other : one.intersectIntoList(other);
    }

    private static IPAddressSeqRangeList minus(IPAddressSeqRangeList one, IPAddressSeqRangeList other) {
        if (one.isEmpty() || isEverything(other)) {
            return EMPTY;
        }
        return other.isEmpty() ? one : one.removeIntoList(other);
    }

    private static boolean isEverything(IPAddressSeqRangeList list) {
        return list.getSeqRangeCount() == 1 && list.includesZero() && list.includesMax();
    }

    /** Only the IPv4 addresses. */
    public AddressSet ipv4Only() {
        return of(ipv4, EMPTY);
    }

    /** Only the IPv6 addresses. */
    public AddressSet ipv6Only() {
        return of(EMPTY, ipv6);
    }

    /** The addresses in ascending order, IPv4 before IPv6, as ranges that neither overlap nor touch. */
    List<IPAddressSeqRange> ranges() {
        return Stream.of(ipv4, ipv6)
                .flatMap(list -> Stream.of(list.getSeqRanges()))
                .toList();
    }

    /** The same as the fewest blocks that make it up, in CIDR notation. */
    public List<String> blocks() {
        return ranges().stream()
                .flatMap(range -> Stream.of(range.spanWithPrefixBlocks()))
                .map(IPAddress::toCanonicalString)
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressSet that && ipv4.equals(that.ipv4) && ipv6.equals(that.ipv6);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ipv4, ipv6);
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}
