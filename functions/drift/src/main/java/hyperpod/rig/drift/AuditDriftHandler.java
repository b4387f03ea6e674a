package hyperpod.rig.drift;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ScheduledHandler;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.ResourceEvents;
import java.time.Clock;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * On a schedule: audits the network of every cluster of the application again, and publishes an event if one is less
 * closed than it was.
 */
public final class AuditDriftHandler extends ScheduledHandler<DriftReport> {

    private final DriftAudit audit;

    /** Builds at init the client that every run needs; without a cluster the others are not asked for. */
    public AuditDriftHandler() {
        String application = Configuration.application();
        String policyMode = Configuration.required("EGRESS_POLICY_MODE");
        audit = new DriftAudit(
                new StandingClusters(new OwnClusters(AwsClients.ofFunction(SageMakerClient.builder()), application)),
                new Once<>(() -> new LiveEgressAudit(new NetworkCollector(NetworkClients.ofFunction()), policyMode)),
                EgressPolicyCeiling.parse(Configuration.required("EGRESS_POLICY_CEILING")),
                new EvidenceStore(
                        new Once<>(() -> AwsClients.ofFunction(S3Client.builder())),
                        Configuration.required("EVIDENCE_BUCKET")),
                new ResourceEvents(application, new Once<>(() -> AwsClients.ofFunction(EventBridgeClient.builder()))),
                Clock.systemUTC());
    }

    @Override
    protected DriftReport run() {
        return audit.run();
    }
}
