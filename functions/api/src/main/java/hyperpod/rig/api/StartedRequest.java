package hyperpod.rig.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestEnvelope;
import java.util.Optional;

/** The request that an execution was started with, which a person may have started from the console, or an event. */
final class StartedRequest {

    private StartedRequest() {}

    /** The request in an execution's input, without its envelope; empty if the input holds none. */
    static Optional<JsonNode> of(String input) {
        try {
            return Optional.of(RequestEnvelope.unwrap(Json.MAPPER.readTree(input)));
        } catch (JsonProcessingException | InvalidRequestException e) {
            return Optional.empty();
        }
    }
}
