package hyperpod.rig.egress.snapshot;

import java.util.OptionalInt;

/**
 * The kinds of packet that a rule of a security group or network ACL matches.
 *
 * <p>Ports are destination ports. ICMP has type and code instead; they take the place of a port as {@code type * 256 +
 * code}.
 *
 * @param protocol the IANA number of the protocol, -1 for every protocol
 * @param firstPort the first port, 0 to 65535
 * @param lastPort the last port, itself included
 */
public record ProtocolPorts(int protocol, int firstPort, int lastPort) {

    /** The number that stands for every protocol. */
    public static final int EVERY_PROTOCOL = -1;

    /** The largest port. */
    public static final int LAST_PORT = 65_535;

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int ICMP_CODES = 256;

    /** Whether the rule matches packets of this protocol to this port. */
    public boolean matches(int packetProtocol, int packetPort) {
        return protocol == EVERY_PROTOCOL
                || (protocol == packetProtocol && firstPort <= packetPort && packetPort <= lastPort);
    }

    /** The protocol as the AWS CLI takes it. */
    public String protocolText() {
        return switch (protocol) {
            case TCP -> "tcp";
            case UDP -> "udp";
            case ICMP -> "icmp";
            case ICMPV6 -> "icmpv6";
            default -> Integer.toString(protocol);
        };
    }

    /** The traffic in words: {@code all traffic}, {@code tcp 22}, {@code udp}, {@code icmp type 8}. */
    public String text() {
        boolean icmp = protocol == ICMP || protocol == ICMPV6;
        String name = hasPorts() || icmp ? protocolText() : "protocol " + protocol;
        if (protocol == EVERY_PROTOCOL) {
            return "all traffic";
        }
        if (firstPort == 0 && lastPort == LAST_PORT) {
            return name;
        }
        if (icmp) {
            return name + " type " + range(firstPort / ICMP_CODES, lastPort / ICMP_CODES);
        }
        return name + " " + range(firstPort, lastPort);
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    /** Whether it is about some ports of TCP or UDP. */
    boolean hasPorts() {
        return protocol == TCP || protocol == UDP;
    }

    /**
     * Of an IpPermission: {@code IpProtocol}, and {@code FromPort} and {@code ToPort}, which for ICMP are type and
     * code.
     */
    static ProtocolPorts ofPermission(AwsElement permission) {
        int protocol = protocol(permission, permission.requiredText("IpProtocol"));
        OptionalInt from = permission.number("FromPort");
        OptionalInt to = permission.number("ToPort");
        return switch (protocol) {
            case ICMP, ICMPV6 -> icmp(permission, protocol, from, to);
            default -> ports(permission, protocol, from, to);
        };
    }

    /** Of a network ACL entry: {@code Protocol}, and {@code PortRange} or {@code IcmpTypeCode}. */
    static ProtocolPorts ofAclEntry(AwsElement entry) {
        int protocol = protocol(entry, entry.requiredText("Protocol"));
        if (protocol == ICMP || protocol == ICMPV6) {
            return entry.element("IcmpTypeCode")
                    .map(icmp -> icmp(icmp, protocol, icmp.number("Type"), icmp.number("Code")))
                    .orElse(all(protocol));
        }
        return entry.element("PortRange")
                .map(range -> ports(range, protocol, range.number("From"), range.number("To")))
                .orElse(all(protocol));
    }

    private static ProtocolPorts all(int protocol) {
        return new ProtocolPorts(protocol, 0, LAST_PORT);
    }

    private static ProtocolPorts ports(AwsElement place, int protocol, OptionalInt from, OptionalInt to) {
        // Only TCP and UDP have ports for security groups and ACLs; AWS ignores them on every other protocol.
        if ((protocol != TCP && protocol != UDP) || from.orElse(-1) < 0) {
            return all(protocol);
        }
        int last = to.orElse(LAST_PORT);
        if (last < from.getAsInt() || last > LAST_PORT) {
            throw new MalformedResourceException(
                    "%s: ports %d to %d are no range".formatted(place.place(), from.getAsInt(), last));
        }
        return new ProtocolPorts(protocol, from.getAsInt(), last);
    }

    private static ProtocolPorts icmp(AwsElement place, int protocol, OptionalInt type, OptionalInt code) {
        if (type.orElse(-1) < 0) {
            return all(protocol);
        }
        if (type.getAsInt() > 255 || code.orElse(-1) > 255) {
            throw new MalformedResourceException("%s: ICMP type and code go up to 255".formatted(place.place()));
        }
        int base = type.getAsInt() * 256;
        return code.orElse(-1) < 0
                ? new ProtocolPorts(protocol, base, base + 255)
                : new ProtocolPorts(protocol, base + code.getAsInt(), base + code.getAsInt());
    }

    private static int protocol(AwsElement place, String text) {
        return switch (text) {
            case "tcp" -> TCP;
            case "udp" -> UDP;
            case "icmp" -> ICMP;
            case "icmpv6" -> ICMPV6;
            default -> {
                if (!text.matches("-1|\\d{1,3}") || Integer.parseInt(text) > 255) {
                    throw new MalformedResourceException("%s: \"%s\" is no protocol".formatted(place.place(), text));
                }
                yield Integer.parseInt(text);
            }
        };
    }
}
