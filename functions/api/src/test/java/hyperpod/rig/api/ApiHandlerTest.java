package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/** What API Gateway sends and gets, as JSON, and what the log says of it. */
class ApiHandlerTest {

    private static final String MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:hyperpod-rig-provision";
    private static final String EXECUTION = "arn:aws:states:us-east-1:111122223333:execution:hyperpod-rig-provision:nova-rig-1";
    private static final String RUNNING = """
            {"executionArn": "%s", "name": "nova-rig-1", "status": "RUNNING", "startDate": 1.7e9, "input": "{\\"clusterName\\":\\"nova-rig\\"}"}"""
            .formatted(EXECUTION);

    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private HttpServer stepFunctions;

    @BeforeEach
    void start() throws IOException {
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        stepFunctions = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stepFunctions.createContext("/", exchange -> {
            String json = switch (exchange.getRequestHeaders().getFirst("X-Amz-Target")) {
                case "AWSStepFunctions.StartExecution" -> "{\"executionArn\": \"" + EXECUTION + "\", \"startDate\": 1.7e9}";
                case "AWSStepFunctions.ListExecutions" -> "{\"executions\": [" + RUNNING + "]}";
                case "AWSStepFunctions.DescribeExecution" -> RUNNING;
                default -> "{\"events\": []}";
            };
            byte[] answer = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        stepFunctions.start();
    }

    @AfterEach
    void stop() {
        stepFunctions.stop(0);
        System.setOut(standardOutput);
    }

    @Test
    void aStartIsLoggedWithClusterAndExecution() throws IOException {
        JsonNode answer = answer(new Start(), Files.readString(project().resolve("events/api/provision.json")));

        assertThat(answer.get("statusCode").intValue()).isEqualTo(202);
        assertThat(log()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.get("cluster").textValue()).isEqualTo("nova-rig");
            assertThat(line.get("execution").textValue()).startsWith("nova-rig-");
        });
    }

    @Test
    void aTypingErrorIsOneWarning() throws IOException {
        JsonNode answer = answer(new Start(), """
                {"httpMethod": "POST", "headers": {}, "body": "{\\"clusterNme\\": \\"nova-rig\\"}", "somethingNew": 1}""");

        assertThat(answer.get("statusCode").intValue()).isEqualTo(400);
        assertThat(log()).singleElement().satisfies(line -> {
            assertThat(line.get("level").textValue()).isEqualTo("WARN");
            assertThat(line.get("message").textValue()).contains("400").contains("clusterNme");
            assertThat(line.has("error")).isFalse();
        });
    }

    @Test
    void aReportIsLoggedWithTheExecutionThatItIsOf() throws IOException {
        JsonNode answer = answer(new Get(), Files.readString(project().resolve("events/api/get-cluster.json")));

        assertThat(answer.get("statusCode").intValue()).isEqualTo(200);
        assertThat(log()).singleElement().satisfies(line -> {
            assertThat(line.get("level").textValue()).isEqualTo("INFO");
            assertThat(line.get("execution").textValue()).isEqualTo("nova-rig-1");
        });
    }

    private static JsonNode answer(ApiHandler handler, String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, null);
        return Json.MAPPER.readTree(answer.toByteArray());
    }

    private List<JsonNode> log() {
        return output.toString(StandardCharsets.UTF_8).lines().map(line -> {
            try {
                return Json.MAPPER.readTree(line);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + line, e);
            }
        }).toList();
    }

    private static Path project() {
        Path directory = Path.of("").toAbsolutePath();
        while (Files.notExists(directory.resolve("template.yaml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private SfnClient client() {
        return AwsClients.build(SfnClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + stepFunctions.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"))));
    }

    private final class Start extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new ExecutionStart(client(), MACHINE, new RequestSchema()).answer(request);
        }
    }

    private final class Get extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new ExecutionReport(client(), MACHINE).answer(request.getPathParameters().get("clusterName"));
        }
    }
}
