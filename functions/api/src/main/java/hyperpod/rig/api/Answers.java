package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.InvalidRequestException;
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

    /** What is said of a name that nobody asked for. */
    static APIGatewayProxyResponseEvent unknownCluster(String clusterName) {
        return error(
                404,
                "no execution for a cluster named '" + clusterName
                        + "' is known; check the name. GET /clusters lists what stands and what is under way");
    }

    /**
     * What the work answers; 400 if the request cannot be used, 503 if AWS throttled or failed, 500 if it refused this
     * function.
     */
    static APIGatewayProxyResponseEvent to(Supplier<APIGatewayProxyResponseEvent> work) {
        try {
            return work.get();
        } catch (InvalidRequestException e) {
            return error(400, e.getMessage());
        } catch (ServiceUnavailableException e) {
            return unavailable(e, e);
        } catch (SdkException e) {
            ProvisioningException sorted = AwsErrors.of(e);
            if (sorted instanceof ServiceUnavailableException) {
                return unavailable(sorted, e);
            }
            LOG.error("{}", sorted.getMessage(), e);
            return error(500, "AWS refused a call: " + AwsErrors.code(e) + ". The function's log says more");
        }
    }

    private static APIGatewayProxyResponseEvent unavailable(ProvisioningException sorted, RuntimeException e) {
        LOG.error("{}", sorted.getMessage(), e);
        return error(
                503,
                "AWS throttled or failed. Send the same request again, POST with the same "
                        + ExecutionStart.IDEMPOTENCY_KEY);
    }
}
