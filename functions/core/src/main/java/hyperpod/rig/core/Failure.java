package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
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

    private static final int MAX_NAME = 256;
    private static final int MAX_MESSAGE = 7_000;
    private static final int MAX_VIOLATIONS = 25;
    private static final int MAX_VIOLATION = 1_000;
    private static final String UNKNOWN = "unknown";

    /**
     * Cuts what is too long, so that an execution's cause, 32,768 characters of JSON, has room for it and for what
     * remains.
     */
    public Failure {
        state = Excerpt.of(state, MAX_NAME);
        error = Excerpt.of(error, MAX_NAME);
        message = Excerpt.of(message, MAX_MESSAGE);
        violations = violations == null ? List.of() : fitting(violations, MAX_MESSAGE - message.length());
        remedy = remedy.map(text -> Excerpt.of(text, MAX_VIOLATION));
    }

    private static List<String> fitting(List<String> violations, int room) {
        int left = room;
        List<String> fitting = new ArrayList<>();
        for (String violation : violations) {
            String cut = Excerpt.of(violation, MAX_VIOLATION);
            left -= cut.length();
            if (left < 0 || fitting.size() == MAX_VIOLATIONS) {
                break;
            }
            fitting.add(cut);
        }
        return List.copyOf(fitting);
    }

    /**
     * The failure that Step Functions tells of.
     *
     * @param cause for a function the JSON of its error; for a nested execution, or one that ended before, the JSON of
     *     how it ended; for the rest plain text
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-exceptions.html">Lambda function errors in
     *     Java</a>
     */
    public static Failure of(String state, String error, String cause) {
        JsonNode json = json(cause);
        if (json.at("/failure/message").isTextual()) {
            return ended(json.get("failure"));
        }
        if (json.path("ExecutionArn").isTextual() && json.path("Cause").isTextual()) {
            return of(state, json.path("Error").asText(error), json.get("Cause").textValue());
        }
        String message = json.path("errorMessage").asText(cause);
        return ViolationList.read(message)
                .filter(_ -> error.equals(InvalidRequestException.class.getName()))
                .map(list -> new Failure(state, error, list.headline(), list.sentences(), Optional.empty()))
                .orElseGet(() -> new Failure(state, error, message, List.of(), Optional.empty()));
    }

    /** As the cause of an execution of provision tells it. */
    private static Failure ended(JsonNode failure) {
        return new Failure(
                failure.path("state").asText(UNKNOWN),
                failure.path("error").asText(UNKNOWN),
                failure.path("message").asText(),
                failure.path("violations").valueStream().map(JsonNode::asText).toList(),
                Optional.ofNullable(failure.path("remedy").textValue()));
    }

    /** Whoever stops an execution can give any text as its cause. */
    private static JsonNode json(String cause) {
        try {
            return Json.MAPPER.readTree(cause);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
