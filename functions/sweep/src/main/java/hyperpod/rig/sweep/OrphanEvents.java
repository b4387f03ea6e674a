package hyperpod.rig.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.Remaining;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/**
 * Publishes the event {@code Orphaned Resources Found} of source {@code hyperpod.rig}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
final class OrphanEvents {

    private static final String SOURCE = "hyperpod.rig";
    private static final String DETAIL_TYPE = "Orphaned Resources Found";
    /** An event holds 256 KB. An execution creates two resources; tags that somebody forged may name it on many more. */
    private static final int MAX_RESOURCES = 100;

    private final Supplier<EventBridgeClient> eventBridge;

    OrphanEvents(Supplier<EventBridgeClient> eventBridge) {
        this.eventBridge = eventBridge;
    }

    /** The event's detail; {@code resources} holds the first of {@code resourceCount}. */
    private record Detail(
            String executionArn,
            String status,
            String stopDate,
            List<Remaining> resources,
            int resourceCount,
            boolean rollbackStarted) {}

    /** @throws ServiceUnavailableException if EventBridge does not take it */
    void publish(SweepReport.Orphaned orphaned) {
        List<Remaining> first = orphaned.resources().stream().limit(MAX_RESOURCES).toList();
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .source(SOURCE)
                .detailType(DETAIL_TYPE)
                .resources(first.stream().map(Remaining::arn).toList())
                .detail(json(new Detail(orphaned.executionArn(), orphaned.status(), orphaned.stopDate(), first,
                        orphaned.resources().size(), orphaned.rollbackStarted())))
                .build();
        PutEventsResponse response = eventBridge.get().putEvents(r -> r.entries(event));
        if (response.failedEntryCount() != 0) {
            throw new ServiceUnavailableException("EventBridge did not take the event: "
                    + response.entries().getFirst().errorCode() + " " + response.entries().getFirst().errorMessage());
        }
    }

    private static String json(Detail detail) {
        try {
            return Json.MAPPER.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
