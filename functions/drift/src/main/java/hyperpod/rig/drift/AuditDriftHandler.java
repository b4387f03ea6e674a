package hyperpod.rig.drift;

import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Once;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.network.LiveEgressAudit;
import hyperpod.rig.network.NetworkClients;
import hyperpod.rig.network.NetworkCollector;
import hyperpod.rig.network.evidence.EvidenceStore;
import hyperpod.rig.resources.BucketOwner;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.resources.StandingNodes;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * On a schedule, and when CloudTrail recorded a change of a network: audits the networks of the application's clusters
 * again, and publishes an event if one is less closed than it was. It deletes nothing.
 */
public final class AuditDriftHandler extends FunctionHandler {

    private final DriftAudit audit;

    /** As Lambda makes it. */
    public AuditDriftHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds at init the client that every run needs; without a cluster the others are not asked for. */
    public AuditDriftHandler(FunctionEnvironment environment) {
        String application = environment.application();
        String policyMode = environment.required("EGRESS_POLICY_MODE");
        String ceiling = environment.required("EGRESS_POLICY_CEILING");
        SageMakerClient sageMaker = environment.client(SageMakerClient.builder());
        Once<S3Client> s3 = new Once<>(() -> environment.client(S3Client.builder()));
        Ledger ledger = Ledger.of(environment);
        ClusterAudit clusterAudit = new ClusterAudit(
                new Once<>(() -> new LiveEgressAudit(
                        new NetworkCollector(NetworkClients.of(environment), environment.clock()), policyMode)),
                new Once<>(() -> EgressPolicyCeiling.parse(ceiling)),
                new StandingNodes(sageMaker),
                new BucketOwner(s3));
        audit = new DriftAudit(
                new StandingClusters(ledger, sageMaker),
                clusterAudit,
                new DriftCheck(
                        ledger,
                        clusterAudit,
                        new EvidenceStore(s3, environment.required("EVIDENCE_BUCKET")),
                        new ResourceEvents(
                                application, new Once<>(() -> environment.client(EventBridgeClient.builder()))),
                        environment.clock()),
                environment.clock());
    }

    AuditDriftHandler(DriftAudit audit) {
        this.audit = audit;
    }

    /**
     * One run.
     *
     * @throws DriftAuditFailedException if some clusters were not audited, after all others were
     */
    @Override
    protected DriftReport answer(InputStream event) throws IOException {
        DriftReport report = audit.run(Occasion.of(Json.MAPPER.readTree(event)));
        Metrics metrics = MetricsFactory.getMetricsInstance();
        metrics.addMetric("WorsenedClusters", report.worse(), MetricUnit.COUNT);
        metrics.flush();
        if (!report.failures().isEmpty()) {
            throw new DriftAuditFailedException(report.failures());
        }
        return report;
    }
}
