package hyperpod.rig.egress.address;

/**
 * Consecutive addresses of one family.
 *
 * @param first the first address
 * @param last the last address, itself included
 */
public record AddressRange(Address128 first, Address128 last) {

    public AddressRange {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("a range cannot end (%s) before it begins (%s)".formatted(last, first));
        }
    }

    boolean contains(Address128 address) {
        return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }
}
