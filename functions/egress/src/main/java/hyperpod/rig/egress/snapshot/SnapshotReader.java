package hyperpod.rig.egress.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a network snapshot from documents as the AWS CLI prints them. They are recognised by their top-level keys; a key may come
 * in several documents, and keys that the analysis does not use are passed over. One resource at a time is held as a tree.
 */
public final class SnapshotReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<ResourceKind, Map<String, Object>> resources = new EnumMap<>(ResourceKind.class);

    /**
     * Reads every file of a directory whose name ends in {@code .json}.
     *
     * @throws UnusableSnapshotException if there is none, or one cannot be used
     */
    public static NetworkSnapshot readDirectory(Path directory) {
        SnapshotReader reader = new SnapshotReader();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> documents = files.filter(file -> file.getFileName().toString().endsWith(".json")).sorted().toList();
            if (documents.isEmpty()) {
                throw new UnusableSnapshotException(
                        directory + " holds no .json file: give a directory with the output of aws ec2 describe-... commands");
            }
            for (Path document : documents) {
                try (InputStream json = Files.newInputStream(document)) {
                    reader.read(json, document.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UnusableSnapshotException(directory + " cannot be read: " + e.getMessage() + ". Give a readable directory", e);
        }
        return reader.snapshot();
    }

    /**
     * Adds a document.
     *
     * @param json a JSON object in UTF-8
     * @param source how messages name it
     * @throws UnusableSnapshotException if it is not JSON, or not what AWS prints
     */
    public void read(InputStream json, String source) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnusableSnapshotException(source + " is not a JSON object: save the output of an aws ec2 describe-... command");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Optional<ResourceKind> kind = ResourceKind.ofKey(parser.currentName());
                parser.nextToken();
                if (kind.isPresent()) {
                    readResources(parser, kind.get(), source);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnusableSnapshotException(
                    source + " is not JSON: " + e.getOriginalMessage() + ". Save the output of the AWS CLI again", e);
        } catch (MalformedResourceException e) {
            throw new UnusableSnapshotException(source + ": " + e.getMessage() + ". Save the output of the AWS CLI again", e);
        } catch (IOException e) {
            throw new UnusableSnapshotException(source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void readResources(JsonParser parser, ResourceKind kind, String source) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new UnusableSnapshotException(source + ": " + kind.key() + " is not an array: save the output of "
                    + kind.command() + " again");
        }
        Map<String, Object> known = resources.computeIfAbsent(kind, k -> new LinkedHashMap<>());
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            JsonNode json = JSON.readTree(parser);
            String id = json.path(kind.idField()).asText();
            Object resource = kind.parse(AwsElement.of(json, kind.key() + "[" + i + "]" + (id.isEmpty() ? "" : " (" + id + ")")));
            Object other = known.putIfAbsent(id, resource);
            if (other != null && !other.equals(resource)) {
                throw new UnusableSnapshotException(source + ": " + id + " was read before with other content:"
                        + " a snapshot must be of one moment, so take it again into an empty directory");
            }
        }
    }

    /** What was read so far. */
    public NetworkSnapshot snapshot() {
        return new NetworkSnapshot(resources);
    }
}
