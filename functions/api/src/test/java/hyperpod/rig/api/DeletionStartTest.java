package hyperpod.rig.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.StateMachineExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DELETE starts, and what it refuses. */
class DeletionStartTest {

    private static final String CONFIRMED = "{\"artifactsSynchronised\": true}";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final World world = new World(account);

    @Test
    void whatStandsIsNotDeletedWithoutAConfirmation() {
        World.Begun begun = world.begun("nova-1", "nova").createsFileSystem("fs-1");
        String arn = begun.succeeded()
                .group("rig-1", "InService", 2, 2)
                .ofGroup("EnvironmentConfig", Map.of("S3OutputPath", "s3://managed/rig-1"))
                .group("rig-2", "InService", 1, 1)
                .arn();

        APIGatewayProxyResponseEvent answer = delete("");

        assertThat(answer.getStatusCode()).isEqualTo(409);
        JsonNode refused = JsonText.parsed(answer.getBody());
        assertThat(refused.path("message").asText()).contains("\"artifactsSynchronised\": true", "Nothing was started");
        assertThat(refused.at("/wouldBeDeleted/clusterArn").asText()).isEqualTo(arn);
        assertThat(refused.at("/wouldBeDeleted/clusterStatus").asText()).isEqualTo("InService");
        assertThat(refused.at("/wouldBeDeleted/fileSystemId").asText()).isEqualTo("fs-1");
        assertThat(refused.at("/wouldBeDeleted/artifacts/0/s3OutputPath").asText())
                .isEqualTo("s3://managed/rig-1");
        assertThat(refused.at("/wouldBeDeleted/artifacts/1/restrictedInstanceGroup")
                        .asText())
                .isEqualTo("rig-2");
        assertThat(refused.at("/wouldBeDeleted/artifacts/1").has("s3OutputPath"))
                .isFalse();
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    @Test
    void aConfirmationStartsARollbackWhichKnowsWhoAsked() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded();

        APIGatewayProxyResponseEvent answer = delete(CONFIRMED);

        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(202);
        assertThat(answer.getHeaders()).containsEntry("Location", "nova");
        StateMachineExecution rollback = rollbacks().getFirst();
        assertThat(rollback.get("name")).matches("delete-nova-[0-9a-f]{8}");
        assertThat(JsonText.parsed(answer.getBody()).path("rollbackArn").asText())
                .isEqualTo(rollback.arn());
        assertThat(JsonText.parsed(rollback.get("input")))
                .isEqualTo(JsonText.parsed("""
                {"executionArn": "%s", "startDate": "%s", "artifactsSynchronised": true, "requestedBy": "%s"}""".formatted(begun.execution.arn(), World.BEGAN, World.CALLER)));
        assertThat(world.ledger.ofCluster("nova").orElseThrow().rollbacks())
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.arn()).isEqualTo(rollback.arn());
                    assertThat(record.confirmation())
                            .isEqualTo(new Confirmation(true, false, Optional.of(World.CALLER)));
                });
    }

    @Test
    void theLossOfQueuedExportsIsAcceptedByItself() {
        world.begun("nova-1", "nova").succeeded();
        assertThat(delete("{\"artifactsSynchronised\": true, \"loseQueuedExports\": true}")
                        .getStatusCode())
                .isEqualTo(202);
        assertThat(JsonText.parsed(rollbacks().getFirst().get("input"))
                        .path("loseQueuedExports")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameDeleteSentTwiceStartsOnce(boolean answerOfFirstGotLost) {
        world.begun("nova-1", "nova").succeeded();
        if (answerOfFirstGotLost) {
            account.losesAnswer("StartExecution", 1);
        }
        String first = accepted(delete(CONFIRMED));
        assertThat(accepted(delete(CONFIRMED))).isEqualTo(first);
        assertThat(accepted(delete(CONFIRMED.replace(" ", "")))).isEqualTo(first);
        assertThat(rollbacks()).hasSize(1);
    }

    /** Then Step Functions refuses the name, and who asked first is recorded. */
    @Test
    void anotherCallersDeleteIsTheSameDelete() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("dynamodb:UpdateItem", "InternalServerError", 500);
        String first = accepted(delete(CONFIRMED));
        APIGatewayProxyRequestEvent others = World.call().withBody(CONFIRMED);
        others.getRequestContext().getIdentity().setUserArn("arn:aws:iam::111122223333:user/bob");
        assertThat(accepted(world.deletion().answer(others, "nova"))).isEqualTo(first);
        assertThat(rollbacks()).hasSize(1);
    }

    @Test
    void afterARollbackThatLeftSomethingTheSameDeleteStartsAnother() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded();
        String first = accepted(delete(CONFIRMED));
        account.executions().getLast().status("FAILED");
        world.ledger.rollbackEnded(
                begun.execution,
                first,
                List.of(new Remaining("AWS::SageMaker::Cluster", "nova", "arn", "InService", Optional.of("in use"))));
        String second = accepted(delete(CONFIRMED));
        assertThat(second).isNotEqualTo(first);
        assertThat(accepted(delete(CONFIRMED))).isEqualTo(second);
        assertThat(rollbacks()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterARollbackThatWasStoppedTheSameDeleteStartsAnother(boolean recorded) {
        world.begun("nova-1", "nova").succeeded();
        if (!recorded) {
            account.fails("dynamodb:UpdateItem", "InternalServerError", 500);
        }
        String first = accepted(delete(CONFIRMED));
        account.executions().getLast().status("ABORTED");
        String second = accepted(delete(CONFIRMED));
        assertThat(second).isNotEqualTo(first);
        assertThat(accepted(delete(CONFIRMED))).isEqualTo(second);
        assertThat(rollbacks()).hasSize(2);
    }

    /** A rollback without confirmation leaves queued exports and what stands alone. */
    @Test
    void aRollbackThatRunsIsEnoughIfItDoesAllThatIsAsked() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.created();
        String running = begun.gaveUp("no capacity").rollback("r-1", "RUNNING");
        assertThat(accepted(delete(""))).isEqualTo(running);
        assertThat(accepted(delete("{\"loseQueuedExports\": true}"))).isNotEqualTo(running);
    }

    /** It may still succeed. */
    @ParameterizedTest
    @CsvSource({"RUNNING, 409", "PENDING_REDRIVE, 409", "ABORTED, 202", "FAILED, 202", "TIMED_OUT, 202"})
    void whatNeverSucceededAndHasEndedNeedsNoConfirmation(String status, int answer) {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.created();
        begun.ended(status);
        assertThat(delete("").getStatusCode()).isEqualTo(answer);
        assertThat(delete(CONFIRMED).getStatusCode()).isEqualTo(202);
    }

    @Test
    void whatStepFunctionsHasForgottenIsTakenBackByTheLedger() {
        Instant longAgo = AwsAccount.NOW.minus(Duration.ofDays(91));
        world.forgotten("nova-1", "nova", longAgo).created();
        assertThat(delete("").getStatusCode()).isEqualTo(202);
        assertThat(JsonText.parsed(rollbacks().getFirst().get("input"))
                        .path("startDate")
                        .asText())
                .isEqualTo(longAgo.toString());
    }

    /** It may be younger than what Step Functions shows, and rollback asks for a confirmation too. */
    @Test
    void whatStepFunctionsDoesNotShowAlthoughItIsYoungNeedsAConfirmation() {
        world.forgotten("nova-1", "nova").created();
        assertThat(delete("").getStatusCode()).isEqualTo(409);
        assertThat(delete(CONFIRMED).getStatusCode()).isEqualTo(202);
    }

    @Test
    void whetherAConfirmationIsNeededIsNotGuessed() {
        world.begun("nova-1", "nova").intendsCluster();
        account.fails("DescribeExecution", "ServiceUnavailable", 503);
        assertThat(delete(CONFIRMED).getStatusCode()).isEqualTo(503);
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    @Test
    void withoutSageMakerTheRefusalSaysWhatItDoesNotKnow() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("DescribeCluster", "AccessDeniedException", 400);
        APIGatewayProxyResponseEvent answer = delete("");
        assertThat(answer.getStatusCode()).isEqualTo(409);
        assertThat(JsonText.parsed(answer.getBody())
                        .at("/wouldBeDeleted/notAnswered/0")
                        .asText())
                .isEqualTo("SageMaker, for the cluster: AccessDeniedException");
        assertThat(delete(CONFIRMED).getStatusCode()).isEqualTo(202);
    }

    @Test
    void ofWhatIsGoneNothingIsStarted() {
        World.Begun begun = world.begun("nova-1", "nova");
        begun.succeeded().gone();
        begun.rolledBack("r-1");
        APIGatewayProxyResponseEvent answer = delete(CONFIRMED);
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(answer.getBody()).contains("gone since " + AwsAccount.NOW.plusSeconds(60));
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    @Test
    void ofWhatNeverMadeAnythingNothingIsStarted() {
        world.begun("nova-1", "nova").gaveUp("2 violations").ended("FAILED");
        APIGatewayProxyResponseEvent answer = delete(CONFIRMED);
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(answer.getBody()).contains("nothing was ever made");
    }

    /** The ledger holds the name until a rollback has closed the entry. */
    @Test
    void whatSomebodyElseDeletedIsTakenBackAllTheSame() {
        world.begun("nova-1", "nova").succeeded().gone();
        assertThat(delete(CONFIRMED).getStatusCode()).isEqualTo(202);
    }

    @Test
    void aNameThatNobodyAskedForIsNotFound() {
        APIGatewayProxyResponseEvent answer = delete(CONFIRMED);
        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(answer.getBody()).contains("'nova'", "check the name");
    }

    @Test
    void aRollbackThatCannotBeStartedIsForTheEdgeToAnswer() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("StartExecution", "ServiceUnavailable", 503);
        assertThat(Answers.to(() -> delete(CONFIRMED)).getStatusCode()).isEqualTo(503);
    }

    @Test
    void withoutTheLedgerNothingIsStarted() {
        world.begun("nova-1", "nova").succeeded();
        account.fails("dynamodb:GetItem", "InternalServerError", 500);
        assertThat(Answers.to(() -> delete(CONFIRMED)).getStatusCode()).isEqualTo(503);
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    private APIGatewayProxyResponseEvent delete(String body) {
        return world.deletion().answer(World.call().withBody(body), "nova");
    }

    private static String accepted(APIGatewayProxyResponseEvent answer) {
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(202);
        return JsonText.parsed(answer.getBody()).path("rollbackArn").asText();
    }

    private List<StateMachineExecution> rollbacks() {
        return account.executions().stream()
                .filter(execution -> execution.get("stateMachineArn").equals(AwsAccount.ROLLBACK))
                .toList();
    }
}
