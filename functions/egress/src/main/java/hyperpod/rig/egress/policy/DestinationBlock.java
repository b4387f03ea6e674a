package hyperpod.rig.egress.policy;

import hyperpod.rig.egress.address.AddressFamily;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A block of addresses that a policy names. It uses the JDK alone, because the function that only checks requests does
 * not carry the library with which the analysis counts.
 *
 * @param family of its addresses
 * @param first its first address as a number
 * @param last its last one
 */
record DestinationBlock(AddressFamily family, BigInteger first, BigInteger last) {

    /** As long as an IPv6 address with IPv4 at its end, and its length, can be. */
    private static final int MAX_CHARACTERS = 49;

    private static final String NOTATION = "[0-9a-fA-F:.]{2,45}/(0|[1-9][0-9]{0,2})";
    /** 64:ff9b::/96 of RFC 6052, by which a NAT gateway takes IPv6 to IPv4. */
    private static final DestinationBlock NAT64 = parse("64:ff9b::/96");

    private static final List<DestinationBlock> EVERYTHING = List.of(parse("0.0.0.0/0"), parse("::/0"));

    /**
     * Reads a block in the notation {@code address/length}.
     *
     * @throws IllegalArgumentException if the text is not a block, or has address bits beyond its length, or is IPv4 in
     *     the guise of IPv6; the message says which
     */
    static DestinationBlock parse(String text) {
        if (text.length() > MAX_CHARACTERS || !text.matches(NOTATION)) {
            throw notABlock(text);
        }
        String[] parts = text.split("/", -1);
        byte[] address;
        try {
            address = InetAddress.ofLiteral(parts[0]).getAddress();
        } catch (IllegalArgumentException e) {
            throw notABlock(text);
        }
        AddressFamily family = parts[0].indexOf(':') < 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        int bits = address.length * Byte.SIZE;
        int length = Integer.parseInt(parts[1]);
        if (family == AddressFamily.IPV4 && !isFourDecimals(parts[0])) {
            throw notABlock(text);
        }
        // Java reads ::ffff:10.0.0.0 as the IPv4 address that it maps.
        if (family == AddressFamily.IPV6 && bits == Integer.SIZE) {
            throw new IllegalArgumentException("\"" + text + "\" maps IPv4 into IPv6; write the IPv4 block instead");
        }
        if (length > bits) {
            throw notABlock(text);
        }
        BigInteger size = BigInteger.ONE.shiftLeft(bits - length);
        BigInteger first = new BigInteger(1, address);
        if (first.mod(size).signum() != 0) {
            throw new IllegalArgumentException("\"" + text + "\" has address bits set beyond its prefix length");
        }
        return new DestinationBlock(family, first, first.add(size).subtract(BigInteger.ONE));
    }

    /**
     * What an entry of a prefix list lets packets reach: its addresses, and those of IPv4 that NAT64 makes of them;
     * everything if it cannot be read.
     */
    static List<DestinationBlock> reachedBy(String entry) {
        DestinationBlock block;
        try {
            block = parse(entry);
        } catch (IllegalArgumentException e) {
            return EVERYTHING;
        }
        if (!block.reachesIpv4()) {
            return List.of(block);
        }
        BigInteger first = block.first.max(NAT64.first).subtract(NAT64.first);
        BigInteger last = block.last.min(NAT64.last).subtract(NAT64.first);
        return List.of(block, new DestinationBlock(AddressFamily.IPV4, first, last));
    }

    private static IllegalArgumentException notABlock(String text) {
        String shown = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "..." : text;
        return new IllegalArgumentException(
                "\"" + shown + "\" is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/32");
    }

    /** Java also reads 10 and 10.1 as addresses, and 010.0.0.1. */
    private static boolean isFourDecimals(String address) {
        return address.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    }

    /** Whether it holds IPv6 addresses by which NAT64 reaches IPv4. */
    boolean reachesIpv4() {
        return family == AddressFamily.IPV6 && first.compareTo(NAT64.last) <= 0 && last.compareTo(NAT64.first) >= 0;
    }

    /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
    int prefixLength() {
        return bits(family) - last.subtract(first).bitLength();
    }

    static int bits(AddressFamily family) {
        return switch (family) {
            case IPV4 -> Integer.SIZE;
            case IPV6 -> Long.SIZE * 2;
        };
    }

    /** Whether every address of this block is in at least one of the others. */
    boolean isIn(Collection<DestinationBlock> others) {
        return others.stream().anyMatch(this::isIn) || isCovered(others);
    }

    private boolean isIn(DestinationBlock other) {
        return family == other.family && first.compareTo(other.first) >= 0 && last.compareTo(other.last) <= 0;
    }

    private boolean isCovered(Collection<DestinationBlock> others) {
        return merged(others).stream().anyMatch(this::isIn);
    }

    /** How many different addresses of the family the blocks hold together. */
    static BigInteger count(Collection<DestinationBlock> blocks, AddressFamily family) {
        return merged(blocks).stream()
                .filter(block -> block.family == family)
                .map(block -> block.last.subtract(block.first).add(BigInteger.ONE))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The same addresses in ranges that neither overlap nor touch. */
    private static List<DestinationBlock> merged(Collection<DestinationBlock> blocks) {
        List<DestinationBlock> merged = new ArrayList<>();
        blocks.stream()
                .sorted(Comparator.comparing(DestinationBlock::family).thenComparing(DestinationBlock::first))
                .forEach(block -> {
                    DestinationBlock before = merged.isEmpty() ? block : merged.removeLast();
                    if (before.family == block.family && block.first.compareTo(before.last.add(BigInteger.ONE)) <= 0) {
                        merged.add(new DestinationBlock(before.family, before.first, before.last.max(block.last)));
                    } else {
                        merged.add(before);
                        merged.add(block);
                    }
                });
        return merged;
    }
}
