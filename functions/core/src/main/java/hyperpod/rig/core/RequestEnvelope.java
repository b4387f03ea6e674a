package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the request out of what an execution was started with: the bare request, as the API and the console start it,
 * EventBridge's event, or the event of API Gateway's proxy integration, which a person may give as it is. A mixture of
 * these is refused, because it would be a guess which request is meant.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations</a>
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">EventBridge events</a>
 */
public final class RequestEnvelope {

    private static final Set<String> API_FIELDS = Set.of("httpMethod", "body", "requestContext", "isBase64Encoded");
    private static final Set<String> EVENT_FIELDS = Set.of("detail", "detail-type", "source");
    private static final Set<String> REQUEST_FIELDS = Stream.of(ProvisionRequest.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toUnmodifiableSet());
    private static final String SOURCE = "hyperpod.rig";
    private static final String DETAIL_TYPE = "Provision Requested";
    /** Beside the fields of the request: the application that the event is for, by which its rule takes it. */
    private static final String APPLICATION = "application";

    private static final int MAX_SHOWN = 100;

    private RequestEnvelope() {}

    /**
     * The request, not yet checked against its schema.
     *
     * @throws InvalidRequestException if the input is none of the three, or a mixture
     */
    public static JsonNode unwrap(JsonNode input) {
        Optional<String> api = first(input, API_FIELDS);
        Optional<String> event = first(input, EVENT_FIELDS);
        Optional<String> request = first(input, REQUEST_FIELDS);
        List<String> kinds =
                List.of(api, event, request).stream().flatMap(Optional::stream).toList();
        if (kinds.size() > 1) {
            throw new InvalidRequestException("the input mixes ways in: the fields " + String.join(" and ", kinds)
                    + " do not go together. Send the request alone, or an API Gateway event, or an EventBridge event");
        }
        return api.isPresent() ? body(input) : event.isPresent() ? detail(input) : input;
    }

    private static Optional<String> first(JsonNode input, Set<String> fields) {
        return input.properties().stream()
                .map(field -> field.getKey())
                .filter(fields::contains)
                .findFirst();
    }

    private static JsonNode body(JsonNode event) {
        expect(event, "httpMethod", "POST");
        JsonNode body = event.path("body");
        if (!body.isTextual()) {
            throw new InvalidRequestException(
                    "body is " + shown(body) + ": an API Gateway event carries the request in body, as JSON text");
        }
        return RequestReader.body(
                body.textValue(), event.path("isBase64Encoded").asBoolean());
    }

    private static JsonNode detail(JsonNode event) {
        expect(event, "source", SOURCE);
        expect(event, "detail-type", DETAIL_TYPE);
        if (!event.path("detail").isObject()) {
            throw new InvalidRequestException("detail is " + shown(event.path("detail"))
                    + ": an EventBridge event carries the request in detail");
        }
        ObjectNode request = event.get("detail").deepCopy();
        request.remove(APPLICATION);
        return request;
    }

    private static void expect(JsonNode event, String field, String value) {
        if (!event.path(field).asText().equals(value)) {
            throw new InvalidRequestException(
                    field + " is " + shown(event.path(field)) + ": it must be \"" + value + "\"");
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : Excerpt.of(value.toString(), MAX_SHOWN);
    }
}
