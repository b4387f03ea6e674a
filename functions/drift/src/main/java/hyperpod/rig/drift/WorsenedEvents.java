package hyperpod.rig.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.network.EvidenceLocation;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/**
 * Publishes the event {@code Egress Verdict Worsened} of source {@code hyperpod.rig}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
final class WorsenedEvents {

    private static final String SOURCE = "hyperpod.rig";
    private static final String DETAIL_TYPE = "Egress Verdict Worsened";
    /** An event holds 256 KB; what matters most comes first, and the evidence holds the rest. */
    private static final int MAX_FINDINGS = 20;

    private final Supplier<EventBridgeClient> eventBridge;

    WorsenedEvents(Supplier<EventBridgeClient> eventBridge) {
        this.eventBridge = eventBridge;
    }

    /** The event's detail. */
    private record Detail(
            String clusterName,
            String clusterArn,
            String executionName,
            Optional<Verdict> before,
            Verdict verdict,
            boolean policyHolds,
            List<Finding> findings,
            Optional<EvidenceLocation> evidence) {}

    /** @throws ServiceUnavailableException if EventBridge does not take it */
    void publish(ApplicationCluster cluster, Optional<Verdict> before, AuditResult result, Optional<EvidenceLocation> evidence) {
        Detail detail = new Detail(cluster.name(), cluster.arn(), cluster.executionName(), before, result.verdict(),
                result.policyHolds(), result.findings().stream().limit(MAX_FINDINGS).toList(), evidence);
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .source(SOURCE)
                .detailType(DETAIL_TYPE)
                .resources(cluster.arn())
                .detail(json(detail))
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
