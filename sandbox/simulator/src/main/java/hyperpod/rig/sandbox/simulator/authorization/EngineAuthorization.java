package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks the local engine, which knows principals and their policies:
 * {@code sandbox/ministack/authorized_control_planes.py}.
 */
public final class EngineAuthorization implements Authorization {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    /** Connects to the engine at this URL. */
    public EngineAuthorization(URI engine) {
        this.endpoint = engine.resolve("/_sandbox/authorization");
    }

    @Override
    public void require(String accessKeyId, List<Permission> permissions) {
        JsonNode answer = ask(Map.of("accessKeyId", accessKeyId, "permissions", permissions));
        if (!answer.path("allowed").asBoolean()) {
            throw new ServiceException(
                    answer.path("code").asText("AccessDeniedException"),
                    answer.path("message").asText());
        }
    }

    private JsonNode ask(Map<String, Object> question) {
        try {
            HttpRequest request = HttpRequest.newBuilder(endpoint)
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(question)))
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(endpoint + " answered " + answer.statusCode());
            }
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
