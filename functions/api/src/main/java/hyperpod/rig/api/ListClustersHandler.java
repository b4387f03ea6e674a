package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.ledger.Ledger;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** {@code GET /clusters}: what stands, is under way, is being taken back or remains, a page at a time. */
public final class ListClustersHandler extends ApiHandler {

    private final ClusterList list;

    /** As Lambda makes it. */
    public ListClustersHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the clients once, at init. */
    public ListClustersHandler(FunctionEnvironment environment) {
        list = new ClusterList(
                Ledger.of(environment),
                new Executions(environment.client(SfnClient.builder())),
                new OwnCluster(environment.client(SageMakerClient.builder()), environment.application()));
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        return list.answer(request);
    }
}
