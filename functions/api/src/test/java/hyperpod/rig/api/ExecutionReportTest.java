package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/** What GET answers for a cluster's name. */
class ExecutionReportTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @Test
    void aRunningExecutionIsReportedWithTheStateThatItIsIn() {
        account.provision("nova-1")
                .input("{\"clusterName\": \"nova\"}")
                .entered("ValidateRequest", "CreateCluster", "WaitForCluster");
        JsonNode report = found("nova");
        assertThat(report.path("clusterName").asText()).isEqualTo("nova");
        assertThat(report.path("executionArn").asText()).isEqualTo(AwsAccount.execution("nova-1"));
        assertThat(report.path("status").asText()).isEqualTo("RUNNING");
        assertThat(report.path("currentStep").asText()).isEqualTo("WaitForCluster");
        assertThat(report.path("startDate").asText()).isEqualTo("2026-07-11T09:30:00Z");
        assertThat(report.has("stopDate")).isFalse();
        assertThat(report.has("result")).isFalse();
        assertThat(report.has("error")).isFalse();
        assertThat(report.has("cause")).isFalse();
    }

    @Test
    void aSuccessIsReportedWithItsResult() {
        account.provision("nova-1")
                .input("{\"clusterName\": \"nova\"}")
                .entered("Provisioned")
                .status("SUCCEEDED")
                .with("output", "{\"clusterArn\": \"arn\"}");
        JsonNode report = found("nova");
        assertThat(report.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(report.at("/result/clusterArn").asText()).isEqualTo("arn");
        assertThat(report.path("stopDate").asText()).isEqualTo("2026-07-11T10:00:00Z");
    }

    @Test
    void aFailureIsReportedWithItsErrorAndCause() {
        account.provision("nova-1")
                .input("{\"clusterName\": \"nova\"}")
                .status("FAILED")
                .with("error", "ProvisioningFailed")
                .with("cause", "{\"remaining\": []}");
        JsonNode report = found("nova");
        assertThat(report.path("status").asText()).isEqualTo("FAILED");
        assertThat(report.path("error").asText()).isEqualTo("ProvisioningFailed");
        assertThat(report.at("/cause/remaining").isArray()).isTrue();
    }

    @Test
    void aCauseThatIsNoJsonIsReportedAsText() {
        account.provision("nova-1")
                .input("{\"clusterName\": \"nova\"}")
                .status("ABORTED")
                .with("cause", "stopped by a person");
        assertThat(found("nova").path("cause").asText()).isEqualTo("stopped by a person");
    }

    @Test
    void anExecutionThatHasEnteredNoStateHasNoStep() {
        account.provision("nova-1").input("{\"clusterName\": \"nova\"}");
        assertThat(found("nova").has("currentStep")).isFalse();
    }

    @Test
    void theStateThatWasEnteredLastMayStandOnALaterPage() {
        account.provision("nova-1").input("{\"clusterName\": \"nova\"}").entered("ValidateRequest", "CreateCluster");
        account.pagesOf(1);
        assertThat(found("nova").path("currentStep").asText()).isEqualTo("CreateCluster");
    }

    @Test
    void theNewestExecutionForTheNameIsReported() {
        account.provision("old")
                .input("{\"clusterName\": \"nova\"}")
                .at("startDate", AwsAccount.NOW.minusSeconds(9_000));
        account.provision("new").input("{\"clusterName\": \"nova\"}").at("startDate", AwsAccount.NOW.minusSeconds(10));
        account.provision("older")
                .input("{\"clusterName\": \"nova\"}")
                .at("startDate", AwsAccount.NOW.minusSeconds(90_000));
        account.provision("of-another")
                .input("{\"clusterName\": \"supernova\"}")
                .at("startDate", AwsAccount.NOW);
        assertThat(found("nova").path("executionArn").asText()).isEqualTo(AwsAccount.execution("new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"clusterName\": \"nova\"}",
                "{\"httpMethod\": \"POST\", \"body\": \"{\\\"clusterName\\\": \\\"nova\\\"}\"}",
                "{\"source\": \"hyperpod.rig\", \"detail-type\": \"Provision Requested\", \"detail\": {\"clusterName\": \"nova\"}}"
            })
    void anExecutionIsFoundByTheNameInItsRequestWhicheverWayItCameIn(String input) {
        account.provision("any-name").input(input);
        assertThat(found("nova").path("executionArn").asText()).isEqualTo(AwsAccount.execution("any-name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "not json",
                "{\"clusterName\": 7}",
                "{\"httpMethod\": \"GET\", \"body\": \"\"}",
                "{\"clusterName\": \"nova\", \"detail\": {}}"
            })
    void anExecutionThatHoldsNoRequestIsForNoName(String input) {
        account.provision("nova-1").input(input);
        APIGatewayProxyResponseEvent answer = answer("nova");
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(JsonText.parsed(answer.getBody()).path("message").asText()).contains("'nova'", "check the name");
    }

    /** Step Functions grants an account 15 calls of DescribeExecution a second, which the workflow needs as well. */
    @Test
    void aNameThatNobodyAskedForCostsFewCalls() {
        for (int i = 0; i < 150; i++) {
            account.provision("other-" + i).input("{\"clusterName\": \"supernova\"}");
            account.provision("supernova-%016x".formatted(i)).input("{\"clusterName\": \"supernova\"}");
        }
        APIGatewayProxyResponseEvent answer = answer("nova");
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(JsonText.parsed(answer.getBody()).path("message").asText()).contains("'nova'", "newest 10 others");
        assertThat(account.calls("DescribeExecution")).hasSize(10);
        assertThat(account.calls("ListExecutions")).hasSize(1);
    }

    @Test
    void whatTheApiStartedIsFoundByItsNameAmongManyOthers() {
        account.provision("nova-00000000000000a1")
                .input("{\"clusterName\": \"nova\"}")
                .at("startDate", AwsAccount.NOW.minusSeconds(9_000));
        for (int i = 0; i < 50; i++) {
            account.provision("by-event-" + i).input("{\"clusterName\": \"supernova\"}");
        }
        assertThat(found("nova").path("executionArn").asText())
                .isEqualTo(AwsAccount.execution("nova-00000000000000a1"));
        assertThat(account.calls("DescribeExecution")).hasSize(11);
    }

    /** Its input says for which cluster it is, whatever a person named it. */
    @Test
    void aNameAsTheApiGivesThemIsNotBelievedAlone() {
        account.provision("nova-00000000000000a1").input("{\"clusterName\": \"supernova\"}");
        account.provision("nova-00000000000000a2")
                .input("{\"clusterName\": \"nova\"}")
                .at("startDate", AwsAccount.NOW.minusSeconds(9_000));
        assertThat(found("nova").path("executionArn").asText())
                .isEqualTo(AwsAccount.execution("nova-00000000000000a2"));
    }

    /** The name of one cluster may begin that of another. */
    @Test
    void theNameOfAnotherClusterThatBeginsAlikeIsNoneForThisOne() {
        account.provision("nova-rig-00000000000000a1").input("{\"clusterName\": \"nova-rig\"}");
        assertThat(answer("nova").getStatusCode()).isEqualTo(404);
        assertThat(account.calls("DescribeExecution")).isEmpty();
    }

    @Test
    void executionsOfTheRollbackAreNotLookedAt() {
        account.rollback("r-1").input("{\"clusterName\": \"nova\"}");
        assertThat(answer("nova").getStatusCode()).isEqualTo(404);
    }

    private JsonNode found(String clusterName) {
        APIGatewayProxyResponseEvent answer = answer(clusterName);
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
        return JsonText.parsed(answer.getBody());
    }

    private APIGatewayProxyResponseEvent answer(String clusterName) {
        return new ExecutionReport(account.client(SfnClient.builder()), AwsAccount.PROVISION).answer(clusterName);
    }
}
