package hyperpod.rig.egress.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.egress.snapshot.DhcpOptions;
import hyperpod.rig.egress.snapshot.FirewallRuleGroupAssociation;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkAcl;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ProtocolPorts;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.RouteTargetKind;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.Vpc;
import hyperpod.rig.egress.snapshot.VpcEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts into words what the resources of a snapshot say. It judges nothing: what it quotes, the analysis has judged. */
final class BarrierReader {

    /** Values of a policy that a sentence quotes; the whole document stands beside it. */
    private static final int QUOTED = 6;
    /** AWS's own rule at the end of each network ACL, which denies what no other matches. */
    private static final int LAST_RULE = 32_767;

    private final NetworkSnapshot network;
    /** What does not depend on the subnet is read once, however many subnets there are. */
    private final Map<String, List<Barrier>> read = new HashMap<>();

    BarrierReader(NetworkSnapshot network) {
        this.network = network;
    }

    List<Barrier> barriers(Subnet subnet, Collection<String> securityGroupIds) {
        List<Barrier> barriers = new ArrayList<>();
        network.effectiveRouteTable(subnet)
                .ifPresent(table -> barriers.addAll(once(table.routeTableId(), () -> List.of(routes(table)))));
        addresses(subnet).ifPresent(barriers::add);
        if (securityGroupIds.isEmpty()) {
            barriers.add(new Barrier("Security groups", "none", "none was given: the layer counts as open"));
        }
        securityGroupIds.stream()
                .sorted()
                .flatMap(id -> network.securityGroup(id).stream())
                .forEach(group -> barriers.addAll(once(group.groupId(), () -> List.of(group(group)))));
        network.effectiveNetworkAcl(subnet)
                .ifPresent(acl -> barriers.addAll(once(acl.networkAclId(), () -> List.of(acl(acl)))));
        barriers.addAll(once(subnet.vpcId(), () -> ofVpc(subnet.vpcId())));
        return barriers;
    }

    private List<Barrier> once(String id, Supplier<List<Barrier>> reading) {
        List<Barrier> known = read.get(id);
        if (known == null) {
            known = reading.get();
            read.put(id, known);
        }
        return known;
    }

    private Barrier routes(RouteTable table) {
        String local = table.routes().stream()
                .filter(route -> route.targetKind() == RouteTargetKind.LOCAL)
                .map(route -> route.destination().text())
                .collect(Collectors.joining(", "));
        List<String> others = table.routes().stream()
                .filter(route -> route.targetKind() != RouteTargetKind.LOCAL)
                .map(this::route)
                .toList();
        return new Barrier(
                "Routes",
                table.routeTableId(),
                "routes within the VPC (" + local + ")"
                        + (others.isEmpty() ? " and no other" : ", and " + String.join("; ", others)));
    }

    private String route(Route route) {
        String target = network.isGatewayEndpoint(route.targetId()) ? "the gateway endpoint " : "";
        return route.destination().text() + " to " + target + route.targetId()
                + (route.blackhole() ? ", a blackhole" : "") + (route.propagated() ? ", propagated" : "");
    }

    private Optional<Barrier> addresses(Subnet subnet) {
        boolean none = !subnet.mapPublicIpOnLaunch()
                && network.holds(ResourceKind.NETWORK_INTERFACE)
                && network.networkInterfacesIn(subnet.subnetId()).stream()
                        .allMatch(each -> each.publicIpv4().isEmpty());
        return none
                ? Optional.of(new Barrier(
                        "Public addresses",
                        "none",
                        "no interface has a public IPv4 address, and none gets one on launch"))
                : Optional.empty();
    }

    private static Barrier group(SecurityGroup group) {
        return new Barrier(
                "Security groups",
                group.groupId(),
                "Outbound: " + rules(group, group.egress(), " to ") + ". Inbound: "
                        + rules(group, group.ingress(), " from "));
    }

    private static String rules(SecurityGroup group, List<IpPermission> rules, String direction) {
        return rules.isEmpty()
                ? "nothing"
                : rules.stream()
                        .map(rule -> traffic(rule.traffic()) + direction + peers(group, rule))
                        .collect(Collectors.joining("; "));
    }

    private static String peers(SecurityGroup group, IpPermission rule) {
        String peers = Stream.of(
                        rule.blocks().stream(),
                        rule.prefixListIds().stream(),
                        rule.groupIds().stream().map(id -> id.equals(group.groupId()) ? "itself" : id))
                .flatMap(each -> each)
                .collect(Collectors.joining(", "));
        return peers.isEmpty() ? "nobody" : peers;
    }

    private static String traffic(ProtocolPorts traffic) {
        if (traffic.protocol() == ProtocolPorts.EVERY_PROTOCOL) {
            return "all traffic";
        }
        boolean ports = traffic.firstPort() != 0 || traffic.lastPort() != ProtocolPorts.LAST_PORT;
        String range = traffic.firstPort() == traffic.lastPort()
                ? "" + traffic.firstPort()
                : traffic.firstPort() + "-" + traffic.lastPort();
        return traffic.protocolText() + (ports && !traffic.protocolText().startsWith("icmp") ? " " + range : "");
    }

    private static Barrier acl(NetworkAcl acl) {
        String rules = acl.egress().stream()
                .filter(rule -> rule.ruleNumber() < LAST_RULE)
                .map(rule -> rule.ruleNumber() + (rule.allow() ? " allows " : " denies ") + traffic(rule.traffic())
                        + " to " + String.join(", ", rule.addresses().blocks()))
                .collect(Collectors.joining("; "));
        return new Barrier(
                "Network ACL",
                acl.networkAclId(),
                "Outbound: " + (rules.isEmpty() ? "everything is denied" : rules + "; everything else is denied"));
    }

    private List<Barrier> ofVpc(String vpcId) {
        List<Barrier> barriers = new ArrayList<>();
        network.vpcEndpointsIn(vpcId).forEach(endpoint -> barriers.add(endpoint(endpoint)));
        network.vpc(vpcId)
                .flatMap(Vpc::dhcpOptionsId)
                .flatMap(network::dhcpOptions)
                .map(BarrierReader::resolver)
                .ifPresent(barriers::add);
        network.all(ResourceKind.FIREWALL_RULE_GROUP_ASSOCIATION, FirewallRuleGroupAssociation.class).stream()
                .filter(association -> association.vpcId().equals(vpcId) && association.complete())
                .map(BarrierReader::firewall)
                .forEach(barriers::add);
        return barriers;
    }

    private static Barrier resolver(DhcpOptions options) {
        return new Barrier(
                "Names", options.dhcpOptionsId(), "asked of " + String.join(", ", options.domainNameServers()));
    }

    private static Barrier firewall(FirewallRuleGroupAssociation association) {
        return new Barrier("Names", association.id(), "a rule group of DNS Firewall is in force");
    }

    private static Barrier endpoint(VpcEndpoint endpoint) {
        String to = "to " + (endpoint.serviceName().isEmpty() ? "an unnamed service" : endpoint.serviceName()) + ", ";
        return new Barrier(
                "Endpoint policy",
                endpoint.vpcEndpointId(),
                to + endpoint.policyDocument().map(BarrierReader::limits).orElse("without a policy"),
                endpoint.policyDocument().map(BarrierReader::pretty));
    }

    /** The accounts, organizations and resources that a policy writes out. */
    private static String limits(String policy) {
        List<String> limits = new ArrayList<>();
        JsonNode document;
        try {
            document = JsonReport.MAPPER.readTree(policy);
        } catch (JsonProcessingException e) {
            return "with a policy that is not JSON";
        }
        for (JsonNode statement : listed(document.path("Statement"))) {
            String effect = statement.path("Effect").asText() + " ";
            statement
                    .path("Condition")
                    .forEach(keys -> keys.properties()
                            .forEach(key -> listed(key.getValue())
                                    .forEach(value -> limits.add(effect + key.getKey() + " " + value.asText()))));
            listed(statement.path("Resource")).stream()
                    .map(JsonNode::asText)
                    .filter(resource -> !resource.equals("*"))
                    .forEach(resource -> limits.add(effect + resource));
        }
        List<String> distinct = limits.stream().distinct().toList();
        String shown = distinct.stream().limit(QUOTED).collect(Collectors.joining("; "));
        return distinct.isEmpty()
                ? "with a policy that names no account and no resource"
                : "whose policy says " + shown + (distinct.size() > QUOTED ? "; and more" : "");
    }

    private static List<JsonNode> listed(JsonNode oneOrMany) {
        if (oneOrMany.isArray()) {
            return oneOrMany.valueStream().toList();
        }
        return oneOrMany.isMissingNode() ? List.of() : List.of(oneOrMany);
    }

    private static String pretty(String policy) {
        try {
            return JsonReport.MAPPER.readTree(policy).toPrettyString();
        } catch (JsonProcessingException e) {
            return policy;
        }
    }
}
