package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * AWS REST XML, of S3 with the bucket in the path: objects go in and out as they are, and parameters as headers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses</a>
 */
record RestXmlProtocol() implements Protocol {

    private static final int FORBIDDEN = 403;
    private static final int OK = 200;
    private static final int MOVED = 301;
    private static final int UNAVAILABLE = 503;
    private static final String BUCKET_REGION = "x-amz-bucket-region";

    @Override
    public Call read(Signer signer, HttpCall http) {
        String operation = switch (http.method()) {
            case "PUT" -> "PutObject";
            case "HEAD" -> "HeadBucket";
            case "GET" ->
                http.path().equals("/")
                        ? "ListBuckets"
                        : http.query().containsKey("versions") ? "ListObjectVersions" : "GetObject";
            default -> throw AwsError.unknownOperation(http.method() + " " + http.path());
        };
        String[] path = (http.path() + "/").split("/", 3);
        ObjectNode parameters = Json.MAPPER
                .createObjectNode()
                .put("Bucket", path[1])
                .put("Key", path[2].replaceFirst("/$", ""))
                .put("Prefix", http.query().getOrDefault("prefix", ""))
                .put("VersionId", http.query().getOrDefault("versionId", ""))
                .put("ExpectedBucketOwner", http.header("x-amz-expected-bucket-owner"));
        if (operation.equals("PutObject")) {
            parameters.put("ContentType", http.header("content-type")).put("Body", http.body());
        }
        return new Call(signer.accessKeyId(), signer.service(), operation, parameters);
    }

    @Override
    public Answer success(Call call, JsonNode result) {
        try {
            return new Answer(
                    OK,
                    Map.of(
                            "Content-Type",
                            result.path("ContentType").asText("application/xml"),
                            "ETag",
                            result.path("ETag").asText(),
                            BUCKET_REGION,
                            result.path("BucketRegion").asText(AwsAccount.REGION)),
                    result.path("Body").binaryValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Answer error(AwsError error) {
        String body = "<Error><Code>" + error.code() + "</Code><Message>" + XmlMembers.escaped(error.getMessage())
                + "</Message></Error>";
        return new Answer(
                error.status(),
                error.status() == MOVED
                        ? Map.of("Content-Type", "application/xml", BUCKET_REGION, error.getMessage())
                        : Map.of("Content-Type", "application/xml"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AwsError throttling() {
        return new AwsError("SlowDown", UNAVAILABLE, "Please reduce your request rate.");
    }

    @Override
    public AwsError denial() {
        return new AwsError("AccessDenied", FORBIDDEN, "Access Denied");
    }
}
