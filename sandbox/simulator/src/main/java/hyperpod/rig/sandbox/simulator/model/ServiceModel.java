package hyperpod.rig.sandbox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The model of one JSON 1.1 service as botocore ships it ({@code service-2.json}): operations, shapes, errors. The
 * simulator derives parameter validation and error statuses from it, so that neither is a matter of memory.
 */
public final class ServiceModel {

    private final JsonNode document;
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();

    private ServiceModel(JsonNode document) {
        this.document = document;
    }

    /**
     * Reads a model.
     *
     * @param data botocore's data directory, or a directory above it (such as a virtual environment)
     * @param service the service's directory and version, such as {@code fsx/2018-03-01}
     * @throws IllegalArgumentException if the directory holds no such model; the message says how to get it
     */
    public static ServiceModel load(Path data, String service) {
        Path directory = botocoreData(data, service).resolve(service);
        try {
            Path compressed = directory.resolve("service-2.json.gz");
            boolean gzip = Files.exists(compressed);
            try (InputStream file = Files.newInputStream(gzip ? compressed : directory.resolve("service-2.json"));
                    InputStream json = gzip ? new GZIPInputStream(file) : file) {
                return new ServiceModel(new ObjectMapper().readTree(json));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the service model in " + directory + " cannot be read", e);
        }
    }

    private static Path botocoreData(Path data, String service) {
        if (Files.isDirectory(data.resolve(service))) {
            return data;
        }
        if (Files.isDirectory(data)) {
            // Not deeper: the AWS CLI brings older models of its own.
            try (Stream<Path> below = Files.walk(data, 5)) {
                Optional<Path> found = below.filter(
                                path -> path.endsWith("botocore/data") && Files.isDirectory(path.resolve(service)))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the directory " + data + " cannot be searched for service models", e);
            }
        }
        throw new IllegalArgumentException("No service model " + service + " in " + data
                + ": run `make setup`, which installs the AWS CLI with its"
                + " models, or name botocore's data directory (--models, or -Dsimulator.models in Maven)");
    }

    /** The prefix of {@code X-Amz-Target}, such as {@code SageMaker}. */
    public String targetPrefix() {
        return document.path("metadata").path("targetPrefix").asText();
    }

    /** The service's name in a signature's credential scope, such as {@code fsx}. */
    public String signingName() {
        JsonNode metadata = document.path("metadata");
        return metadata.path("signingName")
                .asText(metadata.path("endpointPrefix").asText());
    }

    /** The structure that the operation takes. */
    public Shape.Structure input(String operation) {
        return structure(document.path("operations")
                .path(operation)
                .path("input")
                .path("shape")
                .asText());
    }

    /** The structure that the operation returns; an empty one if it returns nothing. */
    public Shape.Structure output(String operation) {
        JsonNode shape =
                document.path("operations").path(operation).path("output").path("shape");
        return shape.isMissingNode()
                ? new Shape.Structure("Nothing", Map.of(), Set.of(), false)
                : structure(shape.asText());
    }

    /** Whether the model knows an operation of this name. */
    public boolean hasOperation(String operation) {
        return document.path("operations").has(operation);
    }

    /** The HTTP status of a modelled error; empty if the model has no error of this code. */
    public Optional<Integer> errorStatus(String code) {
        JsonNode shape = document.path("shapes").path(code);
        if (!shape.path("exception").asBoolean()) {
            return Optional.empty();
        }
        return Optional.of(shape.path("error")
                .path("httpStatusCode")
                .asInt(shape.path("fault").asBoolean() ? 500 : 400));
    }

    /** The member that carries the message of an error: {@code Message} or {@code message}. */
    public String messageMember(String code) {
        return document.path("shapes").path(code).path("members").has("Message") ? "Message" : "message";
    }

    /** The shape of this name. */
    public Shape shape(String name) {
        Shape known = shapes.get(name);
        if (known != null) {
            return known;
        }
        JsonNode definition = document.path("shapes").path(name);
        Shape shape = switch (definition.path("type").asText()) {
            case "structure" -> structureOf(name, definition);
            case "list" ->
                new Shape.Sequence(
                        name, reference(definition.path("member")), bound(definition, "min"), bound(definition, "max"));
            case "map" ->
                new Shape.Dictionary(
                        name,
                        reference(definition.path("key")),
                        reference(definition.path("value")),
                        bound(definition, "min"),
                        bound(definition, "max"));
            case "string", "character" ->
                new Shape.Text(
                        name,
                        definition.path("pattern").asText(""),
                        texts(definition.path("enum")),
                        bound(definition, "min"),
                        bound(definition, "max"));
            case "integer", "long", "float", "double" ->
                new Shape.Numeric(
                        name, definition.path("type").asText(), bound(definition, "min"), bound(definition, "max"));
            case "boolean" -> new Shape.Flag(name);
            case "timestamp" -> new Shape.Moment(name);
            case "blob" -> new Shape.Bytes(name);
            default -> throw new IllegalArgumentException("The service model has no usable shape " + name);
        };
        shapes.put(name, shape);
        return shape;
    }

    private Shape.Structure structure(String name) {
        return (Shape.Structure) shape(name);
    }

    private static Shape.Structure structureOf(String name, JsonNode definition) {
        Map<String, String> members = new LinkedHashMap<>();
        definition.path("members").properties().forEach(m -> members.put(m.getKey(), reference(m.getValue())));
        return new Shape.Structure(
                name,
                members,
                new LinkedHashSet<>(texts(definition.path("required"))),
                definition.path("union").asBoolean());
    }

    private static String reference(JsonNode member) {
        return member.path("shape").asText();
    }

    private static List<String> texts(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return List.copyOf(values);
    }

    private static OptionalLong bound(JsonNode definition, String key) {
        return definition.has(key) ? OptionalLong.of(definition.path(key).asLong()) : OptionalLong.empty();
    }
}
