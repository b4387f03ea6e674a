package hyperpod.rig.sandbox.simulator;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much of EC2, IAM, EKS, S3 and EventBridge as the simulator asks for: subnets and groups made by the test,
 * interfaces by calls; every role, EKS cluster and bucket is there and fit until the test says otherwise.
 */
final class RecordingAws implements AutoCloseable {

    /** An interface that exists. */
    record Interface(String id, String subnetId, Set<String> groups, String description) {}

    private record Group(String vpcId, String rulesXml, boolean isDefault) {}

    private record Subnet(String vpcId, String cidr, String zone) {}

    /** An event that SageMaker reported. */
    record Event(String source, String detailType, String resource, JsonNode detail) {}

    private final HttpServer http;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, Subnet> subnets = new ConcurrentHashMap<>();
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Map<String, Interface> interfaces = new ConcurrentHashMap<>();
    private final Set<String> full = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final RecordingIam iam = new RecordingIam();
    private final Map<String, String> eksClusters = new ConcurrentHashMap<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    RecordingAws() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
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
        return subnet(vpcId, "1");
    }

    /** A subnet in the zone of this number. */
    String subnet(String vpcId, String zone) {
        String id = id("subnet");
        subnets.put(id, new Subnet(vpcId, "10.1." + ids.get() % 256 + ".0/24", zone));
        return id;
    }

    RecordingIam iam() {
        return iam;
    }

    /** The EKS cluster or bucket of this name is not there. */
    void remove(String name) {
        missing.add(name);
    }

    /** The EKS cluster of this name has this status or authentication mode. */
    void eks(String name, String statusOrMode) {
        eksClusters.put(name, statusOrMode);
    }

    /** No interface is made in this subnet until it is released. */
    void hold(String subnetId) {
        held.put(subnetId, new CountDownLatch(1));
    }

    void release(String subnetId) {
        held.get(subnetId).countDown();
    }

    List<Event> events(String detailType) {
        return events.stream()
                .filter(event -> event.detailType().equals(detailType))
                .toList();
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
            String given = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            Reply reply = switch (exchange.getRequestMethod()) {
                case "HEAD" -> new Reply(missing.contains(path.substring(1)) ? 404 : 200, "");
                case "GET" -> eksCluster(path.substring(path.lastIndexOf('/') + 1));
                default -> given.startsWith("{") ? put(given) : reply(call(given));
            };
            byte[] body = reply.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", reply.text().startsWith("{") ? "application/json" : "text/xml");
            if (reply.status() == 404 && body.length > 0) {
                exchange.getResponseHeaders().set("x-amzn-ErrorType", "ResourceNotFoundException");
            }
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> call(String form) {
        return Stream.of(form.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
    }

    private Reply eksCluster(String name) {
        if (missing.contains(name)) {
            return new Reply(404, "{\"message\": \"No cluster found for name: " + name + ".\"}");
        }
        String how = eksClusters.getOrDefault(name, "ACTIVE");
        boolean mode = how.equals("CONFIG_MAP");
        return new Reply(200, """
                {"cluster": {"name": "%s", "arn": "arn:aws:eks:us-east-1:000000000000:cluster/%s", "status": "%s",
                 "accessConfig": {"authenticationMode": "%s"}, "resourcesVpcConfig": {}}}""".formatted(name, name, mode ? "ACTIVE" : how, mode ? how : "API"));
    }

    private Reply put(String given) {
        for (JsonNode entry : LocalAccount.parsed(given).path("Entries")) {
            events.add(new Event(
                    entry.path("Source").asText(),
                    entry.path("DetailType").asText(),
                    entry.at("/Resources/0").asText(),
                    LocalAccount.parsed(entry.path("Detail").asText())));
        }
        return new Reply(200, "{\"FailedEntryCount\": 0, \"Entries\": [{\"EventId\": \"e\"}]}");
    }

    record Reply(int status, String text) {}

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
            case "GetRole" -> iam.role(call.get("RoleName"));
            case "SimulatePrincipalPolicy" -> iam.simulated(call);
            default -> error(400, "UnknownAction");
        };
    }

    private Reply create(Map<String, String> call) {
        String subnetId = call.get("SubnetId");
        await(held.getOrDefault(subnetId, new CountDownLatch(0)));
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String subnetXml(String id) {
        return "<subnetId>" + id + "</subnetId><vpcId>" + subnets.get(id).vpcId() + "</vpcId><cidrBlock>"
                + subnets.get(id).cidr()
                + "</cidrBlock><availabilityZone>us-east-1"
                + (char) ('a' + Integer.parseInt(subnets.get(id).zone()) - 1)
                + "</availabilityZone><availabilityZoneId>use1-az"
                + subnets.get(id).zone() + "</availabilityZoneId>";
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

    static Reply ok(String action, String content) {
        return new Reply(
                200,
                "<" + action + "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">" + content
                        + "<requestId>r</requestId></" + action + "Response>");
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
