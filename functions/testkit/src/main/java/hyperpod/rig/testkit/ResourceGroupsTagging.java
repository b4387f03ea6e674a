package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The Resource Groups Tagging API over clusters and file systems, those that are gone included: AWS's shows "tagged or
 * previously tagged resources". Its last page has an empty token.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html">GetResources</a>
 */
final class ResourceGroupsTagging implements Service {

    private static final int PAGE = 50;
    private static final List<String> KNOWN_TYPES = List.of("sagemaker:cluster", "fsx:file-system");

    private final Supplier<Stream<HyperPodCluster>> clusters;
    private final Supplier<Stream<LustreFileSystem>> fileSystems;
    private final Pages pages;

    ResourceGroupsTagging(
            Supplier<Stream<HyperPodCluster>> clusters, Supplier<Stream<LustreFileSystem>> fileSystems, Pages pages) {
        this.clusters = clusters;
        this.fileSystems = fileSystems;
        this.pages = pages;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!operation.equals("GetResources")) {
            throw AwsError.unknownOperation(operation);
        }
        request.path("ResourceTypeFilters").forEach(type -> {
            if (!KNOWN_TYPES.contains(type.asText())) {
                throw AwsError.badRequest("InvalidParameterException", "Unsupported resource type: " + type.asText());
            }
        });
        Map<String, Resource<?>> byArn = new TreeMap<>();
        clusters.get().forEach(cluster -> byArn.put(cluster.arn(), cluster));
        fileSystems.get().forEach(fileSystem -> byArn.put(fileSystem.get("ResourceARN"), fileSystem));
        List<ObjectNode> found = byArn.entrySet().stream()
                .filter(resource -> isWanted(resource.getKey(), request.path("ResourceTypeFilters")))
                .filter(resource -> request.path("TagFilters")
                        .valueStream()
                        .allMatch(filter -> matches(filter, resource.getValue().indexedTags())))
                .map(resource -> shown(resource.getKey(), resource.getValue().indexedTags()))
                .toList();
        ObjectNode page = pages.of(operation, "ResourceTagMappingList", found, request, Pages.Names.TAGGING, PAGE);
        return page.has("PaginationToken") ? page : page.put("PaginationToken", "");
    }

    private static boolean isWanted(String arn, JsonNode types) {
        return types.isEmpty()
                || types.valueStream().anyMatch(type -> {
                    String[] parts = type.asText().split(":");
                    return arn.contains(":" + parts[0] + ":") && arn.contains(":" + parts[1] + "/");
                });
    }

    private static boolean matches(JsonNode filter, Map<String, String> tags) {
        String value = tags.get(filter.path("Key").asText());
        return value != null
                && (filter.path("Values").isEmpty()
                        || filter.path("Values")
                                .valueStream()
                                .anyMatch(wanted -> wanted.asText().equals(value)));
    }

    private static ObjectNode shown(String arn, Map<String, String> tags) {
        ObjectNode mapping = Json.MAPPER.createObjectNode().put("ResourceARN", arn);
        ArrayNode list = mapping.putArray("Tags");
        tags.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return mapping;
    }
}
