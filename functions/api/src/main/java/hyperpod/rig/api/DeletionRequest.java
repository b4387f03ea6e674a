package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a caller of DELETE accepts, in the query ({@code ?artifactsSynchronised=true}) or in the body
 * ({@code {"artifactsSynchronised": true}}).
 *
 * @param artifactsSynchronised that what stands is deleted, because what counts in it is elsewhere
 * @param loseQueuedExports that files which wait for their export to S3 are lost
 */
record DeletionRequest(boolean artifactsSynchronised, boolean loseQueuedExports) {

    private static final String ARTIFACTS_SYNCHRONISED = "artifactsSynchronised";
    private static final String LOSE_QUEUED_EXPORTS = "loseQueuedExports";
    private static final Set<String> FIELDS = Set.of(ARTIFACTS_SYNCHRONISED, LOSE_QUEUED_EXPORTS);
    private static final int MAX_SHOWN = 100;

    /**
     * Reads query and body.
     *
     * @throws InvalidRequestException if either has another field, another value than true and false, or both say
     *     something about the same field
     */
    static DeletionRequest of(APIGatewayProxyRequestEvent event) {
        Map<String, Boolean> query =
                Optional.ofNullable(event.getQueryStringParameters()).orElse(Map.of()).entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, DeletionRequest::ofQuery));
        Map<String, Boolean> body =
                body(event).properties().stream().collect(Collectors.toMap(Map.Entry::getKey, DeletionRequest::ofBody));
        Set<String> unknown = Stream.concat(query.keySet().stream(), body.keySet().stream())
                .filter(field -> !FIELDS.contains(field))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new InvalidRequestException("DELETE takes " + ARTIFACTS_SYNCHRONISED + " and " + LOSE_QUEUED_EXPORTS
                    + ", and not " + Excerpt.of(String.join(", ", unknown), MAX_SHOWN) + "; nothing was started");
        }
        query.keySet().stream().filter(body::containsKey).findFirst().ifPresent(field -> {
            throw new InvalidRequestException(
                    field + " stands in the query and in the body; keep one; nothing was started");
        });
        return new DeletionRequest(given(ARTIFACTS_SYNCHRONISED, query, body), given(LOSE_QUEUED_EXPORTS, query, body));
    }

    private static JsonNode body(APIGatewayProxyRequestEvent event) {
        String body = Optional.ofNullable(event.getBody()).orElse("");
        if (body.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        JsonNode read = RequestReader.body(body, Boolean.TRUE.equals(event.getIsBase64Encoded()));
        if (!read.isObject()) {
            throw new InvalidRequestException("the body is " + Excerpt.of(read.toString(), MAX_SHOWN) + "; send {\""
                    + ARTIFACTS_SYNCHRONISED + "\": true}, or no body; nothing was started");
        }
        return read;
    }

    private static boolean given(String field, Map<String, Boolean> query, Map<String, Boolean> body) {
        return query.getOrDefault(field, false) || body.getOrDefault(field, false);
    }

    /** Fields that DELETE does not know are named later, all at once. */
    private static boolean ofQuery(Map.Entry<String, String> parameter) {
        return FIELDS.contains(parameter.getKey())
                && switch (parameter.getValue()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw notBoolean(parameter.getKey(), parameter.getValue());
                };
    }

    private static boolean ofBody(Map.Entry<String, JsonNode> field) {
        if (!FIELDS.contains(field.getKey())) {
            return false;
        }
        if (!field.getValue().isBoolean()) {
            throw notBoolean(field.getKey(), field.getValue().toString());
        }
        return field.getValue().booleanValue();
    }

    private static InvalidRequestException notBoolean(String field, String value) {
        return new InvalidRequestException(
                field + " is " + Excerpt.of(value, MAX_SHOWN) + "; say true or false; nothing was started");
    }
}
