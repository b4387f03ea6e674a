package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.ledger.Ledger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * {@code POST /clusters}: starts an execution of {@code provision} with the request in the body and answers 202 with
 * its ARN. A request that breaks the schema is answered 400 with every violation, and starts nothing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations in API Gateway</a>
 */
public final class StartProvisioningHandler extends ApiHandler {

    private final Once<ExecutionStart> start;

    /** As Lambda makes it. */
    public StartProvisioningHandler() {
        this(FunctionEnvironment.ofLambda());
    }

    /** Compiles the schema once, at init. The clients come with the first request. */
    public StartProvisioningHandler(FunctionEnvironment environment) {
        RequestSchema schema = new RequestSchema();
        String stateMachineArn = environment.required("PROVISION_STATE_MACHINE_ARN");
        String table = environment.required("LEDGER_TABLE");
        start = new Once<>(() -> new ExecutionStart(
                new Ledger(environment.client(DynamoDbClient.builder()), table, environment.clock()),
                environment.client(SfnClient.builder()),
                stateMachineArn,
                schema));
    }

    @Override
    protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
        return start.get().answer(request);
    }
}
