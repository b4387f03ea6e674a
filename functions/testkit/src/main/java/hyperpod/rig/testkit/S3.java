package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Amazon S3.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">Amazon S3 API Reference</a>
 */
final class S3 implements Service {

    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;

    /** @param closed whether its policy lets nobody in */
    private record Bucket(String region, String owner, boolean closed) {}

    private final Map<String, Bucket> buckets = new TreeMap<>();
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();

    void add(String bucket) {
        add(bucket, AwsAccount.REGION, AwsAccount.ID, false);
    }

    void add(String bucket, String region, String owner, boolean closed) {
        buckets.put(bucket, new Bucket(region, owner, closed));
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
        if (operation.equals("ListBuckets")) {
            return Json.MAPPER.createObjectNode().put("Body", own());
        }
        if (!buckets.containsKey(bucket)) {
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
            case "HeadBucket" ->
                head(buckets.get(bucket), request.path("ExpectedBucketOwner").asText());
            case "GetObject" ->
                Optional.ofNullable(objects.get(key))
                        .orElseThrow(() -> AwsError.notFound("NoSuchKey", "The specified key does not exist."));
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private static JsonNode head(Bucket bucket, String expectedOwner) {
        if (bucket.closed() || !expectedOwner.isEmpty() && !bucket.owner().equals(expectedOwner)) {
            throw new AwsError("AccessDenied", FORBIDDEN, "Access Denied");
        }
        if (!bucket.region().equals(AwsAccount.REGION)) {
            throw new AwsError("PermanentRedirect", MOVED, bucket.region());
        }
        return Json.MAPPER.createObjectNode().put("Body", new byte[0]);
    }

    /** The account's own buckets, as XML. */
    private byte[] own() {
        StringBuilder xml = new StringBuilder("<ListAllMyBucketsResult><Buckets>");
        buckets.forEach((name, bucket) -> {
            if (bucket.owner().equals(AwsAccount.ID)) {
                xml.append("<Bucket><Name>" + name + "</Name><BucketRegion>" + bucket.region()
                        + "</BucketRegion></Bucket>");
            }
        });
        return xml.append("</Buckets></ListAllMyBucketsResult>").toString().getBytes(StandardCharsets.UTF_8);
    }
}
