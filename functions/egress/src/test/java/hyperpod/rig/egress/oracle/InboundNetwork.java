package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Makes small VPCs with a peer, an internet gateway and interfaces that let in one another, and now and then somebody
 * outside. {@code subnet-0} is to be audited with the group {@code sg-0}.
 */
final class InboundNetwork {

    static final int SUBNETS = 3;
    static final int GROUPS = 4;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> OUTSIDE = List.of(
            "0.0.0.0/0",
            "0.0.0.0/1",
            "8.0.0.0/8",
            "8.8.8.0/24",
            "8.8.8.8/32",
            "128.0.0.0/1",
            "10.9.0.0/16",
            "10.9.1.0/24");
    private static final List<String> INSIDE = List.of(
            "10.0.0.0/16", "10.0.0.0/24", "10.0.0.0/25", "10.0.0.128/25", "10.0.1.0/24", "10.0.2.0/24", "10.0.1.7/32");
    private static final List<String> LISTS =
            List.of("EgressOnlyInternetGateways", "NatGateways", "VpcEndpoints", "VpnGateways", "RouteServers");

    private final Random random;
    private final ObjectNode network = JSON.createObjectNode();

    private InboundNetwork(long seed) {
        random = new Random(seed);
    }

    static JsonNode of(long seed) {
        return new InboundNetwork(seed).make();
    }

    private JsonNode make() {
        LISTS.forEach(network::putArray);
        network.putArray("Vpcs")
                .add(
                        read(
                                "{'VpcId':'vpc-0','OwnerId':'111122223333','CidrBlock':'10.0.0.0/16','CidrBlockAssociationSet':[]}"));
        ArrayNode attachments = gateway().putArray("Attachments");
        if (random.nextInt(5) > 0) {
            attachments.add(read("{'VpcId':'vpc-0','State':'available'}"));
        }
        network.putArray("VpcPeeringConnections")
                .add(read(
                        "{'VpcPeeringConnectionId':'pcx-0','Status':{'Code':'%s'},'RequesterVpcInfo':{'VpcId':'vpc-9',"
                                + "'CidrBlock':'10.9.0.0/16'},'AccepterVpcInfo':{'VpcId':'vpc-0','CidrBlock':'10.0.0.0/16'}}",
                        random.nextInt(5) == 0 ? "deleted" : "active"));
        ArrayNode cidrs = ((ObjectNode) network.putArray("PrefixLists")
                        .add(read("{'PrefixListId':'pl-0'}"))
                        .get(0))
                .putArray("Cidrs");
        cidrs.add(pick(OUTSIDE)).add(pick(INSIDE));
        List.of("Subnets", "RouteTables", "NetworkAcls", "SecurityGroups", "NetworkInterfaces")
                .forEach(network::putArray);
        for (int s = 0; s < SUBNETS; s++) {
            subnet(s);
            table(s);
            acl(s);
        }
        for (int g = 0; g < GROUPS; g++) {
            group(g);
        }
        for (int i = 0; i < 4; i++) {
            networkInterface(i);
        }
        blockPublicAccess();
        return network;
    }

    private ObjectNode gateway() {
        ObjectNode gateway = read("{'InternetGatewayId':'igw-0'}");
        network.putArray("InternetGateways").add(gateway);
        return gateway;
    }

    private void subnet(int s) {
        add(
                "Subnets",
                "{'SubnetId':'subnet-%d','VpcId':'vpc-0','CidrBlock':'10.0.%d.0/24','MapPublicIpOnLaunch':%b,'Ipv6CidrBlockAssociationSet':[]}",
                s,
                s,
                s == 0 && random.nextInt(4) == 0);
    }

    private void table(int s) {
        ObjectNode table = add("RouteTables", "{'RouteTableId':'rtb-%d','VpcId':'vpc-0'}", s);
        table.putArray("Associations").add(read("{'Main':%b,'SubnetId':'subnet-%d'}", s == 0, s));
        ArrayNode routes = table.putArray("Routes");
        routes.add(
                read(
                        "{'DestinationCidrBlock':'10.0.0.0/16','GatewayId':'local','Origin':'CreateRouteTable','State':'active'}"));
        TreeSet<String> destinations = new TreeSet<>();
        for (int r = random.nextInt(3); r >= 0; r--) {
            destinations.add(random.nextInt(6) == 0 ? "pl-0" : pick(OUTSIDE));
        }
        for (String destination : destinations) {
            routes.add(read(
                    "{'%s':'%s','%s':'%s','Origin':'CreateRoute','State':'%s'}",
                    destination.startsWith("pl-") ? "DestinationPrefixListId" : "DestinationCidrBlock",
                    destination,
                    random.nextInt(3) > 0 ? "GatewayId" : "VpcPeeringConnectionId",
                    "?",
                    random.nextInt(8) == 0 ? "blackhole" : "active"));
            ObjectNode route = (ObjectNode) routes.get(routes.size() - 1);
            if (route.has("GatewayId")) {
                route.put("GatewayId", "igw-0");
            } else {
                route.put("VpcPeeringConnectionId", "pcx-0");
            }
        }
    }

    private void acl(int s) {
        ObjectNode acl = add("NetworkAcls", "{'NetworkAclId':'acl-%d','VpcId':'vpc-0','IsDefault':%b}", s, s == 0);
        acl.putArray("Associations").add(read("{'SubnetId':'subnet-%d'}", s));
        ArrayNode entries = acl.putArray("Entries");
        for (boolean egress : new boolean[] {true, false}) {
            for (int number = random.nextInt(4) - 1; number > 0; number--) {
                String block = random.nextBoolean() ? pick(OUTSIDE) : pick(INSIDE);
                ObjectNode entry = read(
                        "{'Egress':%b,'RuleNumber':%d,'RuleAction':'%s','CidrBlock':'%s'}",
                        egress, 100 + number, random.nextBoolean() ? "allow" : "deny", block);
                protocol(entry, "Protocol");
                entries.add(entry);
            }
            if (random.nextInt(8) > 0) {
                entries.add(read(
                        "{'Egress':%b,'RuleNumber':900,'RuleAction':'allow','CidrBlock':'0.0.0.0/0','Protocol':'-1'}",
                        egress));
            }
        }
    }

    private void protocol(ObjectNode rule, String field) {
        int kind = random.nextInt(3);
        rule.put(field, kind == 0 ? "-1" : kind == 1 ? "6" : "17");
        if (kind > 0) {
            int from = random.nextInt(3) * 400;
            int to = from + 100 + random.nextInt(400);
            if (field.equals("Protocol")) {
                rule.set("PortRange", read("{'From':%d,'To':%d}", from, to));
            } else {
                rule.put("FromPort", from).put("ToPort", to);
            }
        }
    }

    private void group(int g) {
        ObjectNode group = add("SecurityGroups", "{'GroupId':'sg-%d','VpcId':'vpc-0'}", g);
        for (String direction : List.of("IpPermissions", "IpPermissionsEgress")) {
            ArrayNode rules = group.putArray(direction);
            for (int r = 1 + random.nextInt(4); r > 0; r--) {
                ObjectNode rule = JSON.createObjectNode();
                protocol(rule, "IpProtocol");
                switch (random.nextInt(5)) {
                    case 0, 1 ->
                        rule.putArray("UserIdGroupPairs").add(read("{'GroupId':'sg-%d'}", random.nextInt(GROUPS)));
                    case 2 -> rule.putArray("PrefixListIds").add(read("{'PrefixListId':'pl-0'}"));
                    case 3 -> rule.putArray("IpRanges").add(read("{'CidrIp':'%s'}", pick(OUTSIDE)));
                    default -> rule.putArray("IpRanges").add(read("{'CidrIp':'%s'}", pick(INSIDE)));
                }
                rules.add(rule);
            }
        }
    }

    private void networkInterface(int i) {
        int subnet = random.nextInt(SUBNETS);
        ObjectNode networkInterface = add(
                "NetworkInterfaces",
                "{'NetworkInterfaceId':'eni-%d','SubnetId':'subnet-%d','VpcId':'vpc-0','InterfaceType':'interface',"
                        + "'PrivateIpAddress':'10.0.%d.%d'}",
                i,
                subnet,
                subnet,
                7 + i * 60);
        ArrayNode groups = networkInterface.putArray("Groups");
        groups.add(read("{'GroupId':'sg-%d'}", random.nextInt(GROUPS)));
        if (random.nextInt(4) == 0) {
            groups.add(read("{'GroupId':'sg-%d'}", random.nextInt(GROUPS)));
        }
        if (random.nextInt(2) == 0) {
            networkInterface.set("Association", read("{'PublicIp':'203.0.113.%d'}", i));
        }
    }

    private void blockPublicAccess() {
        network.set(
                "VpcBlockPublicAccessOptions",
                read(
                        "{'AwsAccountId':'111122223333','State':'update-complete','InternetGatewayBlockMode':'%s'}",
                        List.of("off", "off", "off", "block-ingress", "block-bidirectional")
                                .get(random.nextInt(5))));
        ArrayNode exclusions = network.putArray("VpcBlockPublicAccessExclusions");
        if (random.nextInt(3) == 0) {
            exclusions.add(read(
                    "{'ExclusionId':'vpcbpa-exclude-1','ResourceArn':'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-%d',"
                            + "'State':'create-complete','InternetGatewayExclusionMode':'%s'}",
                    random.nextInt(SUBNETS), random.nextBoolean() ? "allow-egress" : "allow-bidirectional"));
        }
    }

    private String pick(List<String> blocks) {
        return blocks.get(random.nextInt(blocks.size()));
    }

    private ObjectNode add(String key, String json, Object... values) {
        ObjectNode resource = read(json, values);
        ((ArrayNode) network.get(key)).add(resource);
        return resource;
    }

    private static ObjectNode read(String json, Object... values) {
        try {
            return (ObjectNode) JSON.readTree(json.formatted(values).replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
