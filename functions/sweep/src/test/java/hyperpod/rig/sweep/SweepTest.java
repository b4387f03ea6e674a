package hyperpod.rig.sweep;

import static hyperpod.rig.testkit.AwsAccount.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.Inventory;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.resources.OwnFileSystems;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.SfnException;

class SweepTest {

    private static final Sweep.Settings REPORT = new Sweep.Settings(Duration.ofSeconds(900), false);
    private static final Sweep.Settings ROLL_BACK = new Sweep.Settings(Duration.ofSeconds(900), true);

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "TIMED_OUT", "ABORTED"})
    void whatAnExecutionWithoutSuccessLeftIsReported(String status) {
        account.provision("e-1").status(status);
        HyperPodCluster nova = account.cluster("nova").ownedBy("app", "e-1");
        account.fileSystem("fs-1").ownedBy("app", "e-1").lifecycle("DELETING");
        SweepReport report = sweep(REPORT).run();
        assertThat(report.orphaned()).singleElement().satisfies(orphaned -> {
            assertThat(orphaned.executionArn()).isEqualTo(AwsAccount.execution("e-1"));
            assertThat(orphaned.status()).isEqualTo(status);
            assertThat(orphaned.stopDate()).isEqualTo("2026-07-11T10:00:00Z");
            assertThat(orphaned.resources())
                    .extracting(Remaining::type)
                    .containsExactly("AWS::SageMaker::Cluster", "AWS::FSx::FileSystem");
            assertThat(orphaned.resources()).extracting(Remaining::status).containsExactly("InService", "DELETING");
            assertThat(orphaned.rollbackStarted()).isFalse();
        });
        assertThat(account.calls("PutEvents")).singleElement().satisfies(put -> {
            assertThat(put.at("/Entries/0/Source").asText()).isEqualTo("hyperpod.rig");
            assertThat(put.at("/Entries/0/DetailType").asText()).isEqualTo("Orphaned Resources Found");
        });
        assertThat(account.events().getFirst().detail())
                .isEqualTo(JsonText.parsed("""
                {"application": "app", "executionArn": "%s", "status": "%s", "stopDate": "2026-07-11T10:00:00Z", "resources": [
                   {"type": "AWS::SageMaker::Cluster", "id": "nova", "status": "InService",
                    "arn": "%s"},
                   {"type": "AWS::FSx::FileSystem", "id": "fs-1", "status": "DELETING",
                    "arn": "arn:aws:fsx:us-east-1:111122223333:file-system/fs-1"}],
                 "resourceCount": 2, "rollbackStarted": false}""".formatted(AwsAccount.execution("e-1"), status, nova.arn())));
        assertThat(account.calls("StartExecution")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "SUCCEEDED", "PENDING_REDRIVE"})
    void whatSomebodyLooksAfterIsLeftAlone(String status) {
        account.provision("e-1").status(status);
        account.cluster("nova").ownedBy("app", "e-1");
        assertNothing(sweep(ROLL_BACK).run());
    }

    @Test
    void whatEndedJustNowIsLeftAlone() {
        account.provision("e-1").status("ABORTED").at("stopDate", NOW.minusSeconds(899));
        account.provision("e-2").status("ABORTED").at("stopDate", NOW.minusSeconds(901));
        account.provision("e-3").status("ABORTED").at("stopDate", NOW.plusSeconds(1));
        Stream.of("e-1", "e-2", "e-3")
                .forEach(name -> account.fileSystem("fs-" + name).ownedBy("app", name));
        assertThat(sweep(REPORT).run().orphaned())
                .extracting(SweepReport.Orphaned::executionArn)
                .containsExactly(AwsAccount.execution("e-2"));
        assertThat(sweep(new Sweep.Settings(Duration.ZERO, false)).run().orphaned())
                .as("it ended while the sweep ran")
                .extracting(SweepReport.Orphaned::executionArn)
                .doesNotContain(AwsAccount.execution("e-3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; {\"executionArn\": \"ARN\", \"artifactsSynchronised\": true}",
                "1; {\"executionArn\": \"ARN\", \"failure\": {\"error\": \"X\", \"cause\": \"\"}}",
                "1; {\"detail\": {\"executionArn\": \"ARN\", \"status\": \"ABORTED\"}, \"executionArn\": \"another\"}",
                "2; {\"executionArn\": \"ARN\"}"
            })
    void whatIsRolledBackIsLeftAloneWhoeverStartedIt(int fromLook, String input) {
        account.provision("e-1").status("ABORTED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.rollback("r-1")
                .input(input.replace("ARN", AwsAccount.execution("e-1")))
                .listedFromLook(fromLook);
        assertNothing(sweep(ROLL_BACK).run());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "{",
                "{\"executionArn\": 1}",
                "{\"executionArn\": \"arn:aws:states\"}",
                "{\"detail\": null}"
            })
    void aRollbackOfNothingHidesNothing(String input) {
        account.provision("e-1").status("ABORTED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.rollback("r-1").input(input);
        assertThat(sweep(REPORT).run().orphaned()).hasSize(1);
    }

    @Test
    void whoseExecutionIsForgottenIsNeitherReportedNorRolledBack() {
        account.cluster("old").ownedBy("app", "e-90-days-ago");
        SweepReport report = sweep(ROLL_BACK).run();
        assertThat(report.unknown()).singleElement().satisfies(unknown -> {
            assertThat(unknown.executionName()).isEqualTo("e-90-days-ago");
            assertThat(unknown.reason()).contains("90 days");
            assertThat(unknown.resources()).extracting(Remaining::id).containsExactly("old");
        });
        assertNothing(report);
    }

    @Test
    void whatIsOlderThanTheExecutionOfItsNameIsNeitherReportedNorRolledBack() {
        account.provision("used-again").status("FAILED").at("startDate", NOW.minusSeconds(2_400));
        account.cluster("stands-since-long").ownedBy("app", "used-again");
        SweepReport report = sweep(ROLL_BACK).run();
        assertThat(report.unknown())
                .singleElement()
                .satisfies(unknown -> assertThat(unknown.reason()).contains("older"));
        assertNothing(report);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "other:e-1",
                "a b",
                "a/b",
                "*",
                "e-1\u00a0",
                "\u200b",
                "\uD83D\uDE00",
                "x23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-1"
            })
    void aTagThatIsNoNameOfAnExecutionIsNotAskedFor(String name) {
        account.provision("e-1").status("FAILED");
        account.cluster("forged").ownedBy("app", name);
        account.cluster("nova").ownedBy("app", "e-1");
        SweepReport report = sweep(REPORT).run();
        assertThat(report.unknown())
                .extracting(SweepReport.Unknown::executionName)
                .containsExactly(name);
        assertThat(report.orphaned()).hasSize(1);
        assertThat(report.failures()).isEmpty();
        assertThat(account.calls("DescribeExecution"))
                .extracting(body -> body.get("executionArn").asText())
                .containsExactly(AwsAccount.execution("e-1"));
    }

    @Test
    void strangersAreNotLookedAt() {
        account.provision("e-1").status("FAILED");
        account.cluster("another-application").ownedBy("app-2", "e-1");
        account.cluster("no-tags");
        account.fileSystem("fs-1").ownedBy("APP", "e-1");
        assertNothing(sweep(ROLL_BACK).run());
        assertThat(account.calls("DescribeExecution")).isEmpty();
    }

    @Test
    void theRollbackIsStartedAsRollbackTakesIt() {
        account.provision("e-1")
                .status("FAILED")
                .with("error", "RollbackIncomplete")
                .with("cause", "x".repeat(20_000));
        account.provision("e-2").status("ABORTED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.cluster("supernova").ownedBy("app", "e-2");
        account.listsLag(9);
        SweepReport report = sweep(ROLL_BACK).run();
        assertThat(report.orphaned())
                .extracting(SweepReport.Orphaned::rollbackStarted)
                .containsExactly(true, true);
        assertThat(account.events())
                .allSatisfy(event -> assertThat(
                                event.detail().get("rollbackStarted").asBoolean())
                        .isTrue());
        JsonNode first = account.calls("StartExecution").getFirst();
        assertThat(first.get("stateMachineArn").asText()).isEqualTo(AwsAccount.ROLLBACK);
        assertThat(first.get("name").asText()).matches("sweep-[0-9a-f-]{36}-20260711T10");
        JsonNode input = JsonText.parsed(first.get("input").asText());
        assertThat(input.get("executionArn").asText()).isEqualTo(AwsAccount.execution("e-1"));
        assertThat(input.at("/failure/state").asText()).isEqualTo("unknown");
        assertThat(input.at("/failure/error").asText()).isEqualTo("RollbackIncomplete");
        assertThat(input.at("/failure/cause").asText()).hasSize(8_000);
        JsonNode second = JsonText.parsed(
                account.calls("StartExecution").getLast().get("input").asText());
        assertThat(second.at("/failure/error").asText()).isEqualTo("States.ABORTED");
        assertThat(second.at("/failure/cause").asText()).contains("ended ABORTED");
        sweep(ROLL_BACK).run();
        assertThat(account.calls("StartExecution"))
                .hasSize(4)
                .as("the same again, which Step Functions refuses")
                .containsExactly(
                        first,
                        account.calls("StartExecution").get(1),
                        first,
                        account.calls("StartExecution").get(1));
    }

    @Test
    void aRollbackThatWasStartedInThisHourIsNotStartedAgain() {
        account.provision("e-1").status("FAILED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("StartExecution", "ExecutionAlreadyExists", 400);
        SweepReport report = sweep(ROLL_BACK).run();
        assertThat(report.failures()).isEmpty();
        assertThat(report.orphaned())
                .extracting(SweepReport.Orphaned::rollbackStarted)
                .containsExactly(false);
    }

    @Test
    void whatCannotBeRolledBackIsReportedAllTheSame() {
        account.provision("e-1").status("FAILED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("StartExecution", "AccessDeniedException", 400);
        SweepReport report = sweep(ROLL_BACK).run();
        assertThat(report.failures()).singleElement().asString().contains("could not be started", "e-1");
        assertThat(account.events())
                .singleElement()
                .satisfies(event -> assertThat(
                                event.detail().get("rollbackStarted").asBoolean())
                        .isFalse());
    }

    @Test
    void oneThatCannotBeJudgedDoesNotStopTheOthers() {
        account.provision("e-1").status("SOMETHING_NEW");
        account.provision("e-2").status("FAILED").without("stopDate");
        account.provision("e-3").status("FAILED");
        Stream.of("e-1", "e-2", "e-3")
                .forEach(name -> account.fileSystem("fs-" + name).ownedBy("app", name));
        account.fails("ListClusters", "AccessDeniedException", 400);
        SweepReport report = sweep(REPORT).run();
        assertThat(report.orphaned())
                .extracting(SweepReport.Orphaned::executionArn)
                .containsExactly(AwsAccount.execution("e-3"));
        assertThat(report.failures())
                .satisfiesExactly(
                        clusters -> assertThat(clusters).contains("the clusters could not be listed"),
                        one -> assertThat(one).contains("'e-1'", "SOMETHING_NEW"),
                        two -> assertThat(two).contains("'e-2'", "stopDate"));
    }

    @Test
    void anEventThatIsNotTakenIsAFailure() {
        account.provision("e-1").status("FAILED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("PutEvents", "AccessDeniedException", 400);
        assertThat(sweep(REPORT).run().failures()).singleElement().asString().contains("could not be reported", "e-1");
    }

    /** PutEvents succeeds although it takes nothing: only its answer says so. */
    @Test
    void anEventThatIsDroppedSilentlyIsAFailureToo() {
        account.provision("e-1").status("FAILED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.takesNoEvents("InternalFailure");
        assertThat(sweep(REPORT).run().failures())
                .singleElement()
                .asString()
                .contains("did not take the event: InternalFailure");
    }

    @Test
    void everyPageOfEveryListIsRead() {
        account.pagesOf(1);
        for (int i = 0; i < 3; i++) {
            account.provision("e-" + i).status("FAILED");
            account.provision("rolling-back-" + i).status("FAILED");
            account.rollback("r-" + i)
                    .input("{\"executionArn\": \"" + AwsAccount.execution("rolling-back-" + i) + "\"}");
            account.cluster("cluster-" + i).ownedBy("app", "e-" + i);
            account.fileSystem("fs-" + i).ownedBy("app", "rolling-back-" + i);
        }
        assertThat(sweep(REPORT).run().orphaned())
                .extracting(SweepReport.Orphaned::executionArn)
                .containsExactly(AwsAccount.execution("e-0"), AwsAccount.execution("e-1"), AwsAccount.execution("e-2"));
    }

    @Test
    void nothingIsJudgedIfNobodyKnowsWhatIsRolledBack() {
        account.provision("e-1").status("FAILED");
        account.cluster("nova").ownedBy("app", "e-1");
        account.fails("ListExecutions", "AccessDeniedException", 400);
        Sweep sweep = sweep(ROLL_BACK);
        assertThatThrownBy(sweep::run).isInstanceOf(SfnException.class);
        assertThat(account.calls()).extracting(Call::operation).doesNotContain("PutEvents", "StartExecution");
    }

    @Test
    void anEventHoldsWhatFitsIntoIt() {
        account.provision("e-1").status("FAILED");
        for (int i = 0; i < 1_000; i++) {
            account.fileSystem("fs-" + i + "x".repeat(250)).ownedBy("app", "e-1");
        }
        SweepReport report = sweep(REPORT).run();
        assertThat(report.orphanedResources()).isEqualTo(1_000);
        JsonNode entry = account.calls("PutEvents").getFirst().at("/Entries/0");
        assertThat(entry.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(256 * 1_024);
        assertThat(account.events().getFirst().detail().get("resourceCount").asInt())
                .isEqualTo(1_000);
        assertThat(account.events().getFirst().detail().get("resources")).hasSize(100);
    }

    private Sweep sweep(Sweep.Settings settings) {
        SfnClient stepFunctions = account.client(SfnClient.builder());
        return new Sweep(
                new Inventory(
                        new OwnClusters(account.client(SageMakerClient.builder()), "app"),
                        new OwnFileSystems(account.client(FSxClient.builder()), "app")),
                new ProvisionExecutions(stepFunctions, AwsAccount.PROVISION),
                new Rollbacks(stepFunctions, AwsAccount.ROLLBACK),
                new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())),
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void assertNothing(SweepReport report) {
        assertThat(report.orphaned()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(account.calls()).extracting(Call::operation).doesNotContain("PutEvents", "StartExecution");
    }
}
