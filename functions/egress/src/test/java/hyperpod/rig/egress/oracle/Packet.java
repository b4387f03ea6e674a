package hyperpod.rig.egress.oracle;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * One packet.
 *
 * @param bits 32 or 128, by the family of its destination
 * @param destination the destination as a number
 * @param protocol an IANA number
 * @param port the destination port
 */
record Packet(int bits, BigInteger destination, int protocol, int port) {

    private static final Map<String, Block> BLOCKS = new HashMap<>();
    private static final BigInteger NAT64 = new BigInteger("0064ff9b0000000000000000", 16).shiftLeft(32);

    /** A block in text form, taken apart once. */
    private record Block(int family, int rest, BigInteger firstBits) {

        static Block of(String cidr) {
            String[] parts = cidr.split("/");
            int family = cidr.contains(":") ? 128 : 32;
            int rest = family - Integer.parseInt(parts[1]);
            return new Block(family, rest, number(parts[0]).shiftRight(rest));
        }
    }

    /** Whether the first bits are those of a block in text form. */
    boolean isIn(String cidr) {
        Block block = BLOCKS.computeIfAbsent(cidr, Block::of);
        return block.family() == bits && block.firstBits().equals(destination.shiftRight(block.rest()));
    }

    boolean isNat64() {
        return bits == 128 && destination.shiftRight(32).equals(NAT64.shiftRight(32));
    }

    /** As a NAT gateway sends it on: NAT64 becomes IPv4. */
    Packet translated() {
        return isNat64() ? new Packet(32, destination.subtract(NAT64), protocol, port) : this;
    }

    /** The IPv6 packet that a NAT gateway translates into this one. */
    Packet asNat64() {
        return new Packet(128, NAT64.add(destination), protocol, port);
    }

    static BigInteger number(String address) {
        try {
            return new BigInteger(1, InetAddress.getByName(address).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
