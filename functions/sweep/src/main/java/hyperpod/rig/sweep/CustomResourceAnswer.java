package hyperpod.rig.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/**
 * The answer to a {@link CustomResourceEvent}.
 *
 * @param status SUCCESS or FAILED
 * @param reason why it failed, which the stack's events show
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html">Custom resource
 *     response objects</a>
 */
record CustomResourceAnswer(
        @JsonProperty("Status") String status,
        @JsonProperty("Reason") Optional<String> reason,
        @JsonProperty("PhysicalResourceId") String physicalResourceId,
        @JsonProperty("StackId") String stackId,
        @JsonProperty("RequestId") String requestId,
        @JsonProperty("LogicalResourceId") String logicalResourceId) {

    /** The whole answer may have 4,096 bytes. */
    private static final int MAX_REASON = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static CustomResourceAnswer success(CustomResourceEvent event, String physicalResourceId) {
        return answer(event, "SUCCESS", Optional.empty(), physicalResourceId);
    }

    static CustomResourceAnswer failure(CustomResourceEvent event, String physicalResourceId, String reason) {
        return answer(event, "FAILED", Optional.of(StringUtils.abbreviate(reason, MAX_REASON)), physicalResourceId);
    }

    private static CustomResourceAnswer answer(
            CustomResourceEvent event, String status, Optional<String> reason, String physicalResourceId) {
        return new CustomResourceAnswer(
                status, reason, physicalResourceId, event.stackId(), event.requestId(), event.logicalResourceId());
    }

    /**
     * Puts it where CloudFormation waits. The address is signed for a request without a content type.
     *
     * @throws IOException if it is not taken; Lambda then repeats the invocation
     */
    void send(URI responseUrl) throws IOException {
        HttpRequest put = HttpRequest.newBuilder(responseUrl)
                .timeout(PATIENCE)
                .PUT(HttpRequest.BodyPublishers.ofString(Json.text(this)))
                .build();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            int statusCode =
                    http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (statusCode >= 300) {
                throw new IOException("CloudFormation's address answered HTTP " + statusCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before CloudFormation had the answer", e);
        }
    }
}
