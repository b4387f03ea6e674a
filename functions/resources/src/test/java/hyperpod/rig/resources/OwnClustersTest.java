package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ServiceUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What SageMaker is asked, and what its answers are taken for. */
class OwnClustersTest {

    private static final Execution EXECUTION = new Execution("e-1",
            "arn:aws:states:us-east-1:111122223333:execution:hyperpod-rig-provision:e-1", Optional.of(Instant.parse("2026-04-01T00:05:00Z")));
    private static final String ARN = "arn:aws:sagemaker:us-east-1:111122223333:cluster/abcdefghijkl";

    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "SageMaker.ListClusters", """
                    {"ClusterSummaries": [{"ClusterArn": "%s", "ClusterName": "rig", "CreationTime": 1775001660, "ClusterStatus": "InService"}]}
                    """.formatted(ARN)));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer sageMaker;

    @BeforeEach
    void start() throws IOException {
        sageMaker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sageMaker.createContext("/", this::answer);
        sageMaker.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answers.get(exchange.getRequestHeaders().getFirst("X-Amz-Target")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @AfterEach
    void stop() {
        sageMaker.stop(0);
    }

    @Test
    void bothTagsMakeAClusterTheExecutionsOwn() {
        answers.put("SageMaker.ListTags", """
                {"Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"}, {"Key": "hyperpod-rig:application", "Value": "app"}]}""");
        assertThat(own().of(EXECUTION)).extracting(found -> found.clusterName()).containsExactly("rig");

        answers.put("SageMaker.ListTags", """
                {"Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"}]}""");
        assertThat(own().of(EXECUTION)).isEmpty();
    }

    /** After 90 days Step Functions lets another execution have the same name: its predecessor's cluster is not its own. */
    @Test
    void clustersThatAreOlderThanTheExecutionAreNotAskedFor() {
        answers.put("SageMaker.ListTags", "{\"Tags\": []}");
        own().of(EXECUTION);
        assertThat(asked.getFirst()).contains("\"CreationTimeAfter\":1775001600");
    }

    @Test
    void tagsThatAreNotInTheAnswerAreNotTakenForNone() {
        answers.put("SageMaker.ListTags", "{\"NextToken\": null}");
        assertThatThrownBy(() -> own().of(EXECUTION)).isInstanceOf(ServiceUnavailableException.class).hasMessageContaining("ListTags.Tags");
    }

    private OwnClusters own() {
        return new OwnClusters(AwsClients.build(SageMakerClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .endpointOverride(URI.create("http://127.0.0.1:" + sageMaker.getAddress().getPort()))), "app");
    }
}
