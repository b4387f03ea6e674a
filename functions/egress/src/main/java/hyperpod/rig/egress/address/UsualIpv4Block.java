package hyperpod.rig.egress.address;

import inet.ipaddr.ipv4.IPv4Address;
import java.util.Optional;

/**
 * Reads an IPv4 block as AWS prints it, {@code 10.0.0.0/16}: four numbers without leading zeros and a length. A network
 * has tens of thousands of them, and the library, which reads many notations, takes ten times as long. What is not
 * exactly so is for the library to read or to refuse.
 */
final class UsualIpv4Block {

    private static final int SEGMENTS = 4;
    private static final int MAX_SEGMENT = 255;
    private static final int BITS = 32;

    private final String text;
    private int at;

    private UsualIpv4Block(String text) {
        this.text = text;
    }

    /** The block with its prefix length; empty if the text is anything else. */
    static Optional<IPv4Address> parse(String text) {
        return new UsualIpv4Block(text).block();
    }

    private Optional<IPv4Address> block() {
        int address = 0;
        for (int i = 0; i < SEGMENTS; i++) {
            int segment = number(MAX_SEGMENT);
            if (segment < 0 || !skip(i < SEGMENTS - 1 ? '.' : '/')) {
                return Optional.empty();
            }
            address = address << Byte.SIZE | segment;
        }
        int length = number(BITS);
        return length < 0 || at < text.length() ? Optional.empty() : Optional.of(new IPv4Address(address, length));
    }

    private boolean skip(char expected) {
        if (at >= text.length() || text.charAt(at) != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** -1 if no number of one to three digits up to the maximum stands here, or one with a leading zero. */
    private int number(int max) {
        int from = at;
        int number = 0;
        while (at < text.length() && at - from < 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            number = 10 * number + text.charAt(at) - '0';
            at++;
        }
        boolean leadingZero = at - from > 1 && text.charAt(from) == '0';
        return at == from || leadingZero || number > max ? -1 : number;
    }
}
