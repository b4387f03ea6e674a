package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Puts interfaces with groups of their own into a random network, and rules by which its first VPC talks to itself. */
final class RandomRelays {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int GROUPS = 3;
    private static final List<String> INSIDE =
            List.of("10.0.0.0/16", "10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.1.11/32", "10.0.2.21/32");

    private final Random random;
    private final ObjectNode network;

    private RandomRelays(long seed) {
        random = new Random(seed);
        network = (ObjectNode) RandomNetwork.of(seed);
    }

    static JsonNode of(long seed) {
        return new RandomRelays(seed).make();
    }

    private JsonNode make() {
        for (int g = 1; g < GROUPS; g++) {
            ObjectNode group = read("{'GroupId':'sg-%d','VpcId':'vpc-0'}", g);
            group.putArray("IpPermissions");
            ArrayNode egress = group.putArray("IpPermissionsEgress");
            if (random.nextInt(3) > 0) {
                egress.add(read("{'IpProtocol':'-1','IpRanges':[{'CidrIp':'0.0.0.0/0'}]}"));
            }
            array("SecurityGroups").add(group);
        }
        for (JsonNode group : network.get("SecurityGroups")) {
            rules((ArrayNode) group.get("IpPermissions"));
            rules((ArrayNode) group.get("IpPermissionsEgress"));
        }
        for (JsonNode acl : network.get("NetworkAcls")) {
            inbound((ArrayNode) acl.get("Entries"));
        }
        for (JsonNode one : network.get("NetworkInterfaces")) {
            String number = one.get("NetworkInterfaceId").asText().substring("eni-".length());
            ((ObjectNode) one)
                    .set(
                            "PrivateIpAddresses",
                            JSON.createArrayNode()
                                    .add(read(
                                            "{'PrivateIpAddress':'10.%s.%s.77'}",
                                            number.substring(0, 1), number.substring(1))));
        }
        for (int s = 0; s < 3; s++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                networkInterface(s, i);
            }
        }
        return network;
    }

    private void rules(ArrayNode rules) {
        for (int r = random.nextInt(3); r > 0; r--) {
            ObjectNode rule = random.nextInt(3) == 0
                    ? read("{'IpProtocol':'-1'}")
                    : read("{'IpProtocol':'tcp','FromPort':%d,'ToPort':%d}", 22, 22 + random.nextInt(2) * 500);
            if (random.nextBoolean()) {
                rule.putArray("UserIdGroupPairs").add(read("{'GroupId':'sg-%d'}", random.nextInt(GROUPS)));
            } else {
                rule.putArray("IpRanges").add(read("{'CidrIp':'%s'}", inside()));
            }
            rules.add(rule);
        }
    }

    private void inbound(ArrayNode entries) {
        for (int number = random.nextInt(3); number > 0; number--) {
            ObjectNode entry = read(
                    "{'Egress':%b,'RuleNumber':%d,'RuleAction':'%s','CidrBlock':'%s','Protocol':'%s'}",
                    random.nextInt(3) == 0,
                    10 + number,
                    random.nextBoolean() ? "allow" : "deny",
                    inside(),
                    random.nextBoolean() ? "6" : "-1");
            if (entry.get("Protocol").asText().equals("6")) {
                entry.set("PortRange", read("{'From':%d,'To':%d}", random.nextInt(40), 400));
            }
            entries.add(entry);
        }
        if (random.nextInt(4) > 0) {
            entries.add(read(
                    "{'Egress':false,'RuleNumber':900,'RuleAction':'allow','CidrBlock':'0.0.0.0/0','Protocol':'-1'}"));
        }
    }

    private void networkInterface(int s, int i) {
        ObjectNode one = read(
                "{'NetworkInterfaceId':'eni-r%d%d','SubnetId':'subnet-0%d','VpcId':'vpc-0','InterfaceType':'interface',"
                        + "'PrivateIpAddresses':[{'PrivateIpAddress':'10.0.%d.%d1'}]}",
                s, i, s, s, i);
        ArrayNode groups = one.putArray("Groups");
        for (int g = 0; g < GROUPS; g++) {
            if (random.nextInt(2) == 0) {
                groups.add(read("{'GroupId':'sg-%d'}", g));
            }
        }
        if (random.nextInt(3) == 0) {
            one.set("Association", read("{'PublicIp':'203.0.113.%d'}", 10 + s * 3 + i));
        }
        array("NetworkInterfaces").add(one);
    }

    private String inside() {
        return INSIDE.get(random.nextInt(INSIDE.size()));
    }

    private ArrayNode array(String key) {
        return (ArrayNode) network.get(key);
    }

    private static ObjectNode read(String json, Object... values) {
        try {
            return (ObjectNode) JSON.readTree(json.formatted(values).replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
