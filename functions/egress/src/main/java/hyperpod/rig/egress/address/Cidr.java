package hyperpod.rig.egress.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A CIDR block as AWS prints it: {@code 10.0.0.0/16}, {@code 2600:1f14::/56}.
 *
 * @param family IPv4 or IPv6
 * @param first the first address of the block
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(AddressFamily family, Address128 first, int prefixLength) {

    /** By family, then by first address, then the wider block before those inside it. */
    public static final Comparator<Cidr> OUTERMOST_FIRST =
            Comparator.comparing(Cidr::family).thenComparing(Cidr::first).thenComparingInt(Cidr::prefixLength);

    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    /**
     * Reads a block in the notation {@code address/length}.
     *
     * @throws IllegalArgumentException if the text is not a block, or has address bits beyond its length; the message says which
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            throw new IllegalArgumentException("\"%s\" is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/32".formatted(text));
        }
        AddressFamily family = text.indexOf(':') >= 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        int length = Integer.parseInt(text.substring(slash + 1));
        if (length > family.bits()) {
            throw new IllegalArgumentException("\"%s\" has a prefix longer than %d bits".formatted(text, family.bits()));
        }
        Address128 address = parseAddress(text, text.substring(0, slash), family);
        Cidr cidr = new Cidr(family, address, length);
        if (!cidr.contains(address) || !isFirst(address, family.bits() - length)) {
            throw new IllegalArgumentException("\"%s\" has address bits set beyond its prefix length".formatted(text));
        }
        return cidr;
    }

    private static boolean isFirst(Address128 address, int hostBits) {
        Address128 hostMask = Address128.ZERO.withLowBitsSet(hostBits);
        return (address.high() & hostMask.high()) == 0 && (address.low() & hostMask.low()) == 0;
    }

    private static Address128 parseAddress(String text, String address, AddressFamily family) {
        Pattern notation = family == AddressFamily.IPV4 ? IPV4 : IPV6;
        if (!notation.matcher(address).matches()) {
            throw new IllegalArgumentException("\"%s\" holds no IP address before the slash".formatted(text));
        }
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("\"%s\" holds no IP address before the slash".formatted(text), malformed);
        }
        if (bytes.length * 8 != family.bits()) {
            throw new IllegalArgumentException("\"%s\" maps IPv4 into IPv6; write the IPv4 block instead".formatted(text));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return family == AddressFamily.IPV4
                ? new Address128(0, Integer.toUnsignedLong(buffer.getInt()))
                : new Address128(buffer.getLong(), buffer.getLong());
    }

    /** The last address of the block. */
    public Address128 last() {
        return first.withLowBitsSet(family.bits() - prefixLength);
    }

    /** All addresses of the block. */
    public AddressRange range() {
        return new AddressRange(first, last());
    }

    /** Whether the block holds every address of the other one. */
    public boolean contains(Cidr other) {
        return family == other.family && contains(other.first) && contains(other.last());
    }

    private boolean contains(Address128 address) {
        return range().contains(address);
    }
}
