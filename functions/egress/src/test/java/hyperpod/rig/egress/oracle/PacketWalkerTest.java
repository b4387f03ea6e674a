package hyperpod.rig.egress.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The analysis against a walker that shares no code with it, on networks by the thousands. */
class PacketWalkerTest {

    private static final int NETWORKS = 2_000;
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

    private static final List<String> PRIVATE_IPV6 =
            List.of("::/8", "100::/64", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8");

    @Test
    void theVerdictIsWhatBecomesOfPackets() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (int i = 0; i < NETWORKS; i++) {
            JsonNode network = RandomNetwork.of(seed + i);
            SnapshotReader reader = new SnapshotReader();
            reader.read(new ByteArrayInputStream(network.toString().getBytes(StandardCharsets.UTF_8)), "random");
            Optional<String> group = i % 2 == 0 ? Optional.of("sg-0") : Optional.empty();
            AuditResult result = EgressAudit.audit(
                    reader.snapshot(),
                    new AuditRequest(
                            List.of("subnet-00"),
                            group.stream().toList(),
                            EgressPolicy.of(EgressPolicy.Mode.STRICT),
                            LocalDate.of(2026, 1, 1)));
            verdicts.merge(result.verdict(), 1, Integer::sum);
            compare(result, network, group, "network of seed " + (seed + i) + ": " + result.subnets() + "\n" + network);
        }
        // Networks that are all alike would prove nothing.
        assertThat(verdicts.values())
                .as(verdicts.toString())
                .hasSize(Verdict.values().length)
                .allMatch(count -> count > NETWORKS / 250);
    }

    private static void compare(AuditResult result, JsonNode network, Optional<String> group, String what) {
        PacketWalker walker = new PacketWalker(network);
        Set<PacketWalker.Fate> fates = new TreeSet<>();
        for (Packet packet : packets(network)) {
            fates.add(walker.walk("subnet-00", group, packet));
        }
        boolean open = result.subnets().getFirst().paths().stream().anyMatch(path -> path.status() == PathStatus.OPEN);
        assertThat(open).as("a packet gets out of " + what).isEqualTo(fates.contains(PacketWalker.Fate.OUT));
        assertThat(result.verdict() == Verdict.OPEN).as(what).isEqualTo(open);
        if (walker.hasLateRoute("subnet-00", packets(network))) {
            assertThat(result.verdict()).as("a route may come back in " + what).isNotEqualTo(Verdict.LOCKED);
        }
        if (walker.leavesLocalRoute("subnet-00", "10.0.0.9", "10.0.1.9", "10.0.2.9")) {
            assertThat(result.verdict())
                    .as("traffic inside the VPC is led elsewhere in " + what)
                    .isGreaterThanOrEqualTo(Verdict.UNPROVEN);
        }
        if (fates.contains(PacketWalker.Fate.UNKNOWABLE)) {
            assertThat(result.verdict())
                    .as("a packet's way is not known in " + what)
                    .isGreaterThanOrEqualTo(Verdict.UNPROVEN);
        }
    }

    /** Blocks and rules divide addresses and ports into regions; each has a packet here that begins or ends it. */
    static List<Packet> packets(JsonNode network) {
        Set<BigInteger> ipv4 = new TreeSet<>();
        Set<BigInteger> ipv6 = new TreeSet<>();
        for (String block : blocks(network)) {
            String[] parts = block.split("/");
            boolean six = block.contains(":");
            BigInteger first = Packet.number(parts[0]);
            BigInteger last = first.add(BigInteger.ONE.shiftLeft((six ? 128 : 32) - Integer.parseInt(parts[1])))
                    .subtract(BigInteger.ONE);
            List.of(first, last, first.subtract(BigInteger.ONE), last.add(BigInteger.ONE))
                    .forEach(six ? ipv6::add : ipv4::add);
        }
        for (String address : List.of("1.0.0.0", "11.0.0.0", "223.255.255.255")) {
            ipv4.add(Packet.number(address));
        }
        for (String address : List.of("2a00::1", "4000::1")) {
            ipv6.add(Packet.number(address));
        }
        for (BigInteger address : Set.copyOf(ipv6)) {
            Packet nat64 = new Packet(128, address, 0, 0);
            if (nat64.isNat64()) {
                ipv4.add(nat64.translated().destination());
            }
        }
        List<Packet> packets = new ArrayList<>();
        for (int protocol : new int[] {1, 6, 17, 255}) {
            for (int port : protocol == 6 || protocol == 17 ? ports(network) : Set.of(0)) {
                ipv4.forEach(address -> addIpv4(new Packet(32, address, protocol, port), packets));
                ipv6.forEach(address -> addIpv6(new Packet(128, address, protocol, port), packets));
            }
        }
        return packets;
    }

    private static void addIpv4(Packet packet, List<Packet> packets) {
        if (packet.destination().signum() >= 0
                && packet.destination().bitLength() <= 32
                && PRIVATE.stream().noneMatch(packet::isIn)) {
            packets.add(packet);
            packets.add(packet.asNat64());
        }
    }

    private static void addIpv6(Packet packet, List<Packet> packets) {
        if (packet.destination().signum() >= 0
                && packet.destination().bitLength() <= 128
                && PRIVATE_IPV6.stream().noneMatch(packet::isIn)) {
            packets.add(packet);
        }
    }

    private static Set<Integer> ports(JsonNode network) {
        Set<Integer> ports = new TreeSet<>(Set.of(0));
        List.of("From", "FromPort")
                .forEach(field -> network.findValues(field).forEach(port -> ports.add(port.asInt())));
        List.of("To", "ToPort")
                .forEach(field -> network.findValues(field).forEach(port -> ports.add(port.asInt() + 1)));
        return ports;
    }

    private static Set<String> blocks(JsonNode network) {
        Set<String> blocks = new TreeSet<>();
        for (String field : List.of(
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "CidrBlock",
                "Ipv6CidrBlock",
                "CidrIp",
                "CidrIpv6")) {
            network.findValues(field).forEach(block -> blocks.add(block.asText()));
        }
        network.get("PrefixLists").forEach(list -> list.get("Cidrs").forEach(cidr -> blocks.add(cidr.asText())));
        return blocks;
    }
}
