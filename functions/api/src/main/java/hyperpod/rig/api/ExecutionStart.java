package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.RequestReader;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.core.Violation;
import hyperpod.rig.ledger.AskedRequest;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.RequestDigest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;

/**
 * Starts executions of {@code provision}, under a {@link StartedName}, so that the same request sent twice starts once:
 * the ledger has what was first asked for under that name, however it was written and however long ago.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
final class ExecutionStart {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionStart.class);
    private static final int MAX_INPUT_BYTES = 256 * 1024;
    /** Characters of a body: many times what a request needs, and little enough to be checked in seconds. */
    private static final int MAX_BODY = 1024 * 1024;

    /** So that the answer to a request that is wrong everywhere stays within the 6 MB that Lambda returns. */
    private static final int MAX_LISTED = 100;

    /** The header by which a caller who repeats a request says that it is the same. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Ledger ledger;
    private final SfnClient stepFunctions;
    private final String stateMachineArn;
    private final RequestSchema schema;

    ExecutionStart(Ledger ledger, SfnClient stepFunctions, String stateMachineArn, RequestSchema schema) {
        this.ledger = ledger;
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
        this.schema = schema;
    }

    /** 202 with the execution's ARN; 400 with what is wrong; 409 if the key was used for another request; 413. */
    APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
        String body = Optional.ofNullable(event.getBody()).orElse("");
        if (body.length() > MAX_BODY) {
            return Answers.error(
                    413,
                    "the body is larger than 1 MiB; send one request object, of which Step Functions takes 256 KiB");
        }
        JsonNode request;
        try {
            request = RequestReader.body(body, Boolean.TRUE.equals(event.getIsBase64Encoded()));
        } catch (InvalidRequestException e) {
            return Answers.error(400, e.getMessage());
        }
        List<Violation> violations = schema.violations(request);
        return violations.isEmpty() ? start(event, request) : refused(violations);
    }

    private static APIGatewayProxyResponseEvent refused(List<Violation> violations) {
        int places = violations.size();
        return Answers.of(
                400,
                Map.of(
                        "message",
                        "the request breaks the schema in " + places + (places == 1 ? " place" : " places")
                                + "; nothing was started"
                                + (places > MAX_LISTED ? "; the first " + MAX_LISTED + " are listed" : ""),
                        "violations",
                        violations.stream().limit(MAX_LISTED).toList()));
    }

    private APIGatewayProxyResponseEvent start(APIGatewayProxyRequestEvent event, JsonNode request) {
        String input = request.toString();
        if (input.getBytes(StandardCharsets.UTF_8).length > MAX_INPUT_BYTES) {
            return Answers.error(
                    413, "the request is larger than the 256 KiB that Step Functions takes; name fewer groups or tags");
        }
        String clusterName = request.get("clusterName").textValue();
        ApiHandler.logCluster(clusterName);
        String name = StartedName.of(clusterName, idempotencyKey(event));
        ApiHandler.logExecution(name);
        String caller = Caller.of(event).orElse("an unknown caller");
        String digest = RequestDigest.of(request);
        AskedRequest first = ledger.asked(name, digest, caller);
        String executionArn = Execution.arnOf(stateMachineArn, name);
        if (!first.digest().equals(digest)) {
            return usedBefore(clusterName, name);
        }
        Optional<LedgerEntry> begun = ledger.entry(executionArn, Optional.empty());
        if (begun.isPresent()) {
            // Step Functions takes the name for a new execution after 90 days. It is the same request all the same.
            return begun.get().requestDigest().equals(digest)
                    ? accepted(clusterName, executionArn)
                    : usedBefore(clusterName, name);
        }
        ledger.markAsked(clusterName, name);
        try {
            stepFunctions.startExecution(
                    r -> r.stateMachineArn(stateMachineArn).name(name).input(input));
            LOG.info("{} started {}", caller, executionArn);
        } catch (ExecutionAlreadyExistsException e) {
            // Started by the same request, written in another way, which has not begun its entry in the ledger yet.
            LOG.info("{} asked again for {}", caller, executionArn);
        }
        return accepted(clusterName, executionArn);
    }

    private static APIGatewayProxyResponseEvent usedBefore(String clusterName, String name) {
        return Answers.error(
                409,
                "this " + IDEMPOTENCY_KEY + " was used before, for another request, under which the execution '" + name
                        + "' was asked for. See GET /clusters/" + clusterName + ", or send a new key");
    }

    private static APIGatewayProxyResponseEvent accepted(String clusterName, String executionArn) {
        APIGatewayProxyResponseEvent answer =
                Answers.of(202, Map.of("clusterName", clusterName, "executionArn", executionArn));
        return answer.withHeaders(Map.of("Content-Type", "application/json", "Location", "clusters/" + clusterName));
    }

    /** The caller's key; without one API Gateway's request id, which makes every request a new one. */
    private static String idempotencyKey(APIGatewayProxyRequestEvent event) {
        return Optional.ofNullable(event.getHeaders()).orElse(Map.of()).entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(IDEMPOTENCY_KEY))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> event.getRequestContext().getRequestId());
    }
}
