package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/** {@code GET /clusters/{clusterName}}: status, current step and result of the newest execution for that cluster. */
public final class GetClusterHandler implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final ExecutionReport report;

    /** Builds the client once, at init. */
    public GetClusterHandler() {
        report = new ExecutionReport(
                AwsClients.build(SfnClient.builder()), Configuration.required("PROVISION_STATE_MACHINE_ARN"));
    }

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent event, Context context) {
        String clusterName = event.getPathParameters().get("clusterName");
        return PowertoolsLogging.withLogging(context, () -> Answers.to(() -> report.answer(clusterName)));
    }
}
