package hyperpod.rig.sandbox.simulator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;

/**
 * The services' side of the AWS JSON 1.1 protocol. Access key, Region and service come from the credential of the
 * signature, which must be there; the signature itself is not checked.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
final class ServiceHandler implements HttpHandler {

    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final Pattern CREDENTIAL =
            Pattern.compile("AWS4-HMAC-SHA256 .*Credential=([^/,]+)/\\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request.*");

    /** AWS publishes no figure for SageMaker and FSx; no request within their service models comes near. */
    private static final int LARGEST_BODY = 1 << 20;

    private final Simulator simulator;
    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    ServiceHandler(Simulator simulator) {
        this.simulator = simulator;
    }

    private record Scope(String accessKeyId, String region, String service) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer;
            try {
                answer = answer(exchange, body);
            } catch (RuntimeException e) {
                e.printStackTrace();
                answer = new Answer.Failure(
                        500, "message", new ServiceException("InternalFailure", String.valueOf(e.getMessage())));
            }
            if (answer instanceof Answer.Late late) {
                pause(late.delay());
                answer = late.answer();
            }
            switch (answer) {
                case Answer.Late late -> throw new IllegalStateException("an answer is late once");
                case Answer.Success success -> send(exchange, 200, success.response());
                case Answer.Failure failure -> {
                    exchange.getResponseHeaders()
                            .set("x-amzn-ErrorType", failure.error().code());
                    send(exchange, failure.status(), body(failure));
                }
                // Closing the exchange without headers closes the connection.
                case Answer.Lost lost -> {}
            }
        }
    }

    private static void pause(Duration delay) throws IOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            throw new IOException("the simulator ends", e);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) {
        if (!exchange.getRequestMethod().equals("POST")) {
            return refusal("UnknownOperationException", "");
        }
        Optional<String> authorization =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        if (authorization.isEmpty()) {
            return refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher credential = CREDENTIAL.matcher(authorization.get());
        if (!credential.matches()) {
            return refusal("IncompleteSignatureException", "Authorization header requires 'Credential' parameter.");
        }
        Scope scope = new Scope(credential.group(1), credential.group(2), credential.group(3));
        Region region = Region.of(scope.region());
        if (region.isGlobalRegion() || !Region.regions().contains(region)) {
            return refusal("InvalidSignatureException", "Credential should be scoped to a valid Region.");
        }
        if (body.length > LARGEST_BODY) {
            return new Answer.Failure(
                    413,
                    "message",
                    new ServiceException("RequestEntityTooLargeException", "The request body is too large."));
        }
        String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                .orElse("");
        return simulator.now(() -> dispatch(scope, target, body));
    }

    private Answer dispatch(Scope scope, String target, byte[] body) {
        int dot = target.indexOf('.');
        String prefix = dot < 0 ? "" : target.substring(0, dot);
        List<ServiceEndpoint> endpoints = simulator.endpoints(scope.region());
        Optional<ServiceEndpoint> addressed = endpoints.stream()
                .filter(endpoint -> endpoint.model().targetPrefix().equals(prefix))
                .findFirst();
        if (addressed.isEmpty()) {
            return refusal("UnknownOperationException", "");
        }
        ServiceEndpoint endpoint = addressed.get();
        if (!endpoint.model().signingName().equals(scope.service())) {
            return refusal(
                    "InvalidSignatureException",
                    "Credential should be scoped to correct service: '"
                            + endpoint.model().signingName() + "'.");
        }
        JsonNode request;
        try {
            request = body.length == 0 ? JsonNodeFactory.instance.objectNode() : json.readTree(body);
        } catch (JsonProcessingException e) {
            return refusal("SerializationException", "The request body is not JSON.");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
        return endpoint.answer(
                target.substring(dot + 1),
                request,
                scope.accessKeyId(),
                simulator.clock().instant());
    }

    private static Answer.Failure refusal(String code, String message) {
        return new Answer.Failure(400, "message", new ServiceException(code, message));
    }

    private static ObjectNode body(Answer.Failure failure) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("__type", failure.error().code());
        if (!failure.error().getMessage().isEmpty()) {
            body.put(failure.messageMember(), failure.error().getMessage());
        }
        failure.error().members().forEach(body::put);
        return body;
    }

    private void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
