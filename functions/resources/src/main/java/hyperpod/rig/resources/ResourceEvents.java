package hyperpod.rig.resources;

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

    private final Supplier<EventBridgeClient> eventBridge;

    /** @param eventBridge the function's EventBridge client, asked for when an event is published */
    public ResourceEvents(Supplier<EventBridgeClient> eventBridge) {
        this.eventBridge = eventBridge;
    }

    /**
     * Publishes one event on the default bus.
     *
     * @param detailType the event's detail type, by which rules match
     * @param arns the resources that it is about
     * @param detail what becomes the event's detail as JSON; an event holds 256 KB
     * @throws ServiceUnavailableException if EventBridge does not take it
     */
    public void publish(String detailType, List<String> arns, Object detail) {
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .source(SOURCE)
                .detailType(detailType)
                .resources(arns)
                .detail(Json.text(detail))
                .build();
        PutEventsResponse response = eventBridge.get().putEvents(r -> r.entries(event));
        if (response.failedEntryCount() != 0) {
            throw new ServiceUnavailableException("EventBridge did not take the event: "
                    + response.entries().getFirst().errorCode() + " "
                    + response.entries().getFirst().errorMessage());
        }
    }
}
