package hyperpod.rig.egress.address;

/**
 * An unsigned 128-bit number: an IPv6 address, or an IPv4 address in its lowest 32 bits.
 *
 * @param high the upper 64 bits, unsigned
 * @param low the lower 64 bits, unsigned
 */
public record Address128(long high, long low) implements Comparable<Address128> {

    public static final Address128 ZERO = new Address128(0, 0);

    @Override
    public int compareTo(Address128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The following number; after the largest comes zero. */
    public Address128 next() {
        return low == -1L ? new Address128(high + 1, 0) : new Address128(high, low + 1);
    }

    /** The preceding number; before zero comes the largest. */
    public Address128 previous() {
        return low == 0 ? new Address128(high - 1, -1L) : new Address128(high, low - 1);
    }

    /** This number with its lowest {@code bits} (0 to 128) bits set. */
    Address128 withLowBitsSet(int bits) {
        return new Address128(high | mask(bits - 64), low | mask(Math.min(bits, 64)));
    }

    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }
}
