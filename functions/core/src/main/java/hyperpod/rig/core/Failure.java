package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Why an execution gave up, as one flat object in its cause, in notifications and in its status.
 *
 * @param state name of the state that failed, {@code unknown} if nobody recorded it
 * @param error error name that the state machine matched on
 * @param message what went wrong, in words
 * @param violations what is wrong with the request, a sentence each; empty if nothing is
 * @param remedy what to do, if more can be said than the message says
 */
public record Failure(String state, String error, String message, List<String> violations, Optional<String> remedy) {

    private static final int MAX_MESSAGE = 7_000;

    public Failure {
        violations = violations == null ? List.of() : List.copyOf(violations);
    }

    /**
     * The failure that Step Functions tells of.
     *
     * @param cause for a function the JSON of its error, for the rest plain text
     */
    public static Failure of(String state, String error, String cause) {
        return new Failure(
                state, error, Excerpt.of(message(cause).orElse(cause), MAX_MESSAGE), List.of(), Optional.empty());
    }

    private static Optional<String> message(String cause) {
        try {
            JsonNode message = Json.MAPPER.readTree(cause).path("errorMessage");
            return message.isTextual() ? Optional.of(message.textValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
