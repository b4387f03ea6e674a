package hyperpod.rig.cluster;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.Removal;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** State DeleteCluster of rollback: one step of deleting what this execution created in SageMaker. */
public final class DeleteClusterHandler extends StateHandler<DeleteClusterHandler.Input, Removal> {

    private final ClusterDeletion deletion;

    /** As Lambda makes it. */
    public DeleteClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client once, at init; that of IAM is needed only where there is something to delete. */
    public DeleteClusterHandler(FunctionEnvironment environment) {
        super(Input.class);
        SageMakerClient sageMaker = environment.client(SageMakerClient.builder());
        deletion = new ClusterDeletion(
                sageMaker,
                new OwnClusters(sageMaker, environment.application()),
                new Once<>(() -> environment.client(IamClient.builder())));
    }

    /** The state's input. */
    public record Input(Execution execution) implements ExecutionScoped {}

    @Override
    protected Removal handle(Input input) {
        return deletion.remove(input.execution());
    }
}
