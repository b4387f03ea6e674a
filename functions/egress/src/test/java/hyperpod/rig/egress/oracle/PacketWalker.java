package hyperpod.rig.egress.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Walks one packet at a time through a network, hop by hop, on the documents themselves and by bit comparison alone.
 */
final class PacketWalker {

    /** What becomes of a packet. */
    enum Fate {
        OUT,
        DROPPED,
        UNKNOWABLE
    }

    private static final int MAX_HOPS = 60;

    private final JsonNode network;

    PacketWalker(JsonNode network) {
        this.network = network;
    }

    /** Where the packet comes from, as an internet gateway sees it. */
    private record Sender(String kind, boolean isPublic, JsonNode subnet) {}

    Fate walk(String subnetId, Optional<String> group, Packet packet) {
        if (group.isPresent() && !passesGroup(find("SecurityGroups", "GroupId", group.get()), packet)) {
            return Fate.DROPPED;
        }
        JsonNode subnet = find("Subnets", "SubnetId", subnetId);
        return leave(subnet, packet, new Sender("interface", false, subnet), 0);
    }

    /** What becomes of a packet that an interface of another one in the VPC sends. */
    Fate walkFrom(JsonNode networkInterface, Packet packet) {
        boolean allowed = networkInterface.get("Groups").isEmpty();
        for (JsonNode group : networkInterface.get("Groups")) {
            allowed |= passesGroup(
                    find("SecurityGroups", "GroupId", group.get("GroupId").asText()), packet);
        }
        JsonNode subnet =
                find("Subnets", "SubnetId", networkInterface.get("SubnetId").asText());
        boolean addressed = networkInterface.at("/Association/PublicIp").isTextual()
                || subnet.get("MapPublicIpOnLaunch").asBoolean();
        return allowed ? leave(subnet, packet, new Sender("relay", addressed, subnet), 0) : Fate.DROPPED;
    }

    /** Whether a packet meets a blackhole in the subnet's own table whose target is no deleted NAT gateway. */
    boolean hasLateRoute(String subnetId, List<Packet> packets) {
        JsonNode routes = tableOf(find("Subnets", "SubnetId", subnetId)).get("Routes");
        for (Packet packet : packets) {
            JsonNode route = best(routes, packet);
            if (route != null && route.path("State").asText().equals("blackhole") && !isDeleted(route)) {
                return true;
            }
        }
        return false;
    }

    private boolean isDeleted(JsonNode route) {
        String id = route.path("NatGatewayId").asText();
        for (JsonNode nat : network.get("NatGateways")) {
            if (nat.get("NatGatewayId").asText().equals(id)) {
                return nat.get("State").asText().equals("deleted");
            }
        }
        return !id.isEmpty();
    }

    /** Whether a packet to one of these addresses of the VPC is not routed by the local route. */
    boolean leavesLocalRoute(String subnetId, String... addresses) {
        JsonNode routes = tableOf(find("Subnets", "SubnetId", subnetId)).get("Routes");
        return Stream.of(addresses)
                .map(address -> best(routes, new Packet(32, Packet.number(address), 6, 443)))
                .anyMatch(route -> !route.path("GatewayId").asText().equals("local"));
    }

    private Fate leave(JsonNode subnet, Packet packet, Sender sender, int hops) {
        if (hops > MAX_HOPS) {
            return Fate.UNKNOWABLE;
        }
        if (!passesAcl(subnet, packet)) {
            return Fate.DROPPED;
        }
        JsonNode route = best(tableOf(subnet).get("Routes"), packet);
        return route == null || route.path("State").asText().equals("blackhole")
                ? Fate.DROPPED
                : follow(route, subnet, packet, sender, hops + 1);
    }

    private Fate follow(JsonNode route, JsonNode subnet, Packet packet, Sender sender, int hops) {
        String vpc = subnet.get("VpcId").asText();
        if (route.has("NatGatewayId")) {
            return nat(
                    find(
                            "NatGateways",
                            "NatGatewayId",
                            route.get("NatGatewayId").asText()),
                    packet,
                    hops);
        }
        if (route.has("TransitGatewayId")) {
            return transit(route.get("TransitGatewayId").asText(), vpc, packet, hops);
        }
        if (route.has("EgressOnlyInternetGatewayId")) {
            JsonNode gateway = find(
                    "EgressOnlyInternetGateways",
                    "EgressOnlyInternetGatewayId",
                    route.get("EgressOnlyInternetGatewayId").asText());
            boolean out = packet.bits() == 128
                    && attached(gateway, vpc)
                    && (sender.kind().equals("interface") || sender.kind().equals("relay"))
                    && publicIpv6(subnet)
                    && !blocked(vpc, sender.subnet(), true);
            return out ? Fate.OUT : Fate.DROPPED;
        }
        String gateway = route.path("GatewayId").asText();
        if (gateway.startsWith("igw-")) {
            boolean addressed = sender.kind().equals("interface")
                    ? packet.bits() == 128 ? publicIpv6(subnet) : publicIpv4(subnet)
                    : sender.kind().equals("relay") && packet.bits() == 128 ? publicIpv6(subnet) : sender.isPublic();
            boolean out = attached(find("InternetGateways", "InternetGatewayId", gateway), vpc)
                    && addressed
                    && !blocked(vpc, sender.subnet(), sender.kind().equals("nat"));
            return out ? Fate.OUT : Fate.DROPPED;
        }
        // A peer takes packets to its own addresses alone, and none of these is public here.
        return gateway.equals("local") || route.has("VpcPeeringConnectionId") ? Fate.DROPPED : Fate.UNKNOWABLE;
    }

    private Fate nat(JsonNode nat, Packet packet, int hops) {
        boolean known = packet.protocol() == 1 || packet.protocol() == 6 || packet.protocol() == 17;
        if (nat.get("State").asText().equals("deleted") || packet.bits() == 128 && !packet.isNat64() || !known) {
            return Fate.DROPPED;
        }
        JsonNode subnet = find("Subnets", "SubnetId", nat.get("SubnetId").asText());
        boolean isPublic = !nat.path("ConnectivityType").asText().equals("private");
        return leave(subnet, packet.translated(), new Sender("nat", isPublic, subnet), hops);
    }

    private Fate transit(String gateway, String vpc, Packet packet, int hops) {
        for (JsonNode attachment : network.get("TransitGatewayAttachments")) {
            if (attachment.get("TransitGatewayId").asText().equals(gateway)
                    && attachment.get("ResourceId").asText().equals(vpc)) {
                return routedBy(
                        attachment.at("/Association/TransitGatewayRouteTableId").asText(), packet, hops);
            }
        }
        return Fate.UNKNOWABLE;
    }

    private Fate routedBy(String table, Packet packet, int hops) {
        if (hops > MAX_HOPS) {
            return Fate.UNKNOWABLE;
        }
        JsonNode route = best(
                find("TransitGatewayRouteTables", "TransitGatewayRouteTableId", table)
                        .get("Routes"),
                packet);
        if (route == null || route.get("State").asText().equals("blackhole")) {
            return Fate.DROPPED;
        }
        JsonNode target = route.at("/TransitGatewayAttachments/0");
        String id = target.get("TransitGatewayAttachmentId").asText();
        if (target.get("ResourceType").asText().equals("peering")) {
            String peer = target.get("ResourceId").asText();
            for (JsonNode attachment : network.get("TransitGatewayAttachments")) {
                if (attachment.get("TransitGatewayAttachmentId").asText().equals(id)
                        && attachment.get("TransitGatewayId").asText().equals(peer)) {
                    return routedBy(
                            attachment
                                    .at("/Association/TransitGatewayRouteTableId")
                                    .asText(),
                            packet,
                            hops + 1);
                }
            }
            return Fate.UNKNOWABLE;
        }
        if (!target.get("ResourceType").asText().equals("vpc")) {
            return Fate.UNKNOWABLE;
        }
        JsonNode subnet = find(
                "Subnets",
                "SubnetId",
                find("TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", id)
                        .at("/SubnetIds/0")
                        .asText());
        return leave(subnet, packet, new Sender("transit", false, subnet), hops + 1);
    }

    /** The longest match; among equals local, static, by prefix list, propagated, of these to a VPC. */
    JsonNode best(JsonNode routes, Packet packet) {
        JsonNode best = null;
        int score = -1;
        for (JsonNode route : routes) {
            String list = route.path("DestinationPrefixListId").asText();
            if (!list.isEmpty()) {
                for (JsonNode cidr : find("PrefixLists", "PrefixListId", list).get("Cidrs")) {
                    int candidate = score(cidr.asText(), 2, packet);
                    if (candidate > score) {
                        score = candidate;
                        best = route;
                    }
                }
                continue;
            }
            String cidr = route.path("DestinationCidrBlock")
                    .asText(route.path("DestinationIpv6CidrBlock").asText());
            boolean propagated = route.path("Origin").asText().equals("EnableVgwRoutePropagation")
                    || route.path("Type").asText().equals("propagated");
            int candidate = score(
                    cidr,
                    route.path("GatewayId").asText().equals("local") ? 4 : propagated ? preference(route) : 3,
                    packet);
            if (candidate > score) {
                score = candidate;
                best = route;
            }
        }
        return best;
    }

    /** Among propagated routes of a transit gateway that of a VPC wins. */
    private static int preference(JsonNode propagated) {
        return propagated
                        .at("/TransitGatewayAttachments/0/ResourceType")
                        .asText()
                        .equals("vpc")
                ? 1
                : 0;
    }

    private static int score(String cidr, int preference, Packet packet) {
        return packet.isIn(cidr) ? Integer.parseInt(cidr.split("/")[1]) * 8 + preference : -1;
    }

    private boolean passesAcl(JsonNode subnet, Packet packet) {
        return passesAcl(subnet, packet, true);
    }

    /** Whether the ACL of the subnet lets a packet out; or in, from the address that stands in the destination. */
    boolean passesAcl(JsonNode subnet, Packet packet, boolean egress) {
        JsonNode acl = associated("NetworkAcls", subnet, "IsDefault");
        int first = Integer.MAX_VALUE;
        boolean allowed = false;
        for (JsonNode entry : acl.get("Entries")) {
            String cidr =
                    entry.path("CidrBlock").asText(entry.path("Ipv6CidrBlock").asText());
            if (entry.get("Egress").asBoolean() == egress
                    && entry.get("RuleNumber").asInt() < first
                    && packet.isIn(cidr)
                    && matches(
                            entry.get("Protocol").asText(),
                            entry.path("PortRange").path("From"),
                            entry.path("PortRange").path("To"),
                            packet)) {
                first = entry.get("RuleNumber").asInt();
                allowed = entry.get("RuleAction").asText().equals("allow");
            }
        }
        return allowed;
    }

    private boolean passesGroup(JsonNode group, Packet packet) {
        for (JsonNode rule : group.get("IpPermissionsEgress")) {
            if (!matches(rule.get("IpProtocol").asText(), rule.path("FromPort"), rule.path("ToPort"), packet)) {
                continue;
            }
            for (JsonNode range : rule.path("IpRanges")) {
                if (packet.isIn(range.get("CidrIp").asText())) {
                    return true;
                }
            }
            for (JsonNode range : rule.path("Ipv6Ranges")) {
                if (packet.isIn(range.get("CidrIpv6").asText())) {
                    return true;
                }
            }
            for (JsonNode list : rule.path("PrefixListIds")) {
                for (JsonNode cidr : find(
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

    static boolean matches(String protocol, JsonNode from, JsonNode to, Packet packet) {
        return switch (protocol) {
            case "-1" -> true;
            case "6", "tcp" ->
                packet.protocol() == 6
                        && (from.isMissingNode() || from.asInt() <= packet.port() && packet.port() <= to.asInt());
            case "17", "udp" ->
                packet.protocol() == 17
                        && (from.isMissingNode() || from.asInt() <= packet.port() && packet.port() <= to.asInt());
            default -> Integer.parseInt(protocol) == packet.protocol();
        };
    }

    JsonNode tableOf(JsonNode subnet) {
        return associated("RouteTables", subnet, "Main");
    }

    private JsonNode associated(String key, JsonNode subnet, String defaultFlag) {
        JsonNode fallback = null;
        for (JsonNode resource : network.get(key)) {
            for (JsonNode association : resource.get("Associations")) {
                if (association
                        .path("SubnetId")
                        .asText()
                        .equals(subnet.get("SubnetId").asText())) {
                    return resource;
                }
                if (association.path(defaultFlag).asBoolean()
                        && resource.get("VpcId").equals(subnet.get("VpcId"))) {
                    fallback = resource;
                }
            }
            if (resource.path(defaultFlag).asBoolean() && resource.get("VpcId").equals(subnet.get("VpcId"))) {
                fallback = resource;
            }
        }
        return fallback;
    }

    private boolean publicIpv4(JsonNode subnet) {
        if (subnet.get("MapPublicIpOnLaunch").asBoolean()) {
            return true;
        }
        for (JsonNode networkInterface : network.get("NetworkInterfaces")) {
            if (networkInterface.get("SubnetId").equals(subnet.get("SubnetId"))
                    && networkInterface.at("/Association/PublicIp").isTextual()) {
                return true;
            }
        }
        return false;
    }

    private static boolean publicIpv6(JsonNode subnet) {
        for (JsonNode block : subnet.get("Ipv6CidrBlockAssociationSet")) {
            if (block.get("Ipv6CidrBlock").asText().startsWith("26")) {
                return true;
            }
        }
        return false;
    }

    private static boolean attached(JsonNode gateway, String vpc) {
        for (JsonNode attachment : gateway.get("Attachments")) {
            if (attachment.get("VpcId").asText().equals(vpc)) {
                return true;
            }
        }
        return false;
    }

    private boolean blocked(String vpc, JsonNode subnet, boolean outboundOnly) {
        String mode = network.at("/VpcBlockPublicAccessOptions/InternetGatewayBlockMode")
                .asText();
        for (JsonNode exclusion : network.path("VpcBlockPublicAccessExclusions")) {
            String arn = exclusion.get("ResourceArn").asText();
            if (arn.endsWith("/" + vpc)
                    || arn.endsWith("/" + subnet.get("SubnetId").asText())) {
                return false;
            }
        }
        return mode.equals("block-bidirectional") || mode.equals("block-ingress") && !outboundOnly;
    }

    JsonNode find(String key, String idField, String id) {
        for (JsonNode resource : network.get(key)) {
            if (resource.get(idField).asText().equals(id)) {
                return resource;
            }
        }
        throw new IllegalStateException(key + " holds no " + id);
    }
}
