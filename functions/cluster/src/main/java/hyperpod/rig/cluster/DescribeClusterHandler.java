package hyperpod.rig.cluster;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionScoped;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.StateHandler;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** State DescribeCluster: says whether cluster, groups and nodes are ready. */
public final class DescribeClusterHandler extends StateHandler<DescribeClusterHandler.Input, ClusterProgress> {

    private final ClusterWatch watch;

    /** As Lambda makes it. */
    public DescribeClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client once, at init. */
    public DescribeClusterHandler(FunctionEnvironment environment) {
        super(Input.class);
        watch = new ClusterWatch(environment.client(SageMakerClient.builder()));
    }

    /**
     * The state's input.
     *
     * @param seen whether SageMaker showed the cluster before; false if it is absent
     */
    public record Input(Execution execution, String clusterArn, Optional<Boolean> seen) implements ExecutionScoped {}

    @Override
    protected ClusterProgress handle(Input input) {
        return watch.look(input.clusterArn(), input.seen().orElse(false));
    }
}
