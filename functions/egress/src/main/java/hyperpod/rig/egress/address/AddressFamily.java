package hyperpod.rig.egress.address;

/** The two kinds of IP address. */
public enum AddressFamily {
    IPV4(32),
    IPV6(128);

    private final int bits;

    AddressFamily(int bits) {
        this.bits = bits;
    }

    /** Bits of an address. */
    public int bits() {
        return bits;
    }
}
