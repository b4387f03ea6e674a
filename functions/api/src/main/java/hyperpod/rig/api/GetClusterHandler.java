package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.ledger.Ledger;
import java.time.Duration;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** {@code GET /clusters/{clusterName}}: what is of a cluster, see {@link ClusterReport}. */
public final class GetClusterHandler extends ApiHandler {

    private final ClusterLookup lookup;

    /** As Lambda makes it. */
    public GetClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public GetClusterHandler(FunctionEnvironment environment) {
        SfnClient stepFunctions = environment.client(SfnClient.builder());
        SageMakerClient sageMaker = environment.client(SageMakerClient.builder());
        lookup = new ClusterLookup(
                Ledger.of(environment),
                new Executions(stepFunctions),
                new OwnCluster(sageMaker, environment.application()),
                new ClusterReporter(
                        new CurrentStep(stepFunctions),
                        new ClusterNodes(sageMaker),
                        new Deadlines(
                                seconds(environment, "FILE_SYSTEM_DEADLINE_SECONDS"),
                                seconds(environment, "CLUSTER_DEADLINE_SECONDS")),
                        environment.clock()),
                environment.required("PROVISION_STATE_MACHINE_ARN"));
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        return about(request, lookup::answer);
    }

    private static Duration seconds(FunctionEnvironment environment, String variable) {
        return Duration.ofSeconds(Long.parseLong(environment.required(variable)));
    }
}
