package hyperpod.rig.cluster;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.StateHandler;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.Removal;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** State DeleteCluster of rollback: one step of deleting what this execution created in SageMaker. */
public final class DeleteClusterHandler extends StateHandler<DeleteClusterHandler.Input, Removal> {

    private final ClusterDeletion deletion;

    /** As Lambda makes it. */
    public DeleteClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init; those of Step Functions and IAM are not needed in every look. */
    public DeleteClusterHandler(FunctionEnvironment environment) {
        super(Input.class);
        SageMakerClient sageMaker = environment.client(SageMakerClient.builder());
        Ledger ledger = Ledger.of(environment);
        deletion = new ClusterDeletion(
                sageMaker,
                new MeantClusters(sageMaker, environment.application()),
                ledger,
                new ExecutionStandings(
                        ledger, new Once<>(() -> environment.client(SfnClient.builder())), environment.clock()),
                new Once<>(() -> environment.client(IamClient.builder())));
    }

    /**
     * The state's input.
     *
     * @param order what a person accepted and named; nobody anything if it is absent
     * @param rollbackArn the rollback; absent if it began before the states gave it
     */
    public record Input(Execution execution, Optional<DeletionOrder> order, Optional<String> rollbackArn)
            implements ExecutionScoped {}

    @Override
    protected Removal handle(Input input) {
        return deletion.remove(
                input.execution(),
                input.order().orElse(DeletionOrder.NONE),
                input.rollbackArn().orElse("an older rollback"));
    }
}
