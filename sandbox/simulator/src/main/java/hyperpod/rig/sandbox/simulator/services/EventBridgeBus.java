package hyperpod.rig.sandbox.simulator.services;

import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** The default bus of the local stack's EventBridge. */
final class EventBridgeBus implements EventBus {

    private final EventBridgeClient eventBridge;

    EventBridgeBus(EventBridgeClient eventBridge) {
        this.eventBridge = eventBridge;
    }

    @Override
    public void put(String detailType, String resourceArn, String detail) {
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .source("aws.sagemaker")
                .detailType(detailType)
                .resources(resourceArn)
                .detail(detail)
                .build();
        PutEventsResponse response = eventBridge.putEvents(r -> r.entries(entry));
        if (response.failedEntryCount() > 0) {
            throw new IllegalStateException("EventBridge refused '" + detailType + "': "
                    + response.entries().getFirst().errorMessage());
        }
    }
}
