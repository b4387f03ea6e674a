package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * An event of an execution's history.
 *
 * @param id 1 for the first
 * @param previousEventId 0 for the first, for the first state's entry and where something from outside ended the
 *     execution
 * @param type such as {@code TaskStateEntered}
 * @param details by AWS's names; input, output, arguments and variables as JSON values, not as text
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html">HistoryEvent</a>
 */
public record HistoryEvent(long id, long previousEventId, Instant timestamp, String type, Map<String, Object> details) {

    private static final Set<String> JSON_AS_TEXT = Set.of("input", "output", "parameters");

    /** As GetExecutionHistory gives it, with the time as text. */
    public JsonNode json() {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", timestamp.toString())
                .put("type", type)
                .put("id", id)
                .put("previousEventId", previousEventId);
        if (!details.isEmpty()) {
            ObjectNode shown = event.putObject(detailsName());
            details.forEach((name, value) -> {
                if (JSON_AS_TEXT.contains(name)) {
                    shown.put(name, JsonValues.text(value));
                } else if (name.equals("assignedVariables")) {
                    ObjectNode variables = shown.putObject(name);
                    ((Map<?, ?>) value)
                            .forEach((variable, of) -> variables.put((String) variable, JsonValues.text(of)));
                } else {
                    shown.set(name, JsonValues.node(value));
                }
            });
        }
        return event;
    }

    private String detailsName() {
        String what =
                type.endsWith("StateEntered") ? "StateEntered" : type.endsWith("StateExited") ? "StateExited" : type;
        return Character.toLowerCase(what.charAt(0)) + what.substring(1) + "EventDetails";
    }
}
