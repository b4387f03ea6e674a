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

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Override
    public Call read(String service, HttpCall http) {
        String operation = switch (http.method()) {
            case "PUT" -> "PutObject";
            case "GET" -> "GetObject";
            default -> throw AwsError.unknownOperation(http.method() + " " + http.path());
        };
        int slash = http.path().indexOf('/', 1);
        ObjectNode parameters = Json.MAPPER
                .createObjectNode()
                .put("Bucket", http.path().substring(1, slash))
                .put("Key", http.path().substring(slash + 1));
        if (operation.equals("PutObject")) {
            parameters.put("ContentType", http.header("content-type")).put("Body", http.body());
        }
        return new Call(service, operation, parameters);
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
                            result.path("ETag").asText()),
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
                error.status(), Map.of("Content-Type", "application/xml"), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AwsError throttling() {
        return new AwsError("SlowDown", UNAVAILABLE, "Please reduce your request rate.");
    }
}
