package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.FunctionEnvironment;
import software.amazon.awssdk.services.sfn.SfnClient;

/** {@code GET /clusters/{clusterName}}: status, current step and result of the newest execution for that cluster. */
public final class GetClusterHandler extends ApiHandler {

    private final ExecutionReport report;

    /** As Lambda makes it. */
    public GetClusterHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Builds the client once, at init. */
    public GetClusterHandler(FunctionEnvironment environment) {
        report = new ExecutionReport(
                environment.client(SfnClient.builder()), environment.required("PROVISION_STATE_MACHINE_ARN"));
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        String clusterName = request.getPathParameters().get("clusterName");
        logCluster(clusterName);
        return report.answer(clusterName);
    }
}
