package hyperpod.rig.sweep;

import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.ScheduledHandler;
import hyperpod.rig.resources.Inventory;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.ResourceEvents;
import java.time.Duration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * On a schedule: looks for resources whose execution ended without success and is not rolling back, and reports them.
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
        sweep = new Sweep(
                new Inventory(
                        new OwnClusters(environment.client(SageMakerClient.builder()), application),
                        new OwnFileSystems(environment.client(FSxClient.builder()), application)),
                new ProvisionExecutions(stepFunctions, environment.required("PROVISION_STATE_MACHINE_ARN")),
                new Rollbacks(stepFunctions, environment.required("ROLLBACK_STATE_MACHINE_ARN")),
                new ResourceEvents(application, new Once<>(() -> environment.client(EventBridgeClient.builder()))),
                new Sweep.Settings(
                        Duration.ofSeconds(Long.parseLong(environment.required("SWEEP_GRACE_SECONDS"))),
                        Boolean.parseBoolean(environment.required("SWEEP_STARTS_ROLLBACK"))),
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
        // A run that did not see everything and found nothing must not silence the alarm.
        if (report.orphanedResources() > 0 || report.failures().isEmpty()) {
            Metrics metrics = MetricsFactory.getMetricsInstance();
            metrics.addMetric("OrphanedResources", report.orphanedResources(), MetricUnit.COUNT);
            metrics.flush();
        }
        if (!report.failures().isEmpty()) {
            throw new SweepFailedException(report.failures());
        }
        return report;
    }
}
