package hyperpod.rig.egress.address;

/** The two kinds of IP address. */
public enum AddressFamily {
    IPV4,
    IPV6
}
