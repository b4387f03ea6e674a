package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** A version of an object; the bucket keeps every one. */
    private record Version(String key, String id, Instant lastModified, ObjectNode object) {}

    private final List<Version> versions = new ArrayList<>();

    private final InstantSource clock;

    /** @param clock says when calls write */
    S3(InstantSource clock) {
        this.clock = clock;
    }

    void add(String bucket) {
        add(bucket, AwsAccount.REGION, AwsAccount.ID, false);
    }

    void add(String bucket, String region, String owner, boolean closed) {
        buckets.put(bucket, new Bucket(region, owner, closed));
    }

    void put(String bucket, String key, byte[] content, Instant at) {
        put(bucket + "/" + key, Json.MAPPER.createObjectNode().set("Body", BinaryNode.valueOf(content)), at);
    }

    private void put(String key, ObjectNode object, Instant at) {
        objects.put(key, object);
        versions.add(new Version(key, "v" + versions.size(), at, object));
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
                put(key, (ObjectNode) request, clock.instant());
                yield Json.MAPPER
                        .createObjectNode()
                        .put("ETag", "\"" + Integer.toHexString(request.hashCode()) + "\"")
                        .put("Body", new byte[0]);
            }
            case "HeadBucket" ->
                head(buckets.get(bucket), request.path("ExpectedBucketOwner").asText());
            case "ListObjectVersions" ->
                Json.MAPPER
                        .createObjectNode()
                        .put("Body", versions(bucket, request.path("Prefix").asText()));
            case "GetObject" ->
                version(key, request.path("VersionId").asText())
                        .orElseThrow(() -> AwsError.notFound("NoSuchKey", "The specified key does not exist."));
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private Optional<ObjectNode> version(String key, String id) {
        return id.isEmpty()
                ? Optional.ofNullable(objects.get(key))
                : versions.stream()
                        .filter(version ->
                                version.key().equals(key) && version.id().equals(id))
                        .map(Version::object)
                        .findFirst();
    }

    /** The newest first, as XML. */
    private byte[] versions(String bucket, String prefix) {
        StringBuilder xml = new StringBuilder("<ListVersionsResult><IsTruncated>false</IsTruncated>");
        versions.reversed().stream()
                .filter(version -> version.key().startsWith(bucket + "/" + prefix))
                .forEach(version -> xml.append("<Version><Key>"
                        + XmlMembers.escaped(version.key().substring(bucket.length() + 1)) + "</Key><VersionId>"
                        + version.id() + "</VersionId><LastModified>" + version.lastModified()
                        + "</LastModified></Version>"));
        return xml.append("</ListVersionsResult>").toString().getBytes(StandardCharsets.UTF_8);
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
