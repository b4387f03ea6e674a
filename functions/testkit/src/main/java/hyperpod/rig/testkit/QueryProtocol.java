package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * AWS query, of IAM, and its variant of EC2: parameters as a form, answers as XML.
 *
 * @param model package of the SDK's classes of the service, which know the names of the XML
 * @param namespace of the XML, which holds the API's version
 * @param ec2 whether answers have the shape of EC2's
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol</a>
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html">AWS EC2 query protocol</a>
 */
record QueryProtocol(String model, String namespace, boolean ec2) implements Protocol {

    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;
    private static final String XML = "text/xml;charset=UTF-8";
    private static final String REQUEST_ID = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

    @Override
    public Call read(Signer signer, HttpCall http) {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        HttpCall.form(new String(http.body(), StandardCharsets.UTF_8))
                .forEach((name, value) -> put(
                        parameters,
                        Arrays.stream(name.split("\\."))
                                .filter(part -> !part.equals("member"))
                                .toList(),
                        value));
        return new Call(
                signer.accessKeyId(),
                signer.service(),
                parameters.path("Action").asText(),
                parameters);
    }

    /** {@code Filter.1.Value.2} becomes the second value of the first filter. */
    private static void put(ObjectNode into, List<String> path, String value) {
        if (path.size() == 1) {
            into.put(path.getFirst(), value);
            return;
        }
        ArrayNode list = into.withArray("/" + path.getFirst());
        int index = Integer.parseInt(path.get(1)) - 1;
        if (path.size() == 2) {
            list.add(value);
        } else {
            while (list.size() <= index) {
                list.addObject();
            }
            put((ObjectNode) list.get(index), path.subList(2, path.size()), value);
        }
    }

    @Override
    public Answer success(Call call, JsonNode result) {
        String members = XmlMembers.of(model + "." + call.operation() + "Response", result);
        String inner = ec2
                ? "<requestId>" + REQUEST_ID + "</requestId>" + members
                : "<%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata>"
                        .formatted(call.operation(), members, REQUEST_ID);
        return Answer.ok(
                XML, "<%1$sResponse xmlns=\"%2$s\">%3$s</%1$sResponse>".formatted(call.operation(), namespace, inner));
    }

    @Override
    public Answer error(AwsError error) {
        String members =
                "<Code>" + error.code() + "</Code><Message>" + XmlMembers.escaped(error.getMessage()) + "</Message>";
        String body = ec2
                ? "<Response><Errors><Error>" + members + "</Error></Errors><RequestID>" + REQUEST_ID
                        + "</RequestID></Response>"
                : "<ErrorResponse xmlns=\"" + namespace + "\"><Error><Type>Sender</Type>" + members
                        + "</Error><RequestId>" + REQUEST_ID + "</RequestId></ErrorResponse>";
        return new Answer(error.status(), Map.of("Content-Type", XML), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AwsError throttling() {
        return ec2
                ? new AwsError("RequestLimitExceeded", UNAVAILABLE, "Request limit exceeded.")
                : AwsError.badRequest("Throttling", "Rate exceeded");
    }

    @Override
    public AwsError denial() {
        return new AwsError(
                ec2 ? "UnauthorizedOperation" : "AccessDenied",
                FORBIDDEN,
                "You are not authorized to perform this operation.");
    }
}
