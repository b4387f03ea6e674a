package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Amazon S3.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">Amazon S3 API Reference</a>
 */
final class S3 implements Service {

    private final Set<String> buckets = new TreeSet<>();
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();

    void add(String bucket) {
        buckets.add(bucket);
    }

    void put(String bucket, String key, byte[] content) {
        objects.put(
                bucket + "/" + key,
                Json.MAPPER.createObjectNode().<ObjectNode>set("Body", BinaryNode.valueOf(content)));
    }

    /** The objects of a bucket by key, in the order in which they were first written. */
    Map<String, ObjectNode> objects(String bucket) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        objects.forEach((key, object) -> {
            if (key.startsWith(bucket + "/")) {
                found.put(key.substring(bucket.length() + 1), object);
            }
        });
        return found;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        String bucket = request.path("Bucket").asText();
        String key = bucket + "/" + request.path("Key").asText();
        if (!buckets.contains(bucket)) {
            throw AwsError.notFound("NoSuchBucket", "The specified bucket does not exist");
        }
        return switch (operation) {
            case "PutObject" -> {
                objects.put(key, (ObjectNode) request);
                yield Json.MAPPER
                        .createObjectNode()
                        .put("ETag", "\"" + Integer.toHexString(request.hashCode()) + "\"")
                        .put("Body", new byte[0]);
            }
            case "GetObject" ->
                Optional.ofNullable(objects.get(key))
                        .orElseThrow(() -> AwsError.notFound("NoSuchKey", "The specified key does not exist."));
            default -> throw AwsError.unknownOperation(operation);
        };
    }
}
