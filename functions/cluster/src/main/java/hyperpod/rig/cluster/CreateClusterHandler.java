package hyperpod.rig.cluster;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.HyperPodClusters;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * State CreateCluster: creates the cluster with its restricted instance groups, or finds its own from an earlier try.
 */
public final class CreateClusterHandler extends StateHandler<CreateClusterHandler.Input, CreateClusterHandler.Output> {

    private final ClusterCreation creation;

    /** As Lambda makes it. */
    public CreateClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public CreateClusterHandler(FunctionEnvironment environment) {
        super(Input.class);
        SageMakerClient sageMaker = environment.creatingClient(SageMakerClient.builder());
        String application = environment.application();
        creation = new ClusterCreation(
                sageMaker, new HyperPodClusters(sageMaker), Ledger.of(environment), environment.clock(), application);
    }

    /** The state's input; with what mounts the shared file system, if the request asks for one. */
    public record Input(Execution execution, ProvisionRequest request, Optional<MountSource> mount)
            implements ExecutionScoped {}

    /** The state's result. */
    public record Output(String clusterArn) {}

    @Override
    protected Output handle(Input input) {
        return new Output(creation.create(input.execution(), input.request(), input.mount()));
    }
}
