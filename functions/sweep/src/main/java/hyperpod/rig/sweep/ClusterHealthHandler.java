package hyperpod.rig.sweep;

import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Once;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.ResourceEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** By SageMaker's events: publishes that a cluster of this application that stands is unhealthy. */
public final class ClusterHealthHandler extends FunctionHandler {

    private final ClusterHealth health;

    /** As Lambda makes it. */
    public ClusterHealthHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init; the one that reports, when there is something to report. */
    public ClusterHealthHandler(FunctionEnvironment environment) {
        health = new ClusterHealth(
                environment.client(SageMakerClient.builder()),
                Ledger.of(environment),
                new ResourceEvents(
                        environment.application(), new Once<>(() -> environment.client(EventBridgeClient.builder()))));
    }

    @Override
    protected Optional<StandingClusterUnhealthy> answer(InputStream event) throws IOException {
        Optional<StandingClusterUnhealthy> unhealthy = health.heard(Json.MAPPER.readTree(event));
        if (unhealthy.isPresent()) {
            Metrics metrics = MetricsFactory.getMetricsInstance();
            metrics.addMetric("UnhealthyClusters", 1, MetricUnit.COUNT);
            metrics.flush();
        }
        return unhealthy;
    }
}
