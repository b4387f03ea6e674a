package hyperpod.rig.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/**
 * Publishes events of source {@code hyperpod.rig} about resources that the application created.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
public final class ResourceEvents {

    private static final String SOURCE = "hyperpod.rig";

    private final String application;
    private final Supplier<EventBridgeClient> eventBridge;

    /**
     * Publishes for one application.
     *
     * @param application the application whose rules the events are for; several may listen on the default bus
     * @param eventBridge the function's EventBridge client, asked for when an event is published
     */
    public ResourceEvents(String application, Supplier<EventBridgeClient> eventBridge) {
        this.application = application;
        this.eventBridge = eventBridge;
    }

    /**
     * Publishes one event on the default bus.
     *
     * @param detailType the event's detail type, by which rules match
     * @param arns the resources that it is about
     * @param detail an object that becomes the event's detail as JSON, with {@code application} before its own fields;
     *     an event holds 256 KB
     * @throws ServiceUnavailableException if EventBridge does not take it
     */
    public void publish(String detailType, List<String> arns, Object detail) {
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .source(SOURCE)
                .detailType(detailType)
                .resources(arns)
                .detail(Json.text(addressed(detail)))
                .build();
        PutEventsResponse response = eventBridge.get().putEvents(r -> r.entries(event));
        if (response.failedEntryCount() != 0) {
            throw new ServiceUnavailableException("EventBridge did not take the event: "
                    + response.entries().getFirst().errorCode() + " "
                    + response.entries().getFirst().errorMessage());
        }
    }

    private ObjectNode addressed(Object detail) {
        ObjectNode addressed = Json.MAPPER.createObjectNode().put("application", application);
        return addressed.setAll(Json.MAPPER.<ObjectNode>valueToTree(detail));
    }
}
