package hyperpod.rig.sandbox.simulator.tagging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.Page;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.model.ConstraintViolation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * GetResources of the Resource Groups Tagging API (API Reference, 2017-01-26), over the resources that are imitated
 * here. The last page has an empty token, as AWS's has, and not none, as its reference says.
 */
public final class ResourceGroupsTagging implements ControlPlane {

    private static final String GET_RESOURCES = "GetResources";
    private static final Set<String> TYPES =
            Set.of("sagemaker", "sagemaker:cluster", "fsx", "fsx:file-system", "fsx:association");
    private static final int PAGE = 10;
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TYPES = 100;

    private final TagIndex index;

    /** Over what this index knows. */
    public ResourceGroupsTagging(TagIndex index) {
        this.index = index;
    }

    @Override
    public String model() {
        return "resourcegroupstaggingapi/2017-01-26";
    }

    @Override
    public Set<String> operations() {
        return Set.of(GET_RESOURCES);
    }

    @Override
    public Set<String> subnets(String operation, ObjectNode request) {
        return Set.of();
    }

    @Override
    public ObjectNode execute(String operation, ObjectNode request, Instant now) {
        check(request);
        Set<String> arns = texts(request.path("ResourceARNList"));
        Set<String> types = texts(request.path("ResourceTypeFilters"));
        Map<String, ArrayNode> found = new LinkedHashMap<>();
        index.at(now).forEach((arn, tags) -> {
            if ((arns.isEmpty() || arns.contains(arn))
                    && (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, arn)))
                    && request.path("TagFilters").valueStream().allMatch(filter -> matches(filter, tags))) {
                found.put(arn, tags);
            }
        });
        Page<String> page = page(List.copyOf(found.keySet()), request);
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("PaginationToken", page.nextToken().orElse(""));
        ArrayNode mappings = response.putArray("ResourceTagMappingList");
        page.items().forEach(arn -> mappings.addObject().put("ResourceARN", arn).set("Tags", found.get(arn)));
        return response;
    }

    private static void check(ObjectNode request) {
        boolean paged = request.has("ResourcesPerPage") || request.has("TagsPerPage") || request.has("PaginationToken");
        refuse(
                request.has("ResourceARNList")
                        && (paged || request.has("TagFilters") || request.has("ResourceTypeFilters")),
                "ResourceARNList cannot be specified with TagFilters, ResourceTypeFilters or pagination parameters.");
        int perPage = request.path("ResourcesPerPage").asInt(1);
        refuse(perPage < 1 || perPage > LARGEST_PAGE, "ResourcesPerPage must be 1 to " + LARGEST_PAGE + ".");
        refuse(request.has("TagsPerPage"), "The simulator does not imitate TagsPerPage; AWS recommends the other.");
        refuse(
                request.path("IncludeComplianceDetails").asBoolean()
                        || request.path("ExcludeCompliantResources").asBoolean(),
                "The simulator does not imitate tag policies.");
        refuse(
                request.path("TagFilters").valueStream().anyMatch(filter -> !filter.has("Key")),
                "A TagFilter must contain a Key.");
        refuse(request.path("ResourceTypeFilters").size() > MOST_TYPES, "There can be at most 100 resource types.");
        texts(request.path("ResourceTypeFilters"))
                .forEach(type -> refuse(!TYPES.contains(type), "Unsupported resource type: " + type));
    }

    private static boolean isOf(String type, String arn) {
        String[] parts = arn.split(":", 6);
        String service = parts[2];
        return type.equals(service) || type.equals(service + ":" + parts[5].split("/", 2)[0]);
    }

    private static boolean matches(JsonNode filter, ArrayNode tags) {
        Set<String> values = texts(filter.path("Values"));
        return tags.valueStream()
                .anyMatch(tag -> tag.path("Key").equals(filter.path("Key"))
                        && (values.isEmpty()
                                || values.contains(tag.path("Value").asText())));
    }

    private static Page<String> page(List<String> arns, ObjectNode request) {
        ObjectNode asked = request.deepCopy();
        asked.remove(List.of("PaginationToken", "ResourcesPerPage"));
        if (!request.path("PaginationToken").asText().isEmpty()) {
            asked.set("NextToken", request.path("PaginationToken"));
        }
        if (request.has("ResourcesPerPage")) {
            asked.set("MaxResults", request.path("ResourcesPerPage"));
        }
        try {
            return Page.of(arns, GET_RESOURCES, asked, PAGE);
        } catch (Page.InvalidTokenException e) {
            throw refusal("Invalid PaginationToken: " + e.getMessage());
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void refuse(boolean refused, String message) {
        if (refused) {
            throw refusal(message);
        }
    }

    private static ServiceException refusal(String message) {
        return new ServiceException("InvalidParameterException", message);
    }

    @Override
    public ServiceException invalid(List<ConstraintViolation> violations) {
        return refusal(ConstraintViolation.message(violations));
    }

    /** It has no resources of its own. */
    @Override
    public JsonNode state() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
