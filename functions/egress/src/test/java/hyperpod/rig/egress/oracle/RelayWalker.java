package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/** Sends one packet at a time from interface to interface of a VPC, on the documents themselves. */
final class RelayWalker {

    private static final Set<Integer> PROTOCOLS = Set.of(1, 6, 17, 58, 255);

    private final JsonNode network;
    private final PacketWalker walker;
    private final Set<Integer> ports = new TreeSet<>(Set.of(0));

    RelayWalker(JsonNode network) {
        this.network = network;
        walker = new PacketWalker(network);
        for (String field : List.of("From", "FromPort")) {
            network.findValues(field).forEach(port -> ports.add(port.asInt()));
        }
        for (String field : List.of("To", "ToPort")) {
            network.findValues(field).forEach(port -> ports.add(port.asInt() + 1));
        }
    }

    /** One who sends: nodes may have any groups if these are not given. */
    private record Sender(JsonNode subnet, String address, Optional<Set<String>> groups) {}

    /**
     * The ids of the interfaces that nodes reach, also over others, and of those of them from which a packet gets out.
     */
    record Found(Set<String> reached, Set<String> relays) {}

    Found find(String subnetId, Optional<String> group, List<Packet> packets) {
        JsonNode subnet = walker.find("Subnets", "SubnetId", subnetId);
        Set<String> reached = new TreeSet<>();
        Queue<Sender> senders = new ArrayDeque<>();
        senders.add(new Sender(subnet, "10.0.0.5", group.map(Set::of)));
        Set<String> relays = new TreeSet<>();
        while (!senders.isEmpty()) {
            Sender sender = senders.remove();
            for (JsonNode receiver : network.get("NetworkInterfaces")) {
                String id = receiver.get("NetworkInterfaceId").asText();
                if (isNode(receiver, subnetId, group)
                        || !vpcOf(receiver).equals(subnet.get("VpcId").asText())
                        || reached.contains(id)
                        || !reaches(sender, receiver)) {
                    continue;
                }
                reached.add(id);
                senders.add(new Sender(
                        subnetOf(receiver),
                        address(receiver),
                        groups(receiver).isEmpty() ? Optional.empty() : Optional.of(groups(receiver))));
                if (packets.stream()
                        .anyMatch(packet -> walker.walkFrom(receiver, packet) != PacketWalker.Fate.DROPPED)) {
                    relays.add(id);
                }
            }
        }
        return new Found(reached, relays);
    }

    private boolean isNode(JsonNode one, String subnetId, Optional<String> group) {
        return one.get("SubnetId").asText().equals(subnetId)
                && group.map(id -> groups(one).equals(Set.of(id))).orElse(true);
    }

    private boolean reaches(Sender sender, JsonNode receiver) {
        for (int protocol : PROTOCOLS) {
            for (int port : protocol == 6 || protocol == 17 ? ports : Set.of(0)) {
                Packet towards = new Packet(32, Packet.number(address(receiver)), protocol, port);
                Packet from = new Packet(32, Packet.number(sender.address()), protocol, port);
                if (letsOut(sender, receiver, towards)
                        && letsIn(receiver, sender, from)
                        && passesAcls(sender.subnet(), subnetOf(receiver), towards, from)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean passesAcls(JsonNode one, JsonNode other, Packet towards, Packet from) {
        return one.equals(other) || walker.passesAcl(one, towards, true) && walker.passesAcl(other, from, false);
    }

    private boolean letsOut(Sender sender, JsonNode receiver, Packet towards) {
        return sender.groups().isEmpty()
                || sender.groups().get().stream()
                        .anyMatch(id -> allows(
                                id,
                                "IpPermissionsEgress",
                                towards,
                                groups(receiver).isEmpty() ? Optional.empty() : Optional.of(groups(receiver))));
    }

    private boolean letsIn(JsonNode receiver, Sender sender, Packet from) {
        return groups(receiver).isEmpty()
                || groups(receiver).stream().anyMatch(id -> allows(id, "IpPermissions", from, sender.groups()));
    }

    /** Whether a rule allows the packet with this address of the other side, or with one of its groups. */
    private boolean allows(String groupId, String direction, Packet packet, Optional<Set<String>> others) {
        for (JsonNode rule : walker.find("SecurityGroups", "GroupId", groupId).get(direction)) {
            if (!PacketWalker.matches(
                    rule.get("IpProtocol").asText(), rule.path("FromPort"), rule.path("ToPort"), packet)) {
                continue;
            }
            for (JsonNode range : rule.path("IpRanges")) {
                if (packet.isIn(range.get("CidrIp").asText())) {
                    return true;
                }
            }
            for (JsonNode pair : rule.path("UserIdGroupPairs")) {
                if (others.isEmpty()
                        || others.get().contains(pair.get("GroupId").asText())) {
                    return true;
                }
            }
            for (JsonNode list : rule.path("PrefixListIds")) {
                for (JsonNode cidr : walker.find(
                                "PrefixLists",
                                "PrefixListId",
                                list.get("PrefixListId").asText())
                        .get("Cidrs")) {
                    if (packet.isIn(cidr.asText())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private JsonNode subnetOf(JsonNode one) {
        return walker.find("Subnets", "SubnetId", one.get("SubnetId").asText());
    }

    private String vpcOf(JsonNode one) {
        return subnetOf(one).get("VpcId").asText();
    }

    private static String address(JsonNode one) {
        return one.at("/PrivateIpAddresses/0/PrivateIpAddress").asText();
    }

    private static Set<String> groups(JsonNode one) {
        Set<String> ids = new TreeSet<>();
        one.get("Groups").forEach(group -> ids.add(group.get("GroupId").asText()));
        return ids;
    }
}
