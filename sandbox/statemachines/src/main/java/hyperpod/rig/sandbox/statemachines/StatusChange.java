package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The event that EventBridge gets of an execution that began or ended.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Automating Step
 *     Functions event delivery with EventBridge</a>
 */
final class StatusChange {

    private StatusChange() {}

    static JsonNode of(Execution execution, Services services, String id) {
        Settings settings = services.settings();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", "Step Functions Execution Status Change")
                .put("source", "aws.states")
                .put("account", settings.account())
                .put("time", services.agenda().instant().toString())
                .put("region", settings.region());
        event.putArray("resources").add(execution.arn());
        ObjectNode detail = event.putObject("detail")
                .put("executionArn", execution.arn())
                .put("stateMachineArn", execution.stateMachineArn())
                .put("name", execution.name())
                .put("status", execution.status().name())
                .put("startDate", execution.startDate().toEpochMilli());
        detail.put("stopDate", execution.stopDate().map(Instant::toEpochMilli).orElse(null));
        payload(detail, "input", Optional.of(execution.input()));
        payload(detail, "output", execution.output());
        if (services.says(OpenQuestion.STATUS_CHANGE_HAS_ERROR_AND_CAUSE)) {
            detail.put("error", execution.error().orElse(null))
                    .put("cause", execution.cause().orElse(null));
        }
        return event;
    }

    private static void payload(ObjectNode detail, String name, Optional<JsonNode> value) {
        Optional<String> text = value.map(JsonNode::toString);
        boolean included =
                text.isPresent() && text.get().getBytes(StandardCharsets.UTF_8).length <= Limits.EVENT_DATA_BYTES;
        detail.put(name, included ? text.orElseThrow() : null);
        if (text.isPresent()) {
            detail.putObject(name + "Details").put("included", included);
        } else {
            detail.putNull(name + "Details");
        }
    }
}
