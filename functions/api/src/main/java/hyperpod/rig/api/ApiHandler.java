package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The edge of the functions behind the API: one line in the log for each answer, with the execution that it is about.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations in API Gateway</a>
 */
abstract class ApiHandler extends FunctionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final String CLUSTER_KEY = "cluster";
    private static final int MAX_LOGGED = 2_000;
    private static final int LONGEST_NAME = 63;

    /** The answer to a request. */
    protected abstract APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request);

    @Override
    protected final APIGatewayProxyResponseEvent answer(InputStream event) throws IOException {
        APIGatewayProxyRequestEvent request = Events.READER.readValue(event);
        APIGatewayProxyResponseEvent answer = Answers.to(() -> answer(request));
        if (answer.getStatusCode() < 400) {
            LOG.info("answered {}", answer.getStatusCode());
        } else if (answer.getStatusCode() < 500) {
            LOG.warn("answered {}: {}", answer.getStatusCode(), StringUtils.abbreviate(answer.getBody(), MAX_LOGGED));
        }
        return answer;
    }

    /** Made with the first request, so that the function is sooner ready for it. */
    private static final class Events {
        // API Gateway sends more than the events library knows, and adds to it without notice.
        private static final ObjectReader READER = Json.MAPPER
                .readerFor(APIGatewayProxyRequestEvent.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** The answer about the cluster that the path names; 404 if no cluster can have the name. */
    static APIGatewayProxyResponseEvent about(
            APIGatewayProxyRequestEvent request, Function<String, APIGatewayProxyResponseEvent> answer) {
        String clusterName = request.getPathParameters().get("clusterName");
        if (clusterName.length() > LONGEST_NAME) {
            return Answers.unknownCluster(Excerpt.of(clusterName, LONGEST_NAME));
        }
        logCluster(clusterName);
        return answer.apply(clusterName);
    }

    /** From here on the log says which cluster is asked for. */
    static void logCluster(String clusterName) {
        MDC.put(CLUSTER_KEY, clusterName);
    }

    /** From here on the log says which execution it is about. */
    static void logExecution(String executionName) {
        MDC.put(EXECUTION_KEY, executionName);
    }
}
