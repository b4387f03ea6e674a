package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Amazon FSx for Lustre. Creating calls with a token that was used before return what they made then, if they are the
 * same.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/Welcome.html">Amazon FSx API Reference</a>
 */
final class FsxForLustre implements Service {

    private static final int PAGE = 100;

    private final List<LustreFileSystem> fileSystems = new ArrayList<>();
    private final List<LustreLink> links = new ArrayList<>();
    private final Map<String, Made> byToken = new HashMap<>();
    private final Pages pages;
    private final InstantSource clock;

    private record Made(JsonNode request, Resource<?> resource) {}

    FsxForLustre(Pages pages, InstantSource clock) {
        this.pages = pages;
        this.clock = clock;
    }

    LustreFileSystem add(String id) {
        LustreFileSystem fileSystem = new LustreFileSystem(id);
        fileSystems.add(fileSystem);
        return fileSystem;
    }

    /** All there ever were. */
    Stream<LustreFileSystem> everyFileSystem() {
        return fileSystems.stream();
    }

    LustreLink link(String fileSystemId, String dataRepositoryPath) {
        LustreLink link = new LustreLink("dra-%017x".formatted(links.size() + 1), fileSystemId, dataRepositoryPath);
        links.add(link);
        return link;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "CreateFileSystem" -> once(request, "FileSystem", () -> create(request));
            case "DescribeFileSystems" -> describe(request);
            case "DeleteFileSystem" ->
                delete(fileSystem(request.path("FileSystemId").asText()));
            case "CreateDataRepositoryAssociation" -> once(request, "Association", () -> createLink(request));
            case "DescribeDataRepositoryAssociations" -> describeLinks(request);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private ObjectNode once(JsonNode request, String member, Supplier<Resource<?>> create) {
        Made made = byToken.get(request.path("ClientRequestToken").asText());
        if (made == null) {
            made = new Made(request, create.get());
            byToken.put(request.path("ClientRequestToken").asText(), made);
        } else if (!made.request().equals(request)) {
            throw AwsError.badRequest(
                    "IncompatibleParameterError", "The token was used before, with other parameters.");
        }
        return Json.MAPPER.createObjectNode().set(member, shown(made.resource()));
    }

    private Resource<?> create(JsonNode request) {
        LustreFileSystem fileSystem = pages.created(add("fs-%017x".formatted(fileSystems.size() + 1)))
                .lifecycle("CREATING")
                .at("CreationTime", clock.instant());
        List.of("StorageCapacity", "SubnetIds", "LustreConfiguration")
                .forEach(member -> fileSystem.json.set(member, request.get(member)));
        tag(fileSystem, request);
        return fileSystem;
    }

    private Resource<?> createLink(JsonNode request) {
        LustreFileSystem fileSystem = fileSystem(request.path("FileSystemId").asText());
        if (!fileSystem.get("Lifecycle").equals("AVAILABLE")) {
            throw badRequest("File system " + fileSystem.get("FileSystemId") + " is not AVAILABLE.");
        }
        LustreLink link = link(
                        fileSystem.get("FileSystemId"),
                        request.path("DataRepositoryPath").asText())
                .lifecycle("CREATING");
        tag(link, request);
        return link;
    }

    private static void tag(Resource<?> resource, JsonNode request) {
        request.path("Tags")
                .forEach(tag -> resource.tags.put(
                        tag.path("Key").asText(), tag.path("Value").asText()));
    }

    private ObjectNode describe(JsonNode request) {
        List<LustreFileSystem> wanted = new ArrayList<>();
        request.path("FileSystemIds").forEach(id -> wanted.add(fileSystem(id.asText())));
        if (wanted.isEmpty()) {
            int look = pages.look("DescribeFileSystems", request, Pages.Names.UPPER);
            fileSystems.stream().filter(fileSystem -> fileSystem.listed(look)).forEach(wanted::add);
        }
        return page("DescribeFileSystems", "FileSystems", wanted, request);
    }

    private ObjectNode describeLinks(JsonNode request) {
        if (request.hasNonNull("AssociationIds")) {
            List<LustreLink> named = new ArrayList<>();
            request.path("AssociationIds").forEach(id -> named.add(link(id.asText())));
            return page("DescribeDataRepositoryAssociations", "Associations", named, request);
        }
        JsonNode filter = request.at("/Filters/0");
        if (!filter.path("Name").asText().equals("file-system-id")) {
            throw badRequest("The test account knows the filter file-system-id alone.");
        }
        int look = pages.look("DescribeDataRepositoryAssociations", request, Pages.Names.UPPER);
        List<LustreLink> wanted = links.stream()
                .filter(link -> link.listed(look))
                .filter(link ->
                        link.get("FileSystemId").equals(filter.at("/Values/0").asText()))
                .toList();
        return page("DescribeDataRepositoryAssociations", "Associations", wanted, request);
    }

    private LustreLink link(String id) {
        return links.stream()
                .filter(link -> link.exists() && link.get("AssociationId").equals(id))
                .findFirst()
                .orElseThrow(() -> AwsError.badRequest(
                        "DataRepositoryAssociationNotFound", "Association '" + id + "' does not exist."));
    }

    private ObjectNode page(String operation, String member, List<? extends Resource<?>> wanted, JsonNode request) {
        return pages.of(
                operation, member, wanted.stream().map(FsxForLustre::shown).toList(), request, Pages.Names.UPPER, PAGE);
    }

    private static ObjectNode delete(LustreFileSystem fileSystem) {
        // The reference leaves open whether one that is CREATING can be deleted: clients have to be able to deal with a
        // refusal.
        if (List.of("CREATING", "DELETING").contains(fileSystem.get("Lifecycle"))) {
            throw badRequest("File system " + fileSystem.get("FileSystemId") + " cannot be deleted while it is "
                    + fileSystem.get("Lifecycle") + ".");
        }
        return fileSystem.lifecycle("DELETING").json.deepCopy().retain("FileSystemId", "Lifecycle");
    }

    /** With its tags, which FSx leaves out if there are none. */
    private static ObjectNode shown(Resource<?> resource) {
        ObjectNode shown = resource.json.deepCopy();
        if (!resource.tags.isEmpty()) {
            ArrayNode tags = shown.putArray("Tags");
            resource.tags.forEach(
                    (key, value) -> tags.addObject().put("Key", key).put("Value", value));
        }
        return shown;
    }

    private LustreFileSystem fileSystem(String id) {
        return fileSystems.stream()
                .filter(fileSystem ->
                        fileSystem.exists() && fileSystem.get("FileSystemId").equals(id))
                .findFirst()
                .orElseThrow(
                        () -> AwsError.badRequest("FileSystemNotFound", "File system '" + id + "' does not exist."));
    }

    private static AwsError badRequest(String message) {
        return AwsError.badRequest("BadRequest", message);
    }
}
