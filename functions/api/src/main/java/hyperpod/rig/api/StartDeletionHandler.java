package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.ledger.Ledger;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** {@code DELETE /clusters/{clusterName}}: starts the rollback that takes a cluster back, if it is confirmed. */
public final class StartDeletionHandler extends ApiHandler {

    private final DeletionStart start;

    /** As Lambda makes it. */
    public StartDeletionHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public StartDeletionHandler(FunctionEnvironment environment) {
        SfnClient stepFunctions = environment.client(SfnClient.builder());
        start = new DeletionStart(
                Ledger.of(environment),
                new Executions(stepFunctions),
                new OwnCluster(environment.client(SageMakerClient.builder()), environment.application()),
                stepFunctions,
                environment.required("ROLLBACK_STATE_MACHINE_ARN"),
                environment.clock());
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        return about(request, clusterName -> start.answer(request, clusterName));
    }
}
