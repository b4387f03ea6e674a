package hyperpod.rig.sandbox.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much of EC2's query protocol as the simulator speaks: subnets and groups made by the test, interfaces by calls.
 */
final class RecordingEc2 implements AutoCloseable {

    /** An interface that exists. */
    record Interface(String id, String subnetId, Set<String> groups, String description) {}

    private record Group(String vpcId, String rulesXml, boolean isDefault) {}

    private record Subnet(String vpcId, String cidr) {}

    private final HttpServer http;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, Subnet> subnets = new ConcurrentHashMap<>();
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Map<String, Interface> interfaces = new ConcurrentHashMap<>();
    private final Set<String> full = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    RecordingEc2() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
        http.createContext("/", this::handle);
        http.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    String id(String prefix) {
        return prefix + "-" + String.format("%017x", ids.incrementAndGet());
    }

    String subnet(String vpcId) {
        String id = id("subnet");
        subnets.put(id, new Subnet(vpcId, "10.1." + ids.get() % 256 + ".0/24"));
        return id;
    }

    /** A group that lets itself pass, both ways. */
    String openGroup(String vpcId) {
        String id = id("sg");
        groups.put(id, new Group(vpcId, itself("ipPermissions", id) + itself("ipPermissionsEgress", id), false));
        return id;
    }

    /** A group whose rules are these TCP port ranges from and to a CIDR block. */
    String group(String vpcId, String cidr, List<String> inboundPorts, List<String> outboundPorts) {
        String id = id("sg");
        groups.put(
                id,
                new Group(
                        vpcId,
                        tcp("ipPermissions", cidr, inboundPorts) + tcp("ipPermissionsEgress", cidr, outboundPorts),
                        false));
        return id;
    }

    void defaultGroup(String vpcId) {
        String id = id("sg");
        groups.put(id, new Group(vpcId, itself("ipPermissions", id) + itself("ipPermissionsEgress", id), true));
    }

    /** From now on the subnet has no free address. */
    void fill(String subnetId) {
        full.add(subnetId);
    }

    /** The next interface in this subnet is not made: EC2 fails. */
    void failOnce(String subnetId) {
        failing.add(subnetId);
    }

    List<Interface> interfacesIn(String subnetId) {
        return interfaces.values().stream()
                .filter(made -> made.subnetId().equals(subnetId))
                .toList();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> call = Stream.of(
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
            Reply reply = reply(call);
            byte[] body = reply.xml().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private record Reply(int status, String xml) {}

    private Reply reply(Map<String, String> call) {
        return switch (call.get("Action")) {
            case "DescribeSubnets" -> {
                String id = call.get("SubnetId.1");
                yield subnets.containsKey(id)
                        ? ok("DescribeSubnets", "<subnetSet><item>" + subnetXml(id) + "</item></subnetSet>")
                        : error(400, "InvalidSubnetID.NotFound");
            }
            case "DescribeSecurityGroups" -> {
                if (!call.containsKey("GroupId.1")) {
                    String defaults = groups.entrySet().stream()
                            .filter(g -> g.getValue().isDefault()
                                    && g.getValue().vpcId().equals(call.get("Filter.1.Value.1")))
                            .map(g -> groupXml(g.getKey()))
                            .collect(Collectors.joining());
                    yield ok("DescribeSecurityGroups", "<securityGroupInfo>" + defaults + "</securityGroupInfo>");
                }
                String id = call.get("GroupId.1");
                yield groups.containsKey(id)
                        ? ok("DescribeSecurityGroups", "<securityGroupInfo>" + groupXml(id) + "</securityGroupInfo>")
                        : error(400, "InvalidGroup.NotFound");
            }
            case "CreateNetworkInterface" -> create(call);
            case "DeleteNetworkInterface" ->
                interfaces.remove(call.get("NetworkInterfaceId")) == null
                        ? error(400, "InvalidNetworkInterfaceID.NotFound")
                        : ok("DeleteNetworkInterface", "<return>true</return>");
            default -> error(400, "UnknownAction");
        };
    }

    private Reply create(Map<String, String> call) {
        String subnetId = call.get("SubnetId");
        if (failing.remove(subnetId)) {
            return error(500, "InternalError");
        }
        if (full.contains(subnetId)) {
            return error(400, "InsufficientFreeAddressesInSubnet");
        }
        String id = id("eni");
        Set<String> asked = call.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("SecurityGroupId."))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        interfaces.put(id, new Interface(id, subnetId, asked, call.get("Description")));
        String address = subnets.get(subnetId).cidr().replace("0/24", "") + (4 + ids.get() % 250);
        return ok(
                "CreateNetworkInterface",
                "<networkInterface><networkInterfaceId>" + id + "</networkInterfaceId><privateIpAddress>" + address
                        + "</privateIpAddress></networkInterface>");
    }

    private String subnetXml(String id) {
        return "<subnetId>" + id + "</subnetId><vpcId>" + subnets.get(id).vpcId() + "</vpcId><cidrBlock>"
                + subnets.get(id).cidr()
                + "</cidrBlock><availabilityZone>us-east-1a</availabilityZone><availabilityZoneId>use1-az1</availabilityZoneId>";
    }

    private String groupXml(String id) {
        return "<item><groupId>" + id + "</groupId><vpcId>" + groups.get(id).vpcId() + "</vpcId>"
                + groups.get(id).rulesXml() + "</item>";
    }

    private static String itself(String direction, String id) {
        return "<" + direction + "><item><ipProtocol>-1</ipProtocol><groups><item><groupId>" + id
                + "</groupId></item></groups></item></" + direction + ">";
    }

    private static String tcp(String direction, String cidr, List<String> ports) {
        return ports.stream()
                .map(range -> range.split("-"))
                .map(range -> "<item><ipProtocol>tcp</ipProtocol><fromPort>" + range[0] + "</fromPort><toPort>"
                        + range[range.length - 1] + "</toPort><ipRanges><item><cidrIp>" + cidr
                        + "</cidrIp></item></ipRanges></item>")
                .collect(Collectors.joining("", "<" + direction + ">", "</" + direction + ">"));
    }

    private static Reply ok(String action, String content) {
        return new Reply(
                200,
                "<" + action + "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId>"
                        + content + "</" + action + "Response>");
    }

    private static Reply error(int status, String code) {
        return new Reply(
                status,
                "<Response><Errors><Error><Code>" + code + "</Code><Message>" + code
                        + " of the test</Message></Error></Errors>" + "<RequestID>r</RequestID></Response>");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
