package hyperpod.rig.egress.address;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * An exact set of IPv4 and IPv6 addresses.
 *
 * @param ipv4 its IPv4 addresses
 * @param ipv6 its IPv6 addresses
 */
public record AddressSet(AddressRanges ipv4, AddressRanges ipv6) {

    /** No address. */
    public static final AddressSet NONE = new AddressSet(AddressRanges.NONE, AddressRanges.NONE);

    /** The addresses that lie in at least one of the blocks. */
    public static AddressSet of(Collection<Cidr> blocks) {
        List<AddressRange> four = new ArrayList<>();
        List<AddressRange> six = new ArrayList<>();
        for (Cidr block : blocks) {
            (block.family() == AddressFamily.IPV4 ? four : six).add(block.range());
        }
        return new AddressSet(AddressRanges.of(four), AddressRanges.of(six));
    }

    /** {@link #of(Collection)} for blocks in text form, as {@link Cidr#parse} reads them. */
    public static AddressSet ofText(String... blocks) {
        return of(List.of(blocks).stream().map(Cidr::parse).toList());
    }

    public boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty();
    }

    public AddressSet union(AddressSet other) {
        return new AddressSet(ipv4.union(other.ipv4), ipv6.union(other.ipv6));
    }

    public AddressSet intersect(AddressSet other) {
        return new AddressSet(ipv4.intersect(other.ipv4), ipv6.intersect(other.ipv6));
    }

    public AddressSet minus(AddressSet other) {
        return new AddressSet(ipv4.minus(other.ipv4), ipv6.minus(other.ipv6));
    }

    /** Only the IPv4 addresses. */
    public AddressSet ipv4Only() {
        return new AddressSet(ipv4, AddressRanges.NONE);
    }

    /** Only the IPv6 addresses. */
    public AddressSet ipv6Only() {
        return new AddressSet(AddressRanges.NONE, ipv6);
    }
}
