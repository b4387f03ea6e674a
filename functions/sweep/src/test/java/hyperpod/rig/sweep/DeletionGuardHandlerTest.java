package hyperpod.rig.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.testkit.AwsAccount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** What CloudFormation is answered where it waits. */
class DeletionGuardHandlerTest {

    private static final String GUARD = "deletion-guard-51af3dc0-da77-11e4-872e-1234567db123";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final List<JsonNode> answers = new ArrayList<>();
    private final List<String> contentTypes = new ArrayList<>();
    private int statusCode = 200;
    private HttpServer cloudFormation;

    @BeforeEach
    void listen() throws IOException {
        cloudFormation = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloudFormation.createContext("/response", exchange -> {
            answers.add(Json.MAPPER.readTree(exchange.getRequestBody()));
            contentTypes.addAll(exchange.getRequestHeaders().getOrDefault("Content-Type", List.of()));
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? statusCode : 405, -1);
            exchange.close();
        });
        cloudFormation.start();
    }

    @AfterEach
    void stopListening() {
        cloudFormation.stop(0);
    }

    @Test
    void anApplicationThatNothingUsesMayGo() throws IOException {
        account.provision("e-1").status("SUCCEEDED");
        account.rollback("r-1").status("FAILED");
        account.cluster("strangers").ownedBy("another-app", "e-1");
        JsonNode answer = delete(GUARD);
        assertThat(answer.get("Status").asText()).isEqualTo("SUCCESS");
        assertThat(answer.get("PhysicalResourceId").asText()).isEqualTo(GUARD);
        assertThat(answer.get("StackId").asText()).endsWith("1234567db123");
        assertThat(answer.get("RequestId").asText()).isEqualTo("request-1");
        assertThat(answer.get("LogicalResourceId").asText()).isEqualTo("DeletionGuard");
        assertThat(answer.has("Reason")).isFalse();
    }

    /** The address is signed for a request without one. */
    @Test
    void theAnswerHasNoContentType() throws IOException {
        delete(GUARD);
        assertThat(contentTypes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "PENDING_REDRIVE"})
    void anExecutionThatHasNotEndedKeepsTheApplication(String status) throws IOException {
        account.provision("e-1").status(status);
        account.rollback("r-1").status(status);
        JsonNode answer = delete(GUARD);
        assertThat(answer.get("Status").asText()).isEqualTo("FAILED");
        assertThat(answer.get("Reason").asText())
                .contains("application app is in use", "nothing of it was deleted", "provision e-1", "rollback r-1")
                .doesNotContain("stand:");
    }

    @Test
    void whatStandsKeepsTheApplication() throws IOException {
        account.provision("e-1").status("SUCCEEDED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.succeeded(own.cluster().indexedAs(Map.of()));
        account.fileSystem("fs-0000000000000001a").ownedBy("app", "forgotten");
        account.cluster("gone").ownedBy("app", "e-1").gone();
        assertThat(delete(GUARD).get("Reason").asText())
                .contains(
                        "AWS::SageMaker::Cluster nova (InService) of execution e-1",
                        "AWS::FSx::FileSystem fs-0000000000000001a (AVAILABLE) of execution forgotten",
                        "Start rollback")
                .doesNotContain("Executions run", "gone");
    }

    /** CloudFormation takes an answer of 4,096 bytes. */
    @Test
    void theAnswerFitsHoweverMuchStands() throws IOException {
        for (int i = 0; i < 300; i++) {
            account.provision("nova-" + "x".repeat(70) + i);
            account.cluster("nova-" + "x".repeat(50) + i).ownedBy("app", "e-" + "x".repeat(70) + i);
        }
        JsonNode answer = delete(GUARD);
        assertThat(answer.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(4_096);
        assertThat(answer.get("Reason").asText()).contains(" and more. Wait for their end");
    }

    /** The ledger's word is enough, and so is a tag's. */
    @Test
    void aClusterWithoutItsTagsKeepsTheApplication() throws IOException {
        new OwnExecution(account, "e-1", "nova").cluster().tags(Map.of());
        assertThat(delete(GUARD).get("Reason").asText()).contains("AWS::SageMaker::Cluster nova (InService)");
    }

    /** Strangers' clusters and ended executions cost no call. */
    @Test
    void theNumberOfCallsDoesNotDependOnStrangers() throws IOException {
        delete(GUARD);
        int alone = account.calls().size();
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i).ownedBy("another-app", "e-1");
            account.provision("e-" + i).status("SUCCEEDED");
        }
        delete(GUARD);
        assertThat(account.calls()).hasSize(2 * alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ListExecutions", "Query", "GetResources", "DescribeCluster"})
    void whatCannotBeFoundOutKeepsTheApplication(String operation) throws IOException {
        new OwnExecution(account, "e-1", "nova").meant(ResourceType.CLUSTER);
        account.fails(operation, "AccessDeniedException", 400);
        JsonNode answer = delete(GUARD);
        assertThat(answer.get("Status").asText()).isEqualTo("FAILED");
        assertThat(answer.get("Reason").asText()).contains("could not be found out", "refused by the test");
    }

    /**
     * The rollback of the stack's own creation, and of an update; an earlier stack of the same name may have left
     * something.
     */
    @ParameterizedTest
    @ValueSource(strings = {"hyperpod-rig-DeletionGuard-1ABCDEF", "deletion-guard-of-another-stack"})
    void aGuardWhoseCreationFailedKeepsNothing(String physicalResourceId) throws IOException {
        account.cluster("nova").ownedBy("app", "e-1");
        JsonNode answer = delete(physicalResourceId);
        assertThat(answer.get("Status").asText()).isEqualTo("SUCCESS");
        assertThat(answer.get("PhysicalResourceId").asText()).isEqualTo(physicalResourceId);
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void creationAndUpdateAreNeverRefused() throws IOException {
        account.provision("e-1");
        account.cluster("nova").ownedBy("app", "e-1");
        JsonNode created = answered(event("Create", ""));
        assertThat(created.get("Status").asText()).isEqualTo("SUCCESS");
        assertThat(created.get("PhysicalResourceId").asText()).isEqualTo(GUARD);
        JsonNode updated = answered(event("Update", ", \"PhysicalResourceId\": \"" + GUARD + "\""));
        assertThat(updated.get("Status").asText()).isEqualTo("SUCCESS");
        assertThat(updated.get("PhysicalResourceId").asText())
                .as("another id would have CloudFormation delete the guard of before")
                .isEqualTo(GUARD);
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void anEventThatIsNotCloudFormationsIsRefused() {
        assertThatThrownBy(() -> answered("{}")).hasMessageContaining("CloudFormation invokes this function");
    }

    /** Lambda repeats an invocation that fails. */
    @Test
    void anAnswerThatIsNotTakenIsAFailure() {
        statusCode = 403;
        assertThatThrownBy(() -> delete(GUARD)).isInstanceOf(IOException.class).hasMessageContaining("HTTP 403");
    }

    private JsonNode delete(String physicalResourceId) throws IOException {
        return answered(event("Delete", ", \"PhysicalResourceId\": \"" + physicalResourceId + "\""));
    }

    private JsonNode answered(String event) throws IOException {
        SfnClient stepFunctions = account.client(SfnClient.builder());
        new DeletionGuardHandler(() -> new DeletionGuard(
                        "app",
                        new RunningExecutions(stepFunctions, AwsAccount.PROVISION),
                        new RunningExecutions(stepFunctions, AwsAccount.ROLLBACK),
                        OwnExecution.ledger(account, AwsAccount.NOW),
                        new TaggedResources(account.client(ResourceGroupsTaggingApiClient.builder()), "app"),
                        new MeantClusters(account.client(SageMakerClient.builder()), "app"),
                        new MeantFileSystems(account.client(FSxClient.builder()), "app")))
                .answer(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
        return answers.getLast();
    }

    private String event(String requestType, String more) {
        return """
                {"RequestType": "%s", "ResponseURL": "http://%s:%d/response", "RequestId": "request-1",
                 "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/app/51af3dc0-da77-11e4-872e-1234567db123",
                 "ResourceType": "Custom::DeletionGuard", "LogicalResourceId": "DeletionGuard",
                 "ResourceProperties": {"ServiceToken": "arn", "ServiceTimeout": "900"}%s}""".formatted(
                        requestType,
                        cloudFormation.getAddress().getAddress().getHostAddress(),
                        cloudFormation.getAddress().getPort(),
                        more);
    }
}
