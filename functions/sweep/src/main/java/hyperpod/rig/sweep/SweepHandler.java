package hyperpod.rig.sweep;

import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ScheduledHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.ResourceEvents;
import java.time.Duration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * On a schedule: looks for resources whose execution ended without success and is not rolling back, and for those of
 * which only the ledger or only their tags say whose they are, and reports them.
 */
public final class SweepHandler extends ScheduledHandler<SweepReport> {

    private final Sweep sweep;

    /** As Lambda makes it. */
    public SweepHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init; the one that reports, when there is something to report. */
    public SweepHandler(FunctionEnvironment environment) {
        String application = environment.application();
        SfnClient stepFunctions = environment.client(SfnClient.builder());
        Ledger ledger = Ledger.of(environment);
        MeantClusters clusters = new MeantClusters(environment.client(SageMakerClient.builder()), application);
        MeantFileSystems fileSystems = new MeantFileSystems(environment.client(FSxClient.builder()), application);
        Sweep.Settings settings = new Sweep.Settings(
                Duration.ofSeconds(Long.parseLong(environment.required("SWEEP_GRACE_SECONDS"))),
                Boolean.parseBoolean(environment.required("SWEEP_STARTS_ROLLBACK")));
        sweep = new Sweep(
                ledger,
                new TaggedResources(environment.client(ResourceGroupsTaggingApiClient.builder()), application),
                new EntrySweep(
                        ledger,
                        new ExecutionStandings(ledger, () -> stepFunctions, environment.clock()),
                        clusters,
                        fileSystems,
                        new RollbackExecutions(stepFunctions, environment.required("ROLLBACK_STATE_MACHINE_ARN")),
                        settings),
                new TagSweep(
                        ledger, clusters, fileSystems, environment.required("PROVISION_STATE_MACHINE_ARN"), settings),
                new ResourceEvents(application, new Once<>(() -> environment.client(EventBridgeClient.builder()))),
                environment.clock());
    }

    /**
     * Sweeps.
     *
     * @throws SweepFailedException if something could not be looked at or reported, after the rest was
     */
    @Override
    protected SweepReport run() {
        SweepReport report = sweep.run();
        // A run that did not see everything and found nothing must not silence an alarm.
        boolean whole = report.failures().isEmpty();
        if (whole || report.orphanedResources() > 0) {
            count("OrphanedResources", report.orphanedResources());
        }
        if (whole || report.disputedResources() > 0) {
            count("DisputedResources", report.disputedResources());
        }
        if (!whole) {
            throw new SweepFailedException(report.failures());
        }
        return report;
    }

    private static void count(String metric, int resources) {
        Metrics metrics = MetricsFactory.getMetricsInstance();
        metrics.addMetric(metric, resources, MetricUnit.COUNT);
        metrics.flush();
    }
}
