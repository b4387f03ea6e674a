package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import software.amazon.awssdk.services.sfn.SfnClient;

/** {@code GET /clusters/{clusterName}}: status, current step and result of the newest execution for that cluster. */
public final class GetClusterHandler extends ApiHandler {

    private final ExecutionReport report;

    /** Builds the client once, at init. */
    public GetClusterHandler() {
        report = new ExecutionReport(
                AwsClients.ofFunction(SfnClient.builder()), Configuration.required("PROVISION_STATE_MACHINE_ARN"));
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        String clusterName = request.getPathParameters().get("clusterName");
        logCluster(clusterName);
        return report.answer(clusterName);
    }
}
