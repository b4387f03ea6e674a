package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisioningException;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** HTTP answers: always JSON, and for a failed call to AWS a status that says whether to try again. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** An answer with a JSON body. */
    static APIGatewayProxyResponseEvent of(int statusCode, Object body) {
        return new APIGatewayProxyResponseEvent()
                .withStatusCode(statusCode)
                .withHeaders(Map.of("Content-Type", "application/json"))
                .withBody(Json.text(body));
    }

    /** An answer that says what is wrong, in one sentence. */
    static APIGatewayProxyResponseEvent error(int statusCode, String message) {
        return of(statusCode, Map.of("message", message, "violations", List.of()));
    }

    /** What the work answers; 503 if AWS throttled or failed, 500 if it refused this function. */
    static APIGatewayProxyResponseEvent to(Supplier<APIGatewayProxyResponseEvent> work) {
        try {
            return work.get();
        } catch (SdkException e) {
            ProvisioningException sorted = AwsErrors.of(e);
            LOG.error("{}", sorted.getMessage(), e);
            return sorted instanceof ServiceUnavailableException
                    ? error(
                            503,
                            "Step Functions is not available now. Send the same request again, with the same Idempotency-Key")
                    : error(
                            500,
                            "Step Functions refused the call: " + AwsErrors.code(e) + ". The function's log says more");
        }
    }
}
