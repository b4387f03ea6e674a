package hyperpod.rig.egress.address;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6AddressSegment;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Which addresses count as public and which as private.
 *
 * <p>Follows the IANA special-purpose registries for <a
 * href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a> and <a
 * href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>. Where a block is neither clearly private
 * nor clearly undeliverable (documentation, 6to4, unallocated IPv6) it counts as public, which can only make a verdict
 * worse.
 */
public final class AddressSpace {

    private static final Cidr NAT64_BLOCK = Cidr.parse("64:ff9b::/96");
    private static final IPv6AddressSegment[] NAT64_PREFIX = NAT64_BLOCK
            .addresses()
            .toIPv6()
            .getNetworkSection()
            .withoutPrefixLength()
            .getSegments();

    /**
     * The well-known prefix of <a href="https://www.rfc-editor.org/rfc/rfc6052">RFC 6052</a>, by which a NAT gateway
     * takes IPv6 to IPv4.
     */
    public static final AddressSet NAT64 = AddressSet.of(List.of(NAT64_BLOCK));

    /** Every IPv4 and IPv6 address. */
    public static final AddressSet ALL = AddressSet.ofText("0.0.0.0/0", "::/0");

    /** Private addresses: outside the VPC's own CIDR blocks they belong to another network. */
    public static final AddressSet PRIVATE = withNat64Image(AddressSet.ofText(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "fc00::/7",
            "fec0::/10"));

    /** Public addresses, those that an IPv6 packet reaches through NAT64 included. */
    public static final AddressSet PUBLIC = withNat64Image(ALL.minus(PRIVATE)
            .minus(AddressSet.ofText(
                    "0.0.0.0/8",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "224.0.0.0/4",
                    "::/8",
                    "100::/64",
                    "fe80::/10",
                    "ff00::/8")));

    /**
     * Link-local addresses at which VPC Lattice answers, and from which it sends; its managed prefix lists hold these
     * blocks.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html">Control traffic in VPC
     *     Lattice using security groups</a>
     */
    public static final AddressSet VPC_LATTICE = AddressSet.ofText("169.254.171.0/24", "fd00:ec2:80::/64");

    private AddressSpace() {}

    /** The set, and with it the IPv6 addresses by which NAT64 reaches its IPv4 addresses. */
    public static AddressSet withNat64Image(AddressSet set) {
        return set.union(mapped(set.ipv4Only(), address -> address.toIPv4().getIPv6Address(NAT64_PREFIX)));
    }

    /**
     * Where packets to these addresses go after a NAT gateway: IPv4 stays, NAT64 becomes IPv4, other IPv6 is dropped.
     */
    public static AddressSet afterNatGateway(AddressSet set) {
        return set.ipv4Only()
                .union(mapped(set.intersect(NAT64), address -> address.toIPv6().getEmbeddedIPv4Address()));
    }

    /** The set after a mapping of its addresses; the mapping must keep their order and leave no gaps. */
    private static AddressSet mapped(AddressSet set, UnaryOperator<IPAddress> mapping) {
        return AddressSet.ofRanges(set.ranges().stream()
                .map(range -> mapping.apply(range.getLower()).spanWithRange(mapping.apply(range.getUpper())))
                .toList());
    }
}
