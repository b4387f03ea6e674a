package hyperpod.rig.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.fsx.FSxClient;

/** Nothing is taken for "there are none" but FSx's own list. */
class OwnFileSystemsTest {

    private static final Execution EXECUTION =
            new Execution("e-1", "arn:aws:states:us-east-1:111122223333:execution:hyperpod-rig-provision:e-1", Optional.empty());

    private HttpServer fsx;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        fsx = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fsx.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        fsx.start();
    }

    @AfterEach
    void stop() {
        fsx.stop(0);
    }

    @Test
    void ownFileSystemsAreThoseWithBothTags() {
        answer = """
                {"FileSystems": [
                  {"FileSystemId": "fs-1", "Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"},
                                                    {"Key": "hyperpod-rig:application", "Value": "app"}]},
                  {"FileSystemId": "fs-2", "Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"}]},
                  {"FileSystemId": "fs-3", "Tags": [{"Key": "hyperpod-rig:application", "Value": "app"}]},
                  {"FileSystemId": "fs-4"}]}""";
        assertThat(own().of(EXECUTION)).extracting(found -> found.fileSystemId()).containsExactly("fs-1");
        assertThat(own().ofApplication().values()).containsExactly("e-1");
    }

    /** After 90 days Step Functions lets another execution have the same name. */
    @Test
    void whatIsOlderThanTheExecutionIsNotItsOwn() {
        answer = """
                {"FileSystems": [
                  {"FileSystemId": "fs-old", "CreationTime": 1767225600, "Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"},
                                                    {"Key": "hyperpod-rig:application", "Value": "app"}]},
                  {"FileSystemId": "fs-new", "CreationTime": 1775001660, "Tags": [{"Key": "hyperpod-rig:execution", "Value": "e-1"},
                                                    {"Key": "hyperpod-rig:application", "Value": "app"}]}]}""";
        Execution started = new Execution(EXECUTION.name(), EXECUTION.arn(), Optional.of(Instant.parse("2026-04-01T00:00:00Z")));
        assertThat(own().of(started)).extracting(found -> found.fileSystemId()).containsExactly("fs-new");
        assertThat(own().of(EXECUTION)).hasSize(2);
    }

    @Test
    void anEmptyListMeansNone() {
        answer = "{\"FileSystems\": []}";
        assertThat(own().of(EXECUTION)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html><body>It works!</body></html>", "\n", "{}", " { } "})
    void aSuccessWithoutAnAnswerIsNoAnswer(String body) {
        answer = body;
        assertThatThrownBy(() -> own().of(EXECUTION)).isInstanceOf(SdkClientException.class);
    }

    @Test
    void anAnswerWithoutTheListIsNoAnswer() {
        answer = "{\"NextToken\": null}";
        assertThatThrownBy(() -> own().of(EXECUTION))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("DescribeFileSystems.FileSystems");
    }

    private OwnFileSystems own() {
        return new OwnFileSystems(AwsClients.build(FSxClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .endpointOverride(URI.create("http://127.0.0.1:" + fsx.getAddress().getPort()))), "app");
    }
}
