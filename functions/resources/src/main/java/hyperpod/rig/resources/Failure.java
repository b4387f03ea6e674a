package hyperpod.rig.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/**
 * The error that made a rollback necessary.
 *
 * @param state name of the state that failed
 * @param error error name that the state machine matched on
 * @param cause what Step Functions passes as the cause: for a function the JSON of its error, for the rest plain text
 */
public record Failure(Optional<String> state, String error, String cause) {

    private static final int MAX_CAUSE = 8_000;

    /** The cause as a sentence: a function's message without its stack trace, at most 8,000 characters. */
    public Failure readable() {
        return new Failure(state, error, StringUtils.abbreviate(message().orElse(cause), MAX_CAUSE));
    }

    private Optional<String> message() {
        try {
            JsonNode message = Json.MAPPER.readTree(cause).path("errorMessage");
            return message.isTextual() ? Optional.of(message.textValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
