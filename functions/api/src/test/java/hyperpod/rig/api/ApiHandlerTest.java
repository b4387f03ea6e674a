package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.testkit.AwsAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sfn.SfnClient;

/** What API Gateway sends and gets, as JSON, and what the log says of it. */
class ApiHandlerTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void readTheLog() {
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStandardOutput() {
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
        new World(account).begun("nova-rig-1", "nova-rig");

        JsonNode answer = answer(new Get(), Files.readString(project().resolve("events/api/get-cluster.json")));

        assertThat(answer.get("statusCode").intValue()).isEqualTo(200);
        assertThat(log()).singleElement().satisfies(line -> {
            assertThat(line.get("level").textValue()).isEqualTo("INFO");
            assertThat(line.get("execution").textValue()).isEqualTo("nova-rig-1");
        });
    }

    @Test
    void theSamplesOfListAndDeletionAreUnderstood() throws IOException {
        new World(account).begun("nova-rig-1", "nova-rig").succeeded();

        JsonNode list = answer(new ListAll(), Files.readString(project().resolve("events/api/list-clusters.json")));
        JsonNode deletion = answer(new Delete(), Files.readString(project().resolve("events/api/delete-cluster.json")));

        assertThat(list.get("body").textValue()).contains("\"clusterName\":\"nova-rig\"");
        assertThat(deletion.get("statusCode").intValue()).isEqualTo(202);
    }

    private static JsonNode answer(ApiHandler handler, String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, null);
        return Json.MAPPER.readTree(answer.toByteArray());
    }

    private List<JsonNode> log() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> {
                    try {
                        return Json.MAPPER.readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError("no JSON: " + line, e);
                    }
                })
                .toList();
    }

    private static Path project() {
        Path directory = Path.of("").toAbsolutePath();
        while (Files.notExists(directory.resolve("template.yaml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private final class Start extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new ExecutionStart(
                            new World(account).ledger,
                            account.client(SfnClient.builder()),
                            AwsAccount.PROVISION,
                            new RequestSchema())
                    .answer(request);
        }
    }

    private final class Get extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new World(account)
                    .lookup()
                    .answer(request.getPathParameters().get("clusterName"));
        }
    }

    private final class ListAll extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new World(account).list().answer(request);
        }
    }

    private final class Delete extends ApiHandler {
        @Override
        protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent request) {
            return new World(account)
                    .deletion()
                    .answer(request, request.getPathParameters().get("clusterName"));
        }
    }
}
