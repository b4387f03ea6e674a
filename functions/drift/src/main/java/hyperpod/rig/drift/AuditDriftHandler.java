package hyperpod.rig.drift;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.network.EgressLockdown;
import hyperpod.rig.network.EvidenceStore;
import hyperpod.rig.network.NetworkCollector;
import java.time.Clock;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/** On a schedule: audits the network of every cluster of the application again, and tells when one is less closed than it was. */
public final class AuditDriftHandler implements RequestHandler<ScheduledEvent, DriftReport> {

    private final DriftAudit audit;

    /** Builds the clients once, at init. */
    public AuditDriftHandler() {
        SageMakerClient sageMaker = AwsClients.build(SageMakerClient.builder());
        audit = new DriftAudit(
                new ApplicationClusters(sageMaker, new OwnClusters(sageMaker, Configuration.application())),
                new EgressLockdown(new NetworkCollector(AwsClients.build(Ec2Client.builder())), Configuration.required("EGRESS_POLICY_MODE")),
                new EvidenceStore(AwsClients.build(S3Client.builder()), Configuration.required("EVIDENCE_BUCKET")),
                new WorsenedEvents(AwsClients.build(EventBridgeClient.builder())),
                Clock.systemUTC());
    }

    @Override
    public DriftReport handleRequest(ScheduledEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, audit::run);
    }
}
