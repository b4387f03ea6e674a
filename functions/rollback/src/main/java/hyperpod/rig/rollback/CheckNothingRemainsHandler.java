package hyperpod.rig.rollback;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.resources.Failure;
import hyperpod.rig.resources.Inventory;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnFileSystems;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** State CheckNothingRemains of rollback: asks the control planes what the execution created and still exists. */
public final class CheckNothingRemainsHandler
        extends StateHandler<CheckNothingRemainsHandler.Input, CheckNothingRemainsHandler.Output> {

    private static final Logger LOG = LoggerFactory.getLogger(CheckNothingRemainsHandler.class);

    private final Inventory inventory;
    private final ArtifactLocations artifacts;

    /** As Lambda makes it. */
    public CheckNothingRemainsHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public CheckNothingRemainsHandler(FunctionEnvironment environment) {
        super(Input.class);
        String application = environment.application();
        OwnClusters clusters = new OwnClusters(environment.client(SageMakerClient.builder()), application);
        inventory = new Inventory(clusters, new OwnFileSystems(environment.client(FSxClient.builder()), application));
        artifacts = new ArtifactLocations(clusters);
    }

    CheckNothingRemainsHandler(OwnClusters clusters, OwnFileSystems fileSystems) {
        super(Input.class);
        inventory = new Inventory(clusters, fileSystems);
        artifacts = new ArtifactLocations(clusters);
    }

    /**
     * The state's input.
     *
     * @param failure what made the rollback necessary; absent if somebody asked for the deletion
     * @param clusterRefusal why SageMaker refused to delete, if it did
     * @param fileSystemRefusal why FSx refused to delete, if it did
     */
    public record Input(
            Execution execution,
            Optional<Failure> failure,
            Optional<String> clusterRefusal,
            Optional<String> fileSystemRefusal)
            implements ExecutionScoped {}

    /**
     * The state's result.
     *
     * @param executionArn whose resources were looked for
     * @param failure what made the rollback necessary, in words
     * @param remaining empty if everything was taken back
     * @param artifacts where the groups of the clusters that remain put what their jobs made, as far as known
     */
    public record Output(
            String executionArn,
            Optional<Failure> failure,
            List<Remaining> remaining,
            List<ArtifactLocation> artifacts) {}

    @Override
    protected Output handle(Input input) {
        List<Remaining> remaining = inventory.of(input.execution(), input.clusterRefusal(), input.fileSystemRefusal());
        LOG.info("{} resources of this execution remain: {}", remaining.size(), Json.text(remaining));
        MetricsFactory.getMetricsInstance().addMetric("Remaining", remaining.size(), MetricUnit.COUNT);
        return new Output(
                input.execution().arn(), input.failure().map(Failure::readable), remaining, artifacts.of(remaining));
    }
}
