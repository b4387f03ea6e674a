package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Configuration;
import hyperpod.rig.core.RequestSchema;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/**
 * {@code POST /clusters}: starts an execution of {@code provision} with the request in the body and answers 202 with its ARN. A
 * request that breaks the schema is answered 400 with every violation, and starts nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda proxy
 *     integrations in API Gateway</a>
 */
public final class StartProvisioningHandler implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final ExecutionStart start;

    /** Builds the client and compiles the schema once, at init. */
    public StartProvisioningHandler() {
        start = new ExecutionStart(
                AwsClients.build(SfnClient.builder()), Configuration.required("PROVISION_STATE_MACHINE_ARN"), new RequestSchema());
    }

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, () -> Answers.to(() -> start.answer(event)));
    }
}
