package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Makes small networks full of traps, as the AWS CLI prints them. */
final class RandomNetwork {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SUBNETS = 3;
    private static final List<String> IPV4 = List.of(
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "8.0.0.0/8",
            "8.8.0.0/16",
            "8.8.8.0/24",
            "8.8.8.8/32",
            "52.0.0.0/6",
            "52.95.0.0/16",
            "20.0.0.0/7");
    private static final List<String> IPV6 =
            List.of("::/0", "2000::/3", "2600::/12", "2600:1f00::/24", "64:ff9b::/96", "64:ff9b::808:0/112");

    private final Random random;
    private final ObjectNode network = JSON.createObjectNode();
    private final int vpcs;

    private RandomNetwork(long seed) {
        random = new Random(seed);
        vpcs = 1 + random.nextInt(3);
    }

    static JsonNode of(long seed) {
        return new RandomNetwork(seed).make();
    }

    private JsonNode make() {
        List.of(
                        "Vpcs",
                        "Subnets",
                        "RouteTables",
                        "NetworkAcls",
                        "SecurityGroups",
                        "NetworkInterfaces",
                        "InternetGateways",
                        "EgressOnlyInternetGateways",
                        "NatGateways",
                        "VpcEndpoints",
                        "VpcPeeringConnections",
                        "PrefixLists",
                        "TransitGatewayAttachments",
                        "TransitGatewayVpcAttachments",
                        "TransitGatewayPeeringAttachments",
                        "TransitGatewayRouteTables",
                        "FirewallRuleGroupAssociations",
                        "ResolverRuleAssociations",
                        "ResolverRules",
                        "ResolverEndpoints",
                        "ServiceNetworkVpcAssociations",
                        "InstanceConnectEndpoints",
                        "ClientVpnEndpoints",
                        "VerifiedAccessEndpoints",
                        "TrafficMirrorSessions",
                        "RouteServers")
                .forEach(network::putArray);
        network.put("Account", "111122223333");
        for (int i = 0; i < 2; i++) {
            ArrayNode cidrs = add("PrefixLists", "{'PrefixListId':'pl-%d'}", i).putArray("Cidrs");
            for (int n = random.nextInt(3); n >= 0; n--) {
                cidrs.add(block());
            }
        }
        for (int v = 0; v < vpcs; v++) {
            vpc(v);
        }
        transitGateways();
        securityGroup();
        blockPublicAccess();
        return network;
    }

    private void vpc(int v) {
        add(
                "Vpcs",
                "{'VpcId':'vpc-%d','OwnerId':'111122223333','DhcpOptionsId':'default','CidrBlock':'10.%d.0.0/16',"
                        + "'CidrBlockAssociationSet':[]}",
                v,
                v);
        int attachedTo = random.nextInt(4) == 0 ? (v + 1) % vpcs : v;
        ArrayNode attachments =
                add("InternetGateways", "{'InternetGatewayId':'igw-%d'}", v).putArray("Attachments");
        if (random.nextInt(5) > 0) {
            attachments.add(read("{'VpcId':'vpc-%d','State':'available'}", attachedTo));
        }
        add(
                "EgressOnlyInternetGateways",
                "{'EgressOnlyInternetGatewayId':'eigw-%d','Attachments':[{'VpcId':'vpc-%d','State':'attached'}]}",
                v,
                v);
        for (int s = 0; s < SUBNETS; s++) {
            subnet(v, s);
        }
        for (int n = 0; n < 2; n++) {
            add(
                    "NatGateways",
                    "{'NatGatewayId':'nat-%d%d','VpcId':'vpc-%d','SubnetId':'subnet-%d%d','State':'%s','ConnectivityType':'%s'}",
                    v,
                    n,
                    v,
                    v,
                    random.nextInt(SUBNETS),
                    random.nextInt(6) == 0 ? "deleted" : "available",
                    random.nextInt(4) == 0 ? "private" : "public");
        }
        for (int t = 0; t < SUBNETS; t++) {
            table(v, t);
        }
        for (int a = 0; a < 2; a++) {
            acl(v, a);
        }
        if (v > 0) {
            add(
                    "VpcPeeringConnections",
                    "{'VpcPeeringConnectionId':'pcx-%d','Status':{'Code':'active'},'RequesterVpcInfo':{'VpcId':'vpc-%d',"
                            + "'CidrBlock':'10.%d.0.0/16'},'AccepterVpcInfo':{'VpcId':'vpc-0','CidrBlock':'10.0.0.0/16'}}",
                    v,
                    v,
                    v);
        }
    }

    private void subnet(int v, int s) {
        ObjectNode subnet = add(
                "Subnets",
                "{'SubnetId':'subnet-%d%d','VpcId':'vpc-%d','CidrBlock':'10.%d.%d.0/24','MapPublicIpOnLaunch':%b}",
                v,
                s,
                v,
                v,
                s,
                random.nextInt(6) == 0);
        ArrayNode ipv6 = subnet.putArray("Ipv6CidrBlockAssociationSet");
        int kind = random.nextInt(3);
        if (kind > 0) {
            ipv6.add(read(
                    "{'Ipv6CidrBlock':'%s:%d:%d::/64','Ipv6CidrBlockState':{'State':'associated'}}",
                    kind == 1 ? "2600:1f14" : "fd00:1", v, s));
        }
        if (random.nextInt(5) == 0) {
            add(
                    "NetworkInterfaces",
                    "{'NetworkInterfaceId':'eni-%d%d','SubnetId':'subnet-%d%d','InterfaceType':'interface','Groups':[],"
                            + "'Association':{'PublicIp':'203.0.113.9'}}",
                    v,
                    s,
                    v,
                    s);
        }
    }

    /** The last table is the main one; each of the others governs the subnet of its number, or none. */
    private void table(int v, int t) {
        ObjectNode table = add("RouteTables", "{'RouteTableId':'rtb-%d%d','VpcId':'vpc-%d'}", v, t, v);
        ArrayNode associations = table.putArray("Associations");
        if (t == SUBNETS - 1) {
            associations.add(read("{'Main':true}"));
        } else if (random.nextInt(5) > 0) {
            associations.add(read("{'Main':false,'SubnetId':'subnet-%d%d'}", v, t));
        }
        ArrayNode routes = table.putArray("Routes");
        routes.add(read(
                "{'DestinationCidrBlock':'10.%d.0.0/16','GatewayId':'local','Origin':'CreateRouteTable','State':'active'}",
                v));
        if (random.nextInt(12) == 0) {
            routes.add(read(
                    "{'DestinationCidrBlock':'10.%d.%d.0/24','NatGatewayId':'nat-%d0','Origin':'CreateRoute','State':'active'}",
                    v, random.nextInt(SUBNETS), v));
        }
        TreeSet<String> destinations = new TreeSet<>();
        // Some tables have the local route alone.
        for (int r = random.nextInt(6) - 1; r >= 0; r--) {
            destinations.add(random.nextInt(6) == 0 ? "pl-" + random.nextInt(2) : block());
        }
        destinations.forEach(destination -> routes.add(route(v, destination)));
        if (random.nextInt(5) == 0) {
            String block = IPV4.get(random.nextInt(IPV4.size()));
            routes.add(read(
                    "{'DestinationCidrBlock':'%s','GatewayId':'vgw-%d','Origin':'EnableVgwRoutePropagation','State':'active'}",
                    block, v));
        }
    }

    private ObjectNode route(int v, String destination) {
        String field = destination.startsWith("pl-")
                ? "DestinationPrefixListId"
                : destination.contains(":") ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock";
        String target = switch (random.nextInt(12)) {
            case 0, 1, 2 -> "'NatGatewayId':'nat-%d%d'".formatted(v, random.nextInt(2));
            case 3, 4, 5 -> "'GatewayId':'igw-%d'".formatted(random.nextInt(4) == 0 ? random.nextInt(vpcs) : v);
            case 6, 7, 8 -> "'TransitGatewayId':'tgw-0'";
            case 9, 10 ->
                destination.contains(":")
                        ? "'EgressOnlyInternetGatewayId':'eigw-%d'".formatted(v)
                        : "'NatGatewayId':'nat-%d0'".formatted(v);
            default ->
                v > 0
                        ? "'VpcPeeringConnectionId':'pcx-%d'".formatted(v)
                        : random.nextInt(4) == 0 ? "'GatewayId':'vgw-0'" : "'NatGatewayId':'nat-00'";
        };
        boolean blackhole = random.nextInt(6) == 0;
        // Half of the blackholes lead to what never comes back.
        String leadsTo = blackhole && random.nextBoolean() ? "'NatGatewayId':'nat-deleted'" : target;
        return read(
                "{'%s':'%s',%s,'Origin':'CreateRoute','State':'%s'}",
                field, destination, leadsTo, blackhole ? "blackhole" : "active");
    }

    private void acl(int v, int a) {
        ObjectNode acl =
                add("NetworkAcls", "{'NetworkAclId':'acl-%d%d','VpcId':'vpc-%d','IsDefault':%b}", v, a, v, a == 0);
        ArrayNode associations = acl.putArray("Associations");
        if (a == 1) {
            associations.add(read("{'SubnetId':'subnet-%d%d'}", v, random.nextInt(SUBNETS)));
        }
        ArrayNode entries = acl.putArray("Entries");
        for (int number = random.nextInt(4); number >= 0; number--) {
            entries.add(entry(100 + number, block(), random.nextBoolean() ? "allow" : "deny", random.nextInt(3) > 0));
        }
        if (random.nextInt(4) > 0) {
            entries.add(entry(900, "0.0.0.0/0", "allow", false));
            entries.add(entry(901, "::/0", "allow", false));
        }
    }

    private ObjectNode entry(int number, String block, String action, boolean narrow) {
        ObjectNode entry = read(
                "{'Egress':true,'RuleNumber':%d,'RuleAction':'%s','%s':'%s'}",
                number, action, block.contains(":") ? "Ipv6CidrBlock" : "CidrBlock", block);
        entry.put("Protocol", narrow ? random.nextBoolean() ? "6" : "17" : "-1");
        if (narrow) {
            int from = random.nextInt(3) * 400;
            entry.set("PortRange", read("{'From':%d,'To':%d}", from, from + 100 + random.nextInt(400)));
        }
        return entry;
    }

    private void transitGateways() {
        for (int g = 0; g < 2; g++) {
            ObjectNode table = add(
                    "TransitGatewayRouteTables",
                    "{'TransitGatewayRouteTableId':'tgw-rtb-%d','TransitGatewayId':'tgw-%d'}",
                    g,
                    g);
            ArrayNode routes = table.putArray("Routes");
            for (int r = random.nextInt(4); r >= 0; r--) {
                routes.add(transitRoute(g));
            }
            add(
                    "TransitGatewayAttachments",
                    "{'TransitGatewayAttachmentId':'tgw-attach-9','TransitGatewayId':'tgw-%d','ResourceType':'peering',"
                            + "'ResourceId':'tgw-%d','State':'available','Association':{'TransitGatewayRouteTableId':'tgw-rtb-%d','State':'associated'}}",
                    g,
                    1 - g,
                    g);
        }
        add(
                "TransitGatewayPeeringAttachments",
                "{'TransitGatewayAttachmentId':'tgw-attach-9','State':'available',"
                        + "'RequesterTgwInfo':{'TransitGatewayId':'tgw-0'},'AccepterTgwInfo':{'TransitGatewayId':'tgw-1'}}");
        for (int v = 0; v < vpcs; v++) {
            int gateway = v == 0 || random.nextInt(3) > 0 ? 0 : 1;
            add(
                    "TransitGatewayAttachments",
                    "{'TransitGatewayAttachmentId':'tgw-attach-%d','TransitGatewayId':'tgw-%d','ResourceType':'vpc',"
                            + "'ResourceId':'vpc-%d','State':'available','Association':{'TransitGatewayRouteTableId':'tgw-rtb-%d','State':'associated'}}",
                    v,
                    gateway,
                    v,
                    gateway);
            add(
                    "TransitGatewayVpcAttachments",
                    "{'TransitGatewayAttachmentId':'tgw-attach-%d','TransitGatewayId':'tgw-%d','VpcId':'vpc-%d',"
                            + "'State':'available','SubnetIds':['subnet-%d%d']}",
                    v,
                    gateway,
                    v,
                    v,
                    random.nextInt(SUBNETS));
        }
    }

    private ObjectNode transitRoute(int gateway) {
        String block = block();
        ObjectNode route = read(
                "{'DestinationCidrBlock':'%s','Type':'%s','State':'%s'}",
                block,
                random.nextInt(4) == 0 ? "propagated" : "static",
                random.nextInt(6) == 0 ? "blackhole" : "active");
        ArrayNode targets = route.putArray("TransitGatewayAttachments");
        int v = random.nextInt(vpcs + 1);
        targets.add(
                v == vpcs
                        ? read(
                                "{'TransitGatewayAttachmentId':'tgw-attach-9','ResourceType':'peering','ResourceId':'tgw-%d'}",
                                1 - gateway)
                        : read(
                                "{'TransitGatewayAttachmentId':'tgw-attach-%d','ResourceType':'vpc','ResourceId':'vpc-%d'}",
                                v, v));
        return route;
    }

    private void securityGroup() {
        ArrayNode rules = add("SecurityGroups", "{'GroupId':'sg-0','VpcId':'vpc-0','IpPermissions':[]}")
                .putArray("IpPermissionsEgress");
        for (int r = random.nextInt(3); r >= 0; r--) {
            boolean any = random.nextInt(3) == 0;
            ObjectNode rule =
                    read(any ? "{'IpProtocol':'-1'}" : "{'IpProtocol':'tcp','FromPort':%d,'ToPort':%d}", 300, 700);
            String block = block();
            if (random.nextInt(4) == 0) {
                rule.putArray("PrefixListIds").add(read("{'PrefixListId':'pl-%d'}", random.nextInt(2)));
            } else if (block.contains(":")) {
                rule.putArray("Ipv6Ranges").add(read("{'CidrIpv6':'%s'}", block));
            } else {
                rule.putArray("IpRanges").add(read("{'CidrIp':'%s'}", block));
            }
            rules.add(rule);
        }
    }

    private void blockPublicAccess() {
        String mode = List.of("off", "off", "off", "block-ingress", "block-bidirectional")
                .get(random.nextInt(5));
        network.set(
                "VpcBlockPublicAccessOptions",
                read(
                        "{'AwsAccountId':'111122223333','State':'update-complete','InternetGatewayBlockMode':'%s'}",
                        mode));
        ArrayNode exclusions = network.putArray("VpcBlockPublicAccessExclusions");
        if (random.nextInt(3) == 0) {
            String resource = random.nextBoolean() ? "vpc/vpc-0" : "subnet/subnet-0" + random.nextInt(SUBNETS);
            exclusions.add(read(
                    "{'ExclusionId':'vpcbpa-exclude-1','ResourceArn':'arn:aws:ec2:us-east-1:111122223333:%s','State':'create-complete'}",
                    resource));
        }
    }

    private String block() {
        return random.nextInt(3) > 0 ? IPV4.get(random.nextInt(IPV4.size())) : IPV6.get(random.nextInt(IPV6.size()));
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
