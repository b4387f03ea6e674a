package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Route 53 Resolver with its DNS Firewall, and Route 53 Profiles, in the documents that {@code aws route53resolver
 * list-...} prints: what a test does not give is an empty list. Domains are by list: {@code {"FirewallDomainListId":
 * ..., "Domain": ...}}.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html">
 *     Route 53 Resolver API Reference</a>
 */
final class Route53Resolver implements Service {

    private static final int PAGE = 100;

    /** The lists of one thing alone, and the member that names it in the request and in the elements. */
    private static final Map<String, String> OF_ONE = Map.of(
            "FirewallRuleGroupAssociations", "VpcId",
            "FirewallRules", "FirewallRuleGroupId",
            "FirewallDomains", "FirewallDomainListId");

    private final Ec2 network;
    private final Pages pages;

    /** @param network holds the lists of all that a network has */
    Route53Resolver(Ec2 network, Pages pages) {
        this.network = network;
        this.pages = pages;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!operation.startsWith("List")) {
            throw AwsError.unknownOperation(operation);
        }
        String key = operation.substring("List".length());
        List<JsonNode> found = new ArrayList<>();
        network.list(key).forEach(found::add);
        String member = OF_ONE.getOrDefault(key, "");
        if (request.hasNonNull(member)) {
            found.removeIf(element -> !element.path(member).equals(request.get(member)));
        }
        request.path("Filters")
                .forEach(filter -> found.removeIf(element -> filter.path("Values")
                        .valueStream()
                        .noneMatch(value ->
                                value.equals(element.path(filter.path("Name").asText())))));
        ObjectNode page = pages.of(operation, key, found, request, Pages.Names.UPPER, PAGE);
        if (key.equals("FirewallDomains")) {
            page.set(
                    "Domains",
                    Json.MAPPER
                            .createArrayNode()
                            .addAll(page.remove(key)
                                    .valueStream()
                                    .map(domain -> domain.get("Domain"))
                                    .toList()));
        }
        return page;
    }
}
