package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Amazon EC2's network, in the documents that {@code aws ec2 describe-...} prints: what a test does not give is an
 * empty list.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html">Amazon EC2 API Reference</a>
 */
final class Ec2 implements Service {

    private static final int PAGE = 1_000;
    private static final int MAX_FILTER_VALUES = 200;

    /** Where the value lies that a filter asks for. */
    private static final Map<String, List<String>> FILTERS = Map.of(
            "vpc-id", List.of("VpcId"),
            "subnet-id", List.of("SubnetId"),
            "group-id", List.of("GroupId"),
            "transit-gateway-id", List.of("TransitGatewayId"),
            "prefix-list-id", List.of("PrefixListId"),
            "attachment.vpc-id", List.of("Attachments", "VpcId"));

    /** Operations whose list is not called as they are. */
    private static final Map<String, String> KEYS = Map.of(
            "DescribeVpcEndpointServiceConfigurations", "ServiceConfigurations",
            "DescribeManagedPrefixLists", "PrefixLists");

    private final Map<String, ArrayNode> lists = new TreeMap<>();
    private ObjectNode blockPublicAccess = Json.MAPPER
            .createObjectNode()
            .put("AwsAccountId", AwsAccount.ID)
            .put("AwsRegion", AwsAccount.REGION)
            .put("InternetGatewayBlockMode", "off")
            .put("State", "default-state");
    private final Pages pages;

    Ec2(Pages pages) {
        this.pages = pages;
    }

    /** The list of this top-level key, to change. */
    ArrayNode list(String key) {
        return lists.computeIfAbsent(key, k -> Json.MAPPER.createArrayNode());
    }

    /** Adds what a document of the AWS CLI holds. */
    void add(JsonNode document) {
        document.properties().forEach(entry -> {
            if (entry.getKey().equals("VpcBlockPublicAccessOptions")) {
                blockPublicAccess = (ObjectNode) entry.getValue();
            } else {
                entry.getValue().forEach(list(entry.getKey())::add);
            }
        });
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (operation.equals("DescribeVpcBlockPublicAccessOptions")) {
            return Json.MAPPER.createObjectNode().set("VpcBlockPublicAccessOptions", blockPublicAccess);
        }
        if (operation.equals("GetManagedPrefixListEntries")) {
            return pages.of(
                    operation,
                    "Entries",
                    entries(request.path("PrefixListId").asText()),
                    request,
                    Pages.Names.UPPER,
                    PAGE);
        }
        if (operation.equals("DescribeInstanceTypes")) {
            return Json.MAPPER.createObjectNode().set("InstanceTypes", instanceTypes(request.path("InstanceType")));
        }
        if (operation.equals("DescribeVpcAttribute")) {
            ObjectNode attribute = Json.MAPPER.createObjectNode();
            attribute.set("VpcId", request.path("VpcId"));
            attribute.putObject("EnableDnsSupport").put("Value", true);
            return attribute;
        }
        if (operation.startsWith("GetRouteServer")) {
            String of = operation.substring("Get".length());
            return Json.MAPPER.createObjectNode().set(of, having(of, "RouteServerId", request.path("RouteServerId")));
        }
        if (operation.equals("DescribeClientVpnTargetNetworks")) {
            String of = "ClientVpnTargetNetworks";
            return Json.MAPPER
                    .createObjectNode()
                    .set(of, having(of, "ClientVpnEndpointId", request.path("ClientVpnEndpointId")));
        }
        if (!operation.startsWith("Describe")) {
            throw AwsError.badRequest(
                    "InvalidAction", "The action " + operation + " is not valid for this web service.");
        }
        String key = KEYS.getOrDefault(operation, operation.substring("Describe".length()));
        List<JsonNode> found = new ArrayList<>();
        list(key).forEach(found::add);
        // A call of its own tells the entries of a prefix list.
        found.replaceAll(element -> ((ObjectNode) element).deepCopy().without("Cidrs"));
        request.path("Filter").forEach(Ec2::check);
        request.path("Filter").forEach(filter -> found.removeIf(element -> !matches(element, filter)));
        return pages.of(operation, key, found, request, Pages.Names.UPPER, PAGE);
    }

    /** EC2 refuses a call that names one that the Region does not have. */
    private ArrayNode instanceTypes(JsonNode names) {
        ArrayNode found = Json.MAPPER.createArrayNode();
        for (JsonNode name : names) {
            JsonNode type = list("InstanceTypes")
                    .valueStream()
                    .filter(one -> one.path("InstanceType").equals(name))
                    .findFirst()
                    .orElseThrow(() -> AwsError.badRequest(
                            "InvalidInstanceType",
                            "The following supplied instance types do not exist: [" + name.asText() + "]"));
            found.add(type);
        }
        return found;
    }

    private ArrayNode having(String key, String member, JsonNode value) {
        ArrayNode found = Json.MAPPER.createArrayNode();
        list(key)
                .valueStream()
                .filter(element -> element.path(member).equals(value))
                .forEach(found::add);
        return found;
    }

    private List<JsonNode> entries(String prefixListId) {
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode prefixList : list("PrefixLists")) {
            if (prefixList.path("PrefixListId").asText().equals(prefixListId)) {
                prefixList
                        .path("Cidrs")
                        .forEach(cidr ->
                                entries.add(Json.MAPPER.createObjectNode().put("Cidr", cidr.asText())));
                return entries;
            }
        }
        throw AwsError.badRequest(
                "InvalidPrefixListID.NotFound", "The prefix list ID '" + prefixListId + "' does not exist");
    }

    /** @throws AwsError if EC2 has no such filter, or takes no filter with so many values */
    private static void check(JsonNode filter) {
        if (!FILTERS.containsKey(filter.path("Name").asText())) {
            throw AwsError.badRequest(
                    "InvalidParameterValue",
                    "The filter '" + filter.path("Name").asText() + "' is invalid");
        }
        if (filter.path("Value").size() > MAX_FILTER_VALUES) {
            throw AwsError.badRequest(
                    "FilterLimitExceeded", "The maximum number of filter values specified on a single call is 200");
        }
    }

    private static boolean matches(JsonNode element, JsonNode filter) {
        List<String> path = FILTERS.get(filter.path("Name").asText());
        Set<String> wanted = new HashSet<>();
        filter.path("Value").forEach(value -> wanted.add(value.asText()));
        return path.size() == 1
                ? wanted.contains(element.path(path.getFirst()).asText())
                : element.path(path.getFirst()).findValuesAsText(path.getLast()).stream()
                        .anyMatch(wanted::contains);
    }
}
