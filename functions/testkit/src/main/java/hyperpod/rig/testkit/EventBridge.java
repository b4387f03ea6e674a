package hyperpod.rig.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Amazon EventBridge's default bus. A call can succeed although events in it were not taken.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
final class EventBridge implements Service {

    private static final int MAX_BYTES = 262_144;

    private final List<PublishedEvent> events = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();

    List<PublishedEvent> events() {
        return List.copyOf(events);
    }

    /** Takes calls, but none of their events from now on. */
    void refuse(String errorCode) {
        refusal = Optional.of(errorCode);
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!operation.equals("PutEvents")) {
            throw AwsError.unknownOperation(operation);
        }
        JsonNode entries = request.path("Entries");
        if (entries.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw AwsError.badRequest(
                    "ValidationException", "Total size of the entries in the request is over the limit.");
        }
        ObjectNode answer =
                Json.MAPPER.createObjectNode().put("FailedEntryCount", refusal.isPresent() ? entries.size() : 0);
        ArrayNode results = answer.putArray("Entries");
        entries.forEach(entry -> {
            refusal.ifPresentOrElse(
                    code -> results.addObject().put("ErrorCode", code).put("ErrorMessage", "refused by the test"),
                    () -> results.addObject().put("EventId", "event-" + events.size()));
            if (refusal.isEmpty()) {
                events.add(event(entry));
            }
        });
        return answer;
    }

    private static PublishedEvent event(JsonNode entry) {
        List<String> resources = Stream.iterate(
                        0, i -> i < entry.path("Resources").size(), i -> i + 1)
                .map(i -> entry.at("/Resources/" + i).asText())
                .toList();
        try {
            return new PublishedEvent(
                    entry.path("Source").asText(),
                    entry.path("DetailType").asText(),
                    resources,
                    Json.MAPPER.readTree(entry.path("Detail").asText()));
        } catch (JsonProcessingException e) {
            throw AwsError.badRequest("MalformedDetail", "Detail is malformed.");
        }
    }
}
