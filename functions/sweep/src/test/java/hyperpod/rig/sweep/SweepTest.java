package hyperpod.rig.sweep;

import static hyperpod.rig.sweep.AwsAccount.APPLICATION;
import static hyperpod.rig.sweep.AwsAccount.EXECUTION_PREFIX;
import static hyperpod.rig.sweep.AwsAccount.NOW;
import static hyperpod.rig.sweep.AwsAccount.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.resources.Remaining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.SfnException;

class SweepTest {

    private static final Sweep.Settings TELL = new Sweep.Settings(Duration.ofSeconds(900), false);
    private static final Sweep.Settings ROLL_BACK = new Sweep.Settings(Duration.ofSeconds(900), true);

    private AwsAccount account;

    @BeforeEach
    void open() throws IOException {
        account = new AwsAccount();
    }

    @AfterEach
    void close() {
        account.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "TIMED_OUT", "ABORTED"})
    void whatAnExecutionWithoutSuccessLeftIsTold(String status) {
        account.execution("e-1", status);
        account.cluster("nova", "e-1");
        account.fileSystem("fs-1", "e-1").put("Lifecycle", "DELETING");
        SweepReport report = account.sweep(TELL).run();
        assertThat(report.orphaned()).singleElement().satisfies(orphaned -> {
            assertThat(orphaned.executionArn()).isEqualTo(EXECUTION_PREFIX + "e-1");
            assertThat(orphaned.status()).isEqualTo(status);
            assertThat(orphaned.stopDate()).isEqualTo("2026-07-11T10:00:00Z");
            assertThat(orphaned.resources()).extracting(Remaining::type).containsExactly("AWS::SageMaker::Cluster", "AWS::FSx::FileSystem");
            assertThat(orphaned.resources()).extracting(Remaining::status).containsExactly("InService", "DELETING");
            assertThat(orphaned.rollbackStarted()).isFalse();
        });
        assertThat(account.calls("PutEvents")).singleElement().satisfies(put -> {
            assertThat(put.at("/Entries/0/Source").asText()).isEqualTo("hyperpod.rig");
            assertThat(put.at("/Entries/0/DetailType").asText()).isEqualTo("Orphaned Resources Found");
        });
        assertThat(account.events().getFirst()).isEqualTo(AwsAccount.parsed("""
                {"executionArn": "%se-1", "status": "%s", "stopDate": "2026-07-11T10:00:00Z", "resources": [
                   {"type": "AWS::SageMaker::Cluster", "id": "nova", "status": "InService",
                    "arn": "arn:aws:sagemaker:us-east-1:111122223333:cluster/nova"},
                   {"type": "AWS::FSx::FileSystem", "id": "fs-1", "status": "DELETING",
                    "arn": "arn:aws:fsx:us-east-1:111122223333:file-system/fs-1"}],
                 "resourceCount": 2, "rollbackStarted": false}""".formatted(EXECUTION_PREFIX, status)));
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "SUCCEEDED", "PENDING_REDRIVE"})
    void whatSomebodyLooksAfterIsLeftAlone(String status) {
        account.execution("e-1", status);
        account.cluster("nova", "e-1");
        assertNothing(account.sweep(ROLL_BACK).run());
    }

    @Test
    void whatEndedJustNowIsLeftAlone() {
        account.execution("e-1", "ABORTED").put("stopDate", NOW.minusSeconds(899).getEpochSecond());
        account.execution("e-2", "ABORTED").put("stopDate", NOW.minusSeconds(901).getEpochSecond());
        account.execution("e-3", "ABORTED").put("stopDate", NOW.plusSeconds(1).getEpochSecond());
        Stream.of("e-1", "e-2", "e-3").forEach(name -> account.fileSystem("fs-" + name, name));
        assertThat(account.sweep(TELL).run().orphaned()).extracting(SweepReport.Orphaned::executionArn)
                .containsExactly(EXECUTION_PREFIX + "e-2");
        assertThat(account.sweep(new Sweep.Settings(Duration.ZERO, false)).run().orphaned()).as("it ended while the sweep ran")
                .extracting(SweepReport.Orphaned::executionArn).doesNotContain(EXECUTION_PREFIX + "e-3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "1; {\"executionArn\": \"ARN\", \"artifactsSynchronised\": true}",
        "1; {\"executionArn\": \"ARN\", \"failure\": {\"error\": \"X\", \"cause\": \"\"}}",
        "1; {\"detail\": {\"executionArn\": \"ARN\", \"status\": \"ABORTED\"}, \"executionArn\": \"another\"}",
        "2; {\"executionArn\": \"ARN\"}"})
    void whatIsRolledBackIsLeftAloneWhoeverStartedIt(int fromLook, String input) {
        account.execution("e-1", "ABORTED");
        account.cluster("nova", "e-1");
        account.rollbacks.put("r-1", new AwsAccount.RunningRollback(fromLook, input.replace("ARN", EXECUTION_PREFIX + "e-1")));
        assertNothing(account.sweep(ROLL_BACK).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "[]", "\"\"", "{", "{\"executionArn\": 1}", "{\"executionArn\": \"arn:aws:states\"}", "{\"detail\": null}"})
    void aRollbackOfNothingHidesNothing(String input) {
        account.execution("e-1", "ABORTED");
        account.cluster("nova", "e-1");
        account.rollbacks.put("r-1", new AwsAccount.RunningRollback(1, input));
        assertThat(account.sweep(TELL).run().orphaned()).hasSize(1);
    }

    @Test
    void whoseExecutionIsForgottenIsNeitherToldNorRolledBack() {
        account.cluster("old", "e-90-days-ago");
        SweepReport report = account.sweep(ROLL_BACK).run();
        assertThat(report.unknown()).singleElement().satisfies(unknown -> {
            assertThat(unknown.executionName()).isEqualTo("e-90-days-ago");
            assertThat(unknown.reason()).contains("90 days");
            assertThat(unknown.resources()).extracting(Remaining::id).containsExactly("old");
        });
        assertNothing(report);
    }

    @Test
    void whatIsOlderThanTheExecutionOfItsNameIsNeitherToldNorRolledBack() {
        account.execution("used-again", "FAILED").put("startDate", NOW.minusSeconds(2_400).getEpochSecond());
        account.cluster("stands-since-long", "used-again");
        SweepReport report = account.sweep(ROLL_BACK).run();
        assertThat(report.unknown()).singleElement().satisfies(unknown -> assertThat(unknown.reason()).contains("older"));
        assertNothing(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "other:e-1", "a b", "a/b", "*", "e-1\u00a0", "\u200b", "\uD83D\uDE00",
        "x23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-1"})
    void aTagThatIsNoNameOfAnExecutionIsNotAskedFor(String name) {
        account.execution("e-1", "FAILED");
        account.cluster("forged", name);
        account.cluster("nova", "e-1");
        SweepReport report = account.sweep(TELL).run();
        assertThat(report.unknown()).extracting(SweepReport.Unknown::executionName).containsExactly(name);
        assertThat(report.orphaned()).hasSize(1);
        assertThat(report.failures()).isEmpty();
        assertThat(account.calls("DescribeExecution")).extracting(body -> body.get("executionArn").asText())
                .containsExactly(EXECUTION_PREFIX + "e-1");
    }

    @Test
    void strangersAreNotLookedAt() {
        account.execution("e-1", "FAILED");
        account.cluster("another-application", tags("Key", "Value", "app-2", "e-1"));
        account.cluster("no-tags", AwsAccount.parsed("[]"));
        account.fileSystem("fs-1", "e-1").set("Tags", tags("Key", "Value", APPLICATION.toUpperCase(), "e-1"));
        assertNothing(account.sweep(ROLL_BACK).run());
        assertThat(account.calls("DescribeExecution")).isEmpty();
    }

    @Test
    void theRollbackIsStartedAsRollbackTakesIt() {
        account.execution("e-1", "FAILED").put("error", "RollbackIncomplete").put("cause", "x".repeat(20_000));
        account.execution("e-2", "ABORTED");
        account.cluster("nova", "e-1");
        account.cluster("supernova", "e-2");
        SweepReport report = account.sweep(ROLL_BACK).run();
        assertThat(report.orphaned()).extracting(SweepReport.Orphaned::rollbackStarted).containsExactly(true, true);
        assertThat(account.events()).allSatisfy(event -> assertThat(event.get("rollbackStarted").asBoolean()).isTrue());
        JsonNode first = account.calls("StartExecution").getFirst();
        assertThat(first.get("stateMachineArn").asText()).isEqualTo(AwsAccount.ROLLBACK);
        assertThat(first.get("name").asText()).matches("sweep-[0-9a-f-]{36}-20260711T10");
        JsonNode input = AwsAccount.parsed(first.get("input").asText());
        assertThat(input.get("executionArn").asText()).isEqualTo(EXECUTION_PREFIX + "e-1");
        assertThat(input.at("/failure/state").asText()).isEqualTo("unknown");
        assertThat(input.at("/failure/error").asText()).isEqualTo("RollbackIncomplete");
        assertThat(input.at("/failure/cause").asText()).hasSize(8_000);
        JsonNode second = AwsAccount.parsed(account.calls("StartExecution").getLast().get("input").asText());
        assertThat(second.at("/failure/error").asText()).isEqualTo("States.ABORTED");
        assertThat(second.at("/failure/cause").asText()).contains("ended ABORTED");
        account.sweep(ROLL_BACK).run();
        assertThat(account.calls("StartExecution")).hasSize(4).as("the same again, which Step Functions refuses")
                .containsExactly(first, account.calls("StartExecution").get(1), first, account.calls("StartExecution").get(1));
    }

    @Test
    void aRollbackThatWasStartedInThisHourIsNotStartedAgain() {
        account.execution("e-1", "FAILED");
        account.cluster("nova", "e-1");
        account.refused.put("StartExecution", "ExecutionAlreadyExists");
        SweepReport report = account.sweep(ROLL_BACK).run();
        assertThat(report.failures()).isEmpty();
        assertThat(report.orphaned()).extracting(SweepReport.Orphaned::rollbackStarted).containsExactly(false);
    }

    @Test
    void whatCannotBeRolledBackIsToldAllTheSame() {
        account.execution("e-1", "FAILED");
        account.cluster("nova", "e-1");
        account.refused.put("StartExecution", "AccessDeniedException");
        SweepReport report = account.sweep(ROLL_BACK).run();
        assertThat(report.failures()).singleElement().asString().contains("could not be started", "e-1");
        assertThat(account.events()).singleElement().satisfies(event -> assertThat(event.get("rollbackStarted").asBoolean()).isFalse());
    }

    @Test
    void oneThatCannotBeJudgedDoesNotStopTheOthers() {
        account.execution("e-1", "SOMETHING_NEW");
        account.execution("e-2", "FAILED").remove("stopDate");
        account.execution("e-3", "FAILED");
        Stream.of("e-1", "e-2", "e-3").forEach(name -> account.fileSystem("fs-" + name, name));
        account.refused.put("ListClusters", "AccessDeniedException");
        SweepReport report = account.sweep(TELL).run();
        assertThat(report.orphaned()).extracting(SweepReport.Orphaned::executionArn).containsExactly(EXECUTION_PREFIX + "e-3");
        assertThat(report.failures()).satisfiesExactly(
                clusters -> assertThat(clusters).contains("the clusters could not be listed"),
                one -> assertThat(one).contains("'e-1'", "SOMETHING_NEW"),
                two -> assertThat(two).contains("'e-2'", "stopDate"));
    }

    @Test
    void anEventThatIsNotTakenIsAFailure() {
        account.execution("e-1", "FAILED");
        account.cluster("nova", "e-1");
        account.refused.put("PutEvents", "AccessDeniedException");
        assertThat(account.sweep(TELL).run().failures()).singleElement().asString().contains("could not be told", "e-1");
    }

    @Test
    void nothingIsJudgedIfNobodyKnowsWhatIsRolledBack() {
        account.execution("e-1", "FAILED");
        account.cluster("nova", "e-1");
        account.refused.put("ListExecutions", "AccessDeniedException");
        Sweep sweep = account.sweep(ROLL_BACK);
        assertThatThrownBy(sweep::run).isInstanceOf(SfnException.class);
        assertThat(account.calls).extracting(AwsAccount.Call::operation).doesNotContain("PutEvents", "StartExecution");
    }

    @Test
    void anEventHoldsWhatFitsIntoIt() {
        account.execution("e-1", "FAILED");
        for (int i = 0; i < 1_000; i++) {
            account.fileSystem("fs-" + i + "x".repeat(250), "e-1");
        }
        SweepReport report = account.sweep(TELL).run();
        assertThat(report.orphanedResources()).isEqualTo(1_000);
        JsonNode entry = account.calls("PutEvents").getFirst().at("/Entries/0");
        assertThat(entry.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(256 * 1_024);
        assertThat(account.events().getFirst().get("resourceCount").asInt()).isEqualTo(1_000);
        assertThat(account.events().getFirst().get("resources")).hasSize(100);
    }

    private void assertNothing(SweepReport report) {
        assertThat(report.orphaned()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(account.calls).extracting(AwsAccount.Call::operation).doesNotContain("PutEvents", "StartExecution");
    }
}
