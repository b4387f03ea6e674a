package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import java.util.Optional;

/** Who calls the API, as the signature of the call says it. */
final class Caller {

    private Caller() {}

    /** The caller's ARN; API Gateway gives it of every call that IAM allowed. */
    static Optional<String> of(APIGatewayProxyRequestEvent event) {
        return Optional.ofNullable(event.getRequestContext())
                .flatMap(context -> Optional.ofNullable(context.getIdentity()))
                .flatMap(identity -> Optional.ofNullable(identity.getUserArn()));
    }
}
