package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Tries one connection at a time into a VPC, from addresses outside and from interface to interface, on the documents
 * themselves and by bit comparison alone.
 */
final class InboundWalker {

    private static final int TCP = 6;
    private static final List<String> PRIVATE = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3");

    private final JsonNode network;
    private final Set<BigInteger> senders = new TreeSet<>();
    private final Set<Integer> ports = new TreeSet<>(Set.of(0));

    /** Somebody in the VPC; nodes may have any address of their subnet, of which two stand for all. */
    private record Host(String subnet, List<String> groups, List<String> addresses, boolean isPublic) {}

    InboundWalker(JsonNode network) {
        this.network = network;
        List.of("DestinationCidrBlock", "CidrBlock", "CidrIp")
                .forEach(field -> network.findValues(field).forEach(block -> boundaries(block.asText())));
        network.get("PrefixLists").forEach(list -> list.get("Cidrs").forEach(cidr -> boundaries(cidr.asText())));
        boundaries("1.0.0.0/8");
        for (String field : List.of("From", "FromPort", "To", "ToPort")) {
            network.findValues(field).forEach(port -> {
                ports.add(port.asInt());
                ports.add(port.asInt() + 1);
            });
        }
    }

    private void boundaries(String block) {
        String[] parts = block.split("/");
        BigInteger first = Packet.number(parts[0]);
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(32 - Integer.parseInt(parts[1])))
                .subtract(BigInteger.ONE);
        for (BigInteger address : List.of(first, last, first.subtract(BigInteger.ONE), last.add(BigInteger.ONE))) {
            if (address.signum() >= 0 && address.bitLength() <= 32) {
                senders.add(address);
            }
        }
    }

    private Host nodes() {
        boolean isPublic = network.at("/Subnets/0/MapPublicIpOnLaunch").asBoolean();
        for (JsonNode networkInterface : network.get("NetworkInterfaces")) {
            isPublic |= isNode(networkInterface) && networkInterface.has("Association");
        }
        return new Host("subnet-0", List.of("sg-0"), List.of("10.0.0.1", "10.0.0.200"), isPublic);
    }

    private static boolean isNode(JsonNode networkInterface) {
        return networkInterface.get("SubnetId").asText().equals("subnet-0")
                && groups(networkInterface).stream().allMatch("sg-0"::equals);
    }

    private static List<String> groups(JsonNode networkInterface) {
        List<String> groups = new ArrayList<>();
        networkInterface
                .get("Groups")
                .forEach(group -> groups.add(group.get("GroupId").asText()));
        return groups;
    }

    private List<Host> others() {
        List<Host> others = new ArrayList<>();
        for (JsonNode networkInterface : network.get("NetworkInterfaces")) {
            if (!isNode(networkInterface)) {
                others.add(new Host(
                        networkInterface.get("SubnetId").asText(),
                        groups(networkInterface),
                        List.of(networkInterface.get("PrivateIpAddress").asText()),
                        networkInterface.has("Association")));
            }
        }
        return others;
    }

    boolean internetReachesNodes() {
        return isReached(nodes(), "igw-0");
    }

    boolean peerReachesNodes() {
        return isReached(nodes(), "pcx-0");
    }

    /** Whether somebody outside gets to the nodes from interface to interface. */
    boolean relaysReachNodes() {
        List<Host> others = others();
        Deque<Host> reached = new ArrayDeque<>();
        Set<Host> seen = new HashSet<>();
        others.stream()
                .filter(host -> isReached(host, "igw-0") || isReached(host, "pcx-0"))
                .forEach(host -> {
                    if (seen.add(host)) {
                        reached.add(host);
                    }
                });
        while (!reached.isEmpty()) {
            Host host = reached.remove();
            if (connects(host, nodes())) {
                return true;
            }
            others.stream()
                    .filter(other -> !seen.contains(other) && connects(host, other))
                    .forEach(other -> {
                        seen.add(other);
                        reached.add(other);
                    });
        }
        return false;
    }

    private boolean isReached(Host host, String gateway) {
        return senders.stream()
                .filter(sender -> comesBy(new Packet(32, sender, 0, 0), host, gateway))
                .flatMap(this::packets)
                .anyMatch(packet -> passesGroups(host.groups(), "IpPermissions", packet, List.of())
                        && passesAcl(host.subnet(), false, packet)
                        && isAnswered(host.subnet(), true, packet));
    }

    /** One packet of each kind that the rules could tell apart. */
    private Stream<Packet> packets(BigInteger address) {
        return Stream.of(1, TCP, 17, 255)
                .flatMap(protocol -> (protocol == TCP || protocol == 17 ? ports : Set.of(0))
                        .stream().map(port -> new Packet(32, address, protocol, port)));
    }

    private boolean comesBy(Packet packet, Host host, String gateway) {
        JsonNode route = best(host.subnet(), packet);
        if (route == null || !route.get("State").asText().equals("active")) {
            return false;
        }
        if (gateway.equals("pcx-0")) {
            return route.path("VpcPeeringConnectionId").asText().equals("pcx-0")
                    && network.at("/VpcPeeringConnections/0/Status/Code")
                            .asText()
                            .equals("active")
                    && packet.isIn("10.9.0.0/16");
        }
        return route.path("GatewayId").asText().equals("igw-0")
                && !network.at("/InternetGateways/0/Attachments").isEmpty()
                && host.isPublic()
                && PRIVATE.stream().noneMatch(packet::isIn)
                && !isBlocked(host.subnet());
    }

    private boolean isBlocked(String subnet) {
        for (JsonNode exclusion : network.get("VpcBlockPublicAccessExclusions")) {
            if (exclusion.get("ResourceArn").asText().endsWith("/" + subnet)
                    && exclusion.get("InternetGatewayExclusionMode").asText().equals("allow-bidirectional")) {
                return false;
            }
        }
        return !network.at("/VpcBlockPublicAccessOptions/InternetGatewayBlockMode")
                .asText()
                .equals("off");
    }

    private boolean connects(Host from, Host to) {
        return from.addresses().stream()
                .flatMap(source -> packets(Packet.number(source)))
                .filter(arriving -> passesGroups(to.groups(), "IpPermissions", arriving, from.groups()))
                .anyMatch(arriving -> to.addresses().stream()
                        .map(destination ->
                                new Packet(32, Packet.number(destination), arriving.protocol(), arriving.port()))
                        .anyMatch(away -> passesGroups(from.groups(), "IpPermissionsEgress", away, to.groups())
                                && (from.subnet().equals(to.subnet())
                                        || passesAcl(from.subnet(), true, away)
                                                && passesAcl(to.subnet(), false, arriving)
                                                && isAnswered(to.subnet(), true, arriving)
                                                && isAnswered(from.subnet(), false, away))));
    }

    /** Whether an answer to a connection passes, to whatever port the sender chose. */
    private boolean isAnswered(String subnet, boolean egress, Packet packet) {
        return packet.protocol() != TCP
                || ports.stream()
                        .anyMatch(port -> passesAcl(subnet, egress, new Packet(32, packet.destination(), TCP, port)));
    }

    private boolean passesAcl(String subnet, boolean egress, Packet packet) {
        int first = Integer.MAX_VALUE;
        boolean allowed = false;
        for (JsonNode entry : network.get("NetworkAcls")
                .get(Integer.parseInt(subnet.substring("subnet-".length())))
                .get("Entries")) {
            int number = entry.get("RuleNumber").asInt();
            if (entry.get("Egress").asBoolean() == egress
                    && number < first
                    && packet.isIn(entry.get("CidrBlock").asText())
                    && matches(
                            entry.get("Protocol").asText(),
                            entry.at("/PortRange/From"),
                            entry.at("/PortRange/To"),
                            packet)) {
                first = number;
                allowed = entry.get("RuleAction").asText().equals("allow");
            }
        }
        return allowed;
    }

    private boolean passesGroups(List<String> groups, String direction, Packet packet, List<String> others) {
        for (JsonNode group : network.get("SecurityGroups")) {
            if (groups.contains(group.get("GroupId").asText())) {
                for (JsonNode rule : group.get(direction)) {
                    if (matches(rule.get("IpProtocol").asText(), rule.path("FromPort"), rule.path("ToPort"), packet)
                            && isAbout(rule, packet, others)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isAbout(JsonNode rule, Packet packet, List<String> others) {
        for (JsonNode range : rule.path("IpRanges")) {
            if (packet.isIn(range.get("CidrIp").asText())) {
                return true;
            }
        }
        for (JsonNode list : rule.path("PrefixListIds")) {
            for (JsonNode cidr : network.at("/PrefixLists/0/Cidrs")) {
                if (list.has("PrefixListId") && packet.isIn(cidr.asText())) {
                    return true;
                }
            }
        }
        for (JsonNode pair : rule.path("UserIdGroupPairs")) {
            if (others.contains(pair.get("GroupId").asText())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String protocol, JsonNode from, JsonNode to, Packet packet) {
        return protocol.equals("-1")
                || Integer.parseInt(protocol) == packet.protocol()
                        && from.asInt() <= packet.port()
                        && packet.port() <= to.asInt();
    }

    /** The longest match; of equals the one that is no prefix list's. */
    private JsonNode best(String subnet, Packet packet) {
        JsonNode best = null;
        int score = -1;
        for (JsonNode route : network.get("RouteTables")
                .get(Integer.parseInt(subnet.substring("subnet-".length())))
                .get("Routes")) {
            boolean listed = route.has("DestinationPrefixListId");
            List<String> blocks = new ArrayList<>();
            if (listed) {
                network.at("/PrefixLists/0/Cidrs").forEach(cidr -> blocks.add(cidr.asText()));
            } else {
                blocks.add(route.get("DestinationCidrBlock").asText());
            }
            for (String block : blocks) {
                int candidate = Integer.parseInt(block.split("/")[1]) * 4
                        + (listed ? 1 : route.path("GatewayId").asText().equals("local") ? 3 : 2);
                if (packet.isIn(block) && candidate > score) {
                    score = candidate;
                    best = route;
                }
            }
        }
        return best;
    }
}
