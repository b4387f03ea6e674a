package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Json;
import hyperpod.rig.testkit.AwsAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What API Gateway sends and gets, as JSON, and what the log says of it. */
class ApiHandlerTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    /** What the template sets, and what Lambda does. */
    private final FunctionEnvironment environment = FunctionEnvironment.simulated(
            Map.ofEntries(
                    Map.entry("AWS_REGION", AwsAccount.REGION),
                    Map.entry("AWS_ACCESS_KEY_ID", "function"),
                    Map.entry("AWS_SECRET_ACCESS_KEY", "secret"),
                    Map.entry("APPLICATION_NAME", World.APPLICATION),
                    Map.entry("LEDGER_TABLE", AwsAccount.LEDGER_TABLE),
                    Map.entry("PROVISION_STATE_MACHINE_ARN", AwsAccount.PROVISION),
                    Map.entry("ROLLBACK_STATE_MACHINE_ARN", AwsAccount.ROLLBACK),
                    Map.entry("FILE_SYSTEM_DEADLINE_SECONDS", "3600"),
                    Map.entry("CLUSTER_DEADLINE_SECONDS", "14400")),
            () -> AwsAccount.NOW,
            account.http());

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
        JsonNode answer = answer(
                new StartProvisioningHandler(environment),
                Files.readString(project().resolve("events/api/provision.json")));

        assertThat(answer.get("statusCode").intValue()).isEqualTo(202);
        assertThat(log()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.get("cluster").textValue()).isEqualTo("nova-rig");
            assertThat(line.get("execution").textValue()).startsWith("nova-rig-");
        });
    }

    @Test
    void aTypingErrorIsOneWarning() throws IOException {
        JsonNode answer = answer(new StartProvisioningHandler(environment), """
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

        JsonNode answer = answer(
                new GetClusterHandler(environment), Files.readString(project().resolve("events/api/get-cluster.json")));

        assertThat(answer.get("statusCode").intValue()).isEqualTo(200);
        assertThat(log()).singleElement().satisfies(line -> {
            assertThat(line.get("level").textValue()).isEqualTo("INFO");
            assertThat(line.get("execution").textValue()).isEqualTo("nova-rig-1");
        });
    }

    @Test
    void theSamplesOfListAndDeletionAreUnderstood() throws IOException {
        new World(account).begun("nova-rig-1", "nova-rig").succeeded();

        JsonNode list = answer(
                new ListClustersHandler(environment),
                Files.readString(project().resolve("events/api/list-clusters.json")));
        JsonNode deletion = answer(
                new StartDeletionHandler(environment),
                Files.readString(project().resolve("events/api/delete-cluster.json")));

        assertThat(list.get("body").textValue()).contains("\"clusterName\":\"nova-rig\"");
        assertThat(deletion.get("statusCode").intValue()).isEqualTo(202);
    }

    @Test
    void aNameThatIsTooLongForAClusterIsNotFound() throws IOException {
        String event = Files.readString(project().resolve("events/api/get-cluster.json"))
                .replace("\"nova-rig\"", "\"" + "n".repeat(5_000) + "\"");
        assertThat(answer(new GetClusterHandler(environment), event)
                        .get("statusCode")
                        .intValue())
                .isEqualTo(404);
        assertThat(account.calls()).isEmpty();
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
}
