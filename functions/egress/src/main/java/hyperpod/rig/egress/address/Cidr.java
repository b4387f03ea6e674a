package hyperpod.rig.egress.address;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.Optional;

/**
 * A CIDR block as AWS prints it: {@code 10.0.0.0/16}, {@code 2600:1f14::/56}.
 *
 * @param addresses the block's addresses, with its prefix length
 */
public record Cidr(IPAddress addresses) {

    /** The longest block: an IPv6 address of 39 characters, or of 45 with IPv4 at its end, and its length. */
    private static final int MAX_CHARACTERS = 45 + "/128".length();

    private static final IPAddressStringParameters NOTATION = notation();

    public Cidr {
        if (!addresses.isPrefixBlock()) {
            throw new IllegalArgumentException(
                    "\"%s\" has address bits set beyond its prefix length".formatted(addresses));
        }
    }

    /** The library reads many notations by default; what is left here is what AWS accepts. */
    private static IPAddressStringParameters notation() {
        IPAddressStringParameters.Builder notation = new IPAddressStringParameters.Builder();
        notation.allowEmpty(false)
                .allowAll(false)
                .allowSingleSegment(false)
                .allowWildcardedSeparator(false)
                .setRangeOptions(RangeParameters.NO_RANGE)
                .allowMask(false)
                .allowPrefixOnly(false)
                .allow_inet_aton(false);
        notation.getIPv4AddressParametersBuilder().allowLeadingZeros(false).allowBinary(false);
        notation.getIPv6AddressParametersBuilder()
                .allowZone(false)
                .allowBase85(false)
                .allowUnlimitedLeadingZeros(false)
                .allowBinary(false)
                .getEmbeddedIPv4AddressParametersBuilder()
                .allowLeadingZeros(false);
        return notation.toParams();
    }

    /**
     * Reads a block in the notation {@code address/length}.
     *
     * @throws IllegalArgumentException if the text is not a block, or has address bits beyond its length; the message
     *     says which
     */
    public static Cidr parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(notACidr(text.substring(0, MAX_CHARACTERS) + "..."));
        }
        Optional<IPv4Address> usual = UsualIpv4Block.parse(text);
        if (usual.isPresent()) {
            return new Cidr(usual.get());
        }
        IPAddressString string = new IPAddressString(text, NOTATION);
        IPAddress address;
        try {
            address = string.toAddress();
        } catch (AddressStringException malformed) {
            throw new IllegalArgumentException(notACidr(text), malformed);
        }
        // The library trims white space, and its setting against leading zeros refuses the length 0 along with 08.
        if (!string.toString().equals(text) || !text.endsWith("/" + address.getNetworkPrefixLength())) {
            throw new IllegalArgumentException(notACidr(text));
        }
        if (address.isIPv6() && address.toIPv6().isIPv4Mapped()) {
            throw new IllegalArgumentException(
                    "\"%s\" maps IPv4 into IPv6; write the IPv4 block instead".formatted(text));
        }
        return new Cidr(address);
    }

    private static String notACidr(String text) {
        return "\"%s\" is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/32".formatted(text);
    }

    public AddressFamily family() {
        return addresses.isIPv4() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
    public int prefixLength() {
        return addresses.getNetworkPrefixLength();
    }
}
