package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * AWS JSON 1.0 and 1.1: the operation stands in the header {@code X-Amz-Target}.
 *
 * @param version 1.0 or 1.1
 * @param targetPrefix what stands before the operation's name, such as {@code SageMaker}
 * @param messageMember the member of errors that holds the message
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
record JsonProtocol(String version, String targetPrefix, String messageMember) implements Protocol {

    @Override
    public Call read(Signer signer, HttpCall http) {
        String target = http.header("x-amz-target");
        if (!target.startsWith(targetPrefix + ".")) {
            throw AwsError.unknownOperation(target);
        }
        try {
            return new Call(
                    signer.accessKeyId(),
                    signer.service(),
                    target.substring(targetPrefix.length() + 1),
                    Json.MAPPER.readTree(http.body()));
        } catch (IOException e) {
            throw AwsError.badRequest("SerializationException", "the body is not JSON");
        }
    }

    @Override
    public Answer success(Call call, JsonNode result) {
        return Answer.ok(contentType(), result.toString());
    }

    @Override
    public Answer error(AwsError error) {
        ObjectNode body =
                Json.MAPPER.createObjectNode().put("__type", error.code()).put(messageMember, error.getMessage());
        body.setAll(error.members());
        return new Answer(
                error.status(),
                Map.of("Content-Type", contentType(), "x-amzn-ErrorType", error.code()),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AwsError throttling() {
        return AwsError.badRequest("ThrottlingException", "Rate exceeded");
    }

    @Override
    public AwsError denial() {
        return AwsError.badRequest("AccessDeniedException", "You are not authorized to perform this operation.");
    }

    private String contentType() {
        return "application/x-amz-json-" + version;
    }
}
