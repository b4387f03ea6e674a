package hyperpod.rig.sweep;

import static hyperpod.rig.testkit.AwsAccount.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.ResourceEvents;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import java.nio.charset.StandardCharsets;
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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** What is found when the ledger is compared with what the control planes show. */
class SweepTest {

    private static final Sweep.Settings REPORT = new Sweep.Settings(Duration.ofSeconds(900), false);
    private static final Sweep.Settings ROLL_BACK = new Sweep.Settings(Duration.ofSeconds(900), true);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(100));
    private static final String FS_1 = "fs-0000000000000001a";
    private static final String FS_2 = "fs-0000000000000002b";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "TIMED_OUT", "ABORTED"})
    void whatAnExecutionWithoutSuccessLeftIsReported(String status) {
        account.provision("e-1").status(status);
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster nova = own.cluster();
        own.fileSystem(FS_1).lifecycle("DELETING");
        SweepReport report = sweep(REPORT);
        assertThat(report.failures()).isEmpty();
        assertThat(report.disputed()).isEmpty();
        assertThat(report.orphaned()).singleElement().satisfies(orphaned -> {
            assertThat(orphaned.executionArn()).isEqualTo(own.arn());
            assertThat(orphaned.status()).isEqualTo(status);
            assertThat(orphaned.stopDate()).contains("2026-07-11T10:00:00Z");
            assertThat(orphaned.rollbackStarted()).isFalse();
        });
        assertThat(account.events()).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo("hyperpod.rig");
            assertThat(event.detailType()).isEqualTo("Orphaned Resources Found");
            assertThat(event.detail()).isEqualTo(JsonText.parsed("""
                {"application": "app", "executionArn": "%s", "status": "%s", "stopDate": "2026-07-11T10:00:00Z", "resources": [
                   {"type": "AWS::SageMaker::Cluster", "id": "nova", "status": "InService", "arn": "%s"},
                   {"type": "AWS::FSx::FileSystem", "id": "%4$s", "status": "DELETING",
                    "arn": "arn:aws:fsx:us-east-1:111122223333:file-system/%4$s"}],
                 "resourceCount": 2, "rollbackStarted": false}""".formatted(own.arn(), status, nova.arn(), FS_1)));
        });
        assertThat(account.calls("StartExecution")).isEmpty();
        assertThat(own.entry().closed()).isFalse();
    }

    /** Its execution may still run, in a rollback that has not begun, or hang: the ledger knows that it gave up. */
    @Test
    void whatAnExecutionLeftThatGaveUpIsReported() {
        account.provision("e-1").status("RUNNING");
        OwnExecution own = new OwnExecution(account, "e-1", "nova").gaveUp(NOW.minusSeconds(901));
        // It was meant before.
        OwnExecution other = new OwnExecution(account, "e-2", "supernova");
        other.cluster();
        other.gaveUp(NOW.minusSeconds(901));
        SweepReport report = sweep(REPORT);
        assertThat(report.orphaned()).singleElement().satisfies(orphaned -> {
            assertThat(orphaned.executionArn()).isEqualTo(other.arn());
            assertThat(orphaned.status()).isEqualTo("FAILED");
            assertThat(orphaned.stopDate()).contains("2026-07-11T10:14:59Z");
        });
        assertThat(own.entry().closed()).as("it meant nothing").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "SUCCEEDED", "PENDING_REDRIVE"})
    void whatSomebodyLooksAfterIsLeftAlone(String status) {
        account.provision("e-1").status(status);
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster();
        own.fileSystem(FS_1);
        assertNothing(sweep(ROLL_BACK));
        assertThat(own.entry().closed()).isFalse();
    }

    /** It was stopped in PublishResult: the cluster is verified, and counted on. */
    @ParameterizedTest
    @ValueSource(strings = {"SUCCEEDED", "ABORTED", "FAILED", "TIMED_OUT"})
    void whatAnExecutionSucceededWithIsLeftAloneHoweverItEnded(String status) {
        account.provision("e-1").status(status);
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.fileSystem(FS_1);
        own.succeeded(cluster);
        assertNothing(sweep(ROLL_BACK));
    }

    /** The time is taken first; what ends while the sweep runs is left to the next one. */
    @Test
    void whatEndedJustNowIsLeftAlone() {
        account.provision("e-1").status("ABORTED").at("stopDate", NOW.minusSeconds(899));
        account.provision("e-2").status("ABORTED").at("stopDate", NOW.minusSeconds(901));
        account.provision("e-3").status("ABORTED").at("stopDate", NOW.plusSeconds(1));
        for (int i = 1; i <= 3; i++) {
            new OwnExecution(account, "e-" + i, "nova-" + i).cluster();
        }
        assertThat(sweep(REPORT).orphaned())
                .extracting(SweepReport.Orphaned::executionArn)
                .containsExactly(AwsAccount.execution("e-2"));
        assertThat(sweep(new Sweep.Settings(Duration.ZERO, false)).orphaned())
                .extracting(SweepReport.Orphaned::executionArn)
                .doesNotContain(AwsAccount.execution("e-3"));
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, 0", "PENDING_REDRIVE, 0", "ABORTED, 1", "FAILED, 1", "TIMED_OUT, 1", "gone, 1"})
    void whatIsRolledBackIsLeftAloneAndWhatAStoppedRollbackLeftIsNot(String status, int orphans) {
        account.provision("e-1").status("ABORTED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster();
        own.rollbackBegan("r-1");
        if (status.equals("gone")) {
            account.rollback("r-1").gone();
        } else {
            account.rollback("r-1").status(status);
        }
        assertThat(sweep(REPORT).orphaned()).hasSize(orphans);
        assertThat(account.calls("ListExecutions")).isEmpty();
    }

    @Test
    void whatARollbackLeftIsReportedUntilItIsGone() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.rollbackBegan("r-1")
                .rollbackEnded(
                        "r-1",
                        NOW.minusSeconds(30),
                        List.of(new Remaining(
                                "AWS::SageMaker::Cluster",
                                "nova",
                                cluster.arn(),
                                "InService",
                                Optional.of("refused"))));
        assertThat(sweep(REPORT).orphaned()).hasSize(1);
        cluster.gone();
        SweepReport report = sweep(REPORT);
        assertThat(report.orphaned()).isEmpty();
        assertThat(report.closed())
                .singleElement()
                .satisfies(closed -> assertThat(closed.because()).contains("nothing that it meant to create is there"));
        assertThat(own.entry().closed()).isTrue();
    }

    /** Step Functions forgets an execution after 90 days, the ledger never. */
    @Test
    void whatIsOlderThanStepFunctionsRemembersIsReportedAndTakenBack() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova", LONG_AGO);
        own.cluster();
        SweepReport report = sweep(ROLL_BACK);
        assertThat(report.orphaned()).singleElement().satisfies(orphaned -> {
            assertThat(orphaned.status()).isEqualTo("FORGOTTEN");
            assertThat(orphaned.stopDate()).isEmpty();
            assertThat(orphaned.rollbackStarted()).isTrue();
        });
        assertThat(started())
                .containsExactly(JsonText.parsed(
                        "{\"executionArn\": \"%s\", \"startDate\": \"%s\"}".formatted(own.arn(), own.startDate())));
    }

    /** A name may be used again after 90 days; each life is judged by its own end. */
    @Test
    void aNameThatIsUsedAgainConfusesNobody() {
        OwnExecution old = new OwnExecution(account, "e-1", "nova", LONG_AGO);
        old.cluster();
        account.provision("e-1").status("RUNNING");
        OwnExecution running = new OwnExecution(account, "e-1", "supernova");
        running.cluster();
        SweepReport report = sweep(ROLL_BACK);
        assertThat(report.disputed()).isEmpty();
        assertThat(report.orphaned())
                .singleElement()
                .satisfies(orphaned -> assertThat(orphaned.resources())
                        .extracting(Remaining::id)
                        .containsExactly("nova"));
        assertThat(started())
                .extracting(input -> input.path("startDate").asText())
                .containsExactly(old.startDate());
    }

    /** Of an earlier life that is closed: the newest of the name did not mean it. */
    @Test
    void whatIsOlderThanTheExecutionOfItsNameIsDisputed() {
        account.provision("used-again").status("FAILED");
        OwnExecution own = new OwnExecution(account, "used-again", "nova");
        own.meant(ResourceType.CLUSTER);
        account.cluster("nova").ownedBy("app", "used-again").at("CreationTime", LONG_AGO);
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(report, SweepReport.Dispute.NOT_MEANT, "nova", "it began at " + own.startDate());
        assertThat(report.orphaned()).isEmpty();
        assertThat(started()).isEmpty();
    }

    /** Without the tag nobody deletes it; the rest of the execution is taken back all the same. */
    @Test
    void aTagThatVanishedIsReportedAndHidesNothing() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster().tags(Map.of());
        own.fileSystem(FS_1);
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(report, SweepReport.Dispute.TAG_MISSING, "nova", "does not carry its tags");
        assertThat(report.orphaned())
                .singleElement()
                .satisfies(orphaned -> assertThat(orphaned.resources())
                        .extracting(Remaining::id)
                        .containsExactly(FS_1));
        assertThat(report.closed()).isEmpty();
    }

    @Test
    void aTagThatVanishedFromAStandingClusterIsReported() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.succeeded(cluster);
        cluster.tags(Map.of(OwnershipTags.APPLICATION_KEY, "app"));
        assertDisputed(sweep(ROLL_BACK), SweepReport.Dispute.TAG_MISSING, "nova", "does not carry its tags");
        assertThat(started()).isEmpty();
    }

    /** The index of tags lags behind what the control planes say, in either direction, for hours. */
    @Test
    void whatTheIndexOfTagsSaysOfThePastIsNothing() {
        account.provision("e-1").status("RUNNING");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster().indexedAs(Map.of());
        own.succeeded(cluster);
        account.cluster("gone").ownedBy("app", "e-9").gone();
        account.fileSystem(FS_2).ownedBy("app", "e-9").gone();
        Map<String, String> tags = new OwnershipTags("app", "e-9").with(Map.of());
        account.cluster("untagged-by-now").indexedAs(tags);
        account.cluster("of-another-by-now").ownedBy("app-2", "e-9").indexedAs(tags);
        assertNothing(sweep(ROLL_BACK));
    }

    /** Who may tag could otherwise have others' clusters deleted. */
    @Test
    void aTagThatWasSpoofedIsReportedAndDeletesNothing() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster();
        account.cluster("of-a-stranger").ownedBy("app", "e-1");
        account.provision("e-2").status("FAILED");
        new OwnExecution(account, "e-2", "supernova");
        account.fileSystem(FS_2).ownedBy("app", "e-2");
        SweepReport report = sweep(ROLL_BACK);
        assertThat(report.orphaned())
                .singleElement()
                .satisfies(orphaned -> assertThat(orphaned.resources())
                        .extracting(Remaining::id)
                        .containsExactly("nova"));
        assertThat(report.disputed()).hasSize(2).allSatisfy(disputed -> {
            assertThat(disputed.dispute()).isEqualTo(SweepReport.Dispute.NOT_MEANT);
            assertThat(disputed.reason()).contains("meant to create no such resource, or another one");
        });
        assertThat(report.disputed())
                .flatExtracting(SweepReport.Disputed::resources)
                .extracting(Remaining::id)
                .containsExactlyInAnyOrder("of-a-stranger", FS_2);
        assertThat(account.events())
                .filteredOn(event -> event.detailType().equals("Disputed Resources Found"))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.detail().path("application").asText()).isEqualTo("app");
                    assertThat(event.detail().path("dispute").asText()).isEqualTo("NOT_MEANT");
                    assertThat(event.detail().path("resourceCount").asInt()).isEqualTo(1);
                });
        assertThat(account.calls()).extracting(Call::operation).doesNotContain("DeleteCluster", "DeleteFileSystem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody-knows",
                " ",
                "other:e-1",
                "a/b",
                "*",
                "e-1\u00a0",
                "\uD83D\uDE00",
                "x23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789-1"
            })
    void whatNobodyMeantIsReported(String executionName) {
        account.provision("e-1").status("RUNNING");
        new OwnExecution(account, "e-1", "nova").cluster();
        account.cluster("forged").ownedBy("app", executionName);
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(report, SweepReport.Dispute.NOT_MEANT, "forged", "Nobody deletes it");
        assertThat(report.failures()).isEmpty();
        assertThat(started()).isEmpty();
    }

    @Test
    void whatNamesNoExecutionIsReported() {
        account.cluster("forged").tags(Map.of(OwnershipTags.APPLICATION_KEY, "app"));
        assertDisputed(sweep(ROLL_BACK), SweepReport.Dispute.NOT_MEANT, "forged", "and no execution's");
    }

    @Test
    void strangersAreNotLookedAt() {
        account.cluster("another-application").ownedBy("app-2", "e-1");
        account.cluster("no-tags");
        account.fileSystem(FS_1).ownedBy("APP", "e-1");
        assertNothing(sweep(ROLL_BACK));
        assertThat(account.calls())
                .extracting(Call::operation)
                .doesNotContain("DescribeExecution", "DescribeCluster", "ListTags", "DescribeFileSystems");
    }

    /** The answer of the creating call was lost: the ledger knows what was meant, and SageMaker by which name. */
    @ParameterizedTest
    @CsvSource({"RUNNING, 0", "ABORTED, 1"})
    void whatWasMeantIsKnownAlthoughNoAnswerCame(String status, int orphans) {
        account.provision("e-1").status(status);
        new OwnExecution(account, "e-1", "nova").unrecordedCluster();
        SweepReport report = sweep(REPORT);
        assertThat(report.disputed()).isEmpty();
        assertThat(report.orphaned()).hasSize(orphans);
    }

    /** "Nothing remains" was said too early: a list lagged behind. */
    @Test
    void whatExistsAlthoughItsExecutionIsClosedIsOrphaned() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.rollbackBegan("r-1").rollbackEnded("r-1", NOW.minusSeconds(901), List.of());
        assertThat(own.entry().closed()).isTrue();
        SweepReport report = sweep(ROLL_BACK);
        assertThat(report.orphaned())
                .singleElement()
                .satisfies(orphaned -> assertThat(orphaned.rollbackStarted()).isTrue());
        assertThat(own.entry().closed())
                .as("so that the rollback takes it back")
                .isFalse();
        cluster.gone();
        assertThat(sweep(REPORT).closed()).hasSize(1);
    }

    @Test
    void whatADeletionHasJustFinishedIsNoOrphan() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster().status("Deleting");
        own.rollbackBegan("r-1").rollbackEnded("r-1", NOW.minusSeconds(901), List.of());
        account.provision("e-2").status("FAILED");
        OwnExecution other = new OwnExecution(account, "e-2", "supernova");
        other.cluster();
        other.rollbackBegan("r-2").rollbackEnded("r-2", NOW.minusSeconds(899), List.of());
        assertNothing(sweep(ROLL_BACK));
    }

    @Test
    void anExecutionThatMadeNothingIsClosedWhenItHasEnded() {
        account.provision("ended").status("FAILED");
        account.provision("runs").status("RUNNING");
        OwnExecution ended = new OwnExecution(account, "ended", "nova");
        OwnExecution runs = new OwnExecution(account, "runs", "supernova");
        SweepReport report = sweep(REPORT);
        assertThat(report.closed()).extracting(SweepReport.Closed::executionArn).containsExactly(ended.arn());
        assertThat(ended.entry().closedBecause()).isPresent();
        assertThat(runs.entry().closed()).isFalse();
        OwnExecution next = new OwnExecution(account, "next", "nova");
        assertThat(OwnExecution.ledger(account, NOW).lock(next.entry().execution()))
                .as("the name is free again")
                .isEmpty();
    }

    @Test
    void aClusterThatSomebodyDeletedClosesItsExecution() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.succeeded(cluster);
        cluster.gone();
        SweepReport report = sweep(REPORT);
        assertThat(report.closed())
                .singleElement()
                .satisfies(
                        closed -> assertThat(closed.because()).contains("cluster nova is gone", "somebody else did"));
        assertThat(own.entry().closedBecause()).isPresent();
        assertNothing(report);
    }

    /** Its file system costs money, and nobody knows whether somebody needs it. */
    @Test
    void whatStandsWithoutTheClusterIsDisputed() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.fileSystem(FS_1);
        own.succeeded(cluster);
        cluster.gone();
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(report, SweepReport.Dispute.CLUSTER_GONE, FS_1, "cluster nova is gone");
        assertThat(report.closed()).isEmpty();
        assertThat(started()).isEmpty();
    }

    /** The same if a rollback that a person confirmed was stopped in the middle. */
    @Test
    void whatAStoppedDeletionLeftIsDisputedAndNamesIt() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = own.cluster();
        own.fileSystem(FS_1);
        own.succeeded(cluster).deletionConfirmed("r-1", AwsAccount.NOW.minusSeconds(60));
        cluster.gone();
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(
                report,
                SweepReport.Dispute.CLUSTER_GONE,
                FS_1,
                "its deletion was confirmed at 2026-07-11T10:29:00Z, and "
                        + AwsAccount.arn("states", "execution:app-rollback:r-1"));
        assertThat(started()).isEmpty();
    }

    /** What cannot be read is not gone. */
    @ParameterizedTest
    @ValueSource(strings = {"DescribeCluster", "DescribeFileSystems"})
    void whatCannotBeReadClosesNothing(String operation) {
        account.provision("e-1").status("FAILED");
        OwnExecution ended = new OwnExecution(account, "e-1", "nova");
        HyperPodCluster cluster = ended.cluster();
        ended.fileSystem(FS_1).gone();
        cluster.gone();
        account.fails(operation, "AccessDeniedException", 400);
        SweepReport report = sweep(REPORT);
        assertThat(report.closed()).isEmpty();
        assertThat(report.disputed()).isEmpty();
        assertThat(report.failures()).singleElement().asString().contains("'e-1' could not be read");
    }

    /** Its state machine was deleted, perhaps: nobody takes back what a person has not looked at. */
    @Test
    void whatStepFunctionsDoesNotKnowIsDisputed() {
        OwnExecution own = new OwnExecution(account, "e-1", "nova", NOW.minus(Duration.ofDays(2)));
        own.cluster();
        OwnExecution justBegun = new OwnExecution(account, "e-2", "supernova", NOW.minusSeconds(5));
        SweepReport report = sweep(ROLL_BACK);
        assertDisputed(report, SweepReport.Dispute.EXECUTION_UNKNOWN, "nova", "does not know execution");
        assertThat(started()).isEmpty();
        assertThat(justBegun.entry().closed()).isFalse();
    }

    @Test
    void theRollbackIsStartedOnceInAnHour() {
        account.provision("e-1").status("FAILED").with("error", "RollbackIncomplete");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster();
        assertThat(sweep(ROLL_BACK).orphaned())
                .extracting(SweepReport.Orphaned::rollbackStarted)
                .containsExactly(true);
        JsonNode first = account.calls("StartExecution").getFirst();
        assertThat(first.get("stateMachineArn").asText()).isEqualTo(AwsAccount.ROLLBACK);
        assertThat(first.get("name").asText()).matches("sweep-[0-9a-f-]{36}-20260711T10");
        assertThat(JsonText.parsed(first.get("input").asText()))
                .isEqualTo(JsonText.parsed(
                        "{\"executionArn\": \"%s\", \"startDate\": \"%s\"}".formatted(own.arn(), own.startDate())));
        assertThat(account.events().getFirst().detail().get("rollbackStarted").asBoolean())
                .isTrue();
        account.executions().getLast().status("FAILED");
        SweepReport again = sweep(ROLL_BACK);
        assertThat(again.orphaned())
                .extracting(SweepReport.Orphaned::rollbackStarted)
                .containsExactly(false);
        assertThat(again.failures()).isEmpty();
    }

    @Test
    void whatCannotBeRolledBackIsReportedAllTheSame() {
        account.provision("e-1").status("FAILED");
        new OwnExecution(account, "e-1", "nova").cluster();
        account.fails("StartExecution", "AccessDeniedException", 400);
        SweepReport report = sweep(ROLL_BACK);
        assertThat(report.failures()).singleElement().asString().contains("could not be started", "e-1");
        assertThat(account.events())
                .singleElement()
                .satisfies(event -> assertThat(
                                event.detail().get("rollbackStarted").asBoolean())
                        .isFalse());
    }

    /** One resource that cannot be read hides neither the others of its execution nor another execution. */
    @Test
    void whatCannotBeReadHidesNothingElse() {
        for (int i = 1; i <= 2; i++) {
            account.provision("e-" + i).status("FAILED");
            OwnExecution own = new OwnExecution(account, "e-" + i, "nova-" + i);
            own.cluster();
            own.fileSystem(i == 1 ? FS_1 : FS_2);
        }
        account.provision("e-3").status("FAILED").without("startDate");
        new OwnExecution(account, "e-3", "nova-3").cluster();
        account.fails("DescribeFileSystems", "AccessDeniedException", 400);
        SweepReport report = sweep(REPORT);
        assertThat(report.orphaned())
                .flatExtracting(SweepReport.Orphaned::resources)
                .extracting(Remaining::id)
                .containsExactly("nova-1", "nova-2");
        assertThat(report.failures())
                .satisfiesExactly(
                        one -> assertThat(one).contains("file system of execution 'e-1'"),
                        two -> assertThat(two).contains("file system of execution 'e-2'"),
                        three -> assertThat(three).contains("e-3", "could not be judged"));
    }

    @Test
    void whatTheLedgerKnowsIsJudgedAlthoughTheTagsCannotBeRead() {
        account.provision("e-1").status("FAILED");
        new OwnExecution(account, "e-1", "nova").cluster();
        account.fails("GetResources", "AccessDeniedException", 400);
        SweepReport report = sweep(REPORT);
        assertThat(report.orphaned()).hasSize(1);
        assertThat(report.failures()).singleElement().asString().contains("tag could not be listed");
    }

    /** Then the function fails, and its alarm rings; nothing is judged by tags alone. */
    @ParameterizedTest
    @ValueSource(strings = {"Query", "GetItem"})
    void nothingIsJudgedIfTheLedgerCannotBeRead(String operation) {
        account.provision("e-1").status("FAILED");
        new OwnExecution(account, "e-1", "nova").cluster();
        account.cluster("forged").ownedBy("app", "nobody-knows");
        account.fails(operation, "AccessDeniedException", 400);
        try {
            assertThat(sweep(ROLL_BACK).failures()).isNotEmpty();
        } catch (SdkException e) {
            assertThat(operation).isEqualTo("Query");
        }
        assertThat(account.calls()).extracting(Call::operation).doesNotContain("StartExecution");
        assertThat(account.events()).noneMatch(event -> event.detailType().startsWith("Orphaned"));
    }

    @Test
    void anEventThatIsNotTakenIsAFailure() {
        account.provision("e-1").status("FAILED");
        new OwnExecution(account, "e-1", "nova").cluster();
        account.cluster("forged").ownedBy("app", "nobody-knows");
        account.takesNoEvents("InternalFailure");
        assertThat(sweep(REPORT).failures())
                .satisfiesExactly(
                        one -> assertThat(one).contains("could not be reported", "e-1", "InternalFailure"),
                        two -> assertThat(two).contains("disputed could not be reported"));
    }

    @Test
    void everyPageOfEveryListIsRead() {
        account.pagesOf(1);
        for (int i = 0; i < 3; i++) {
            account.provision("e-" + i).status("FAILED");
            new OwnExecution(account, "e-" + i, "nova-" + i).cluster();
            account.cluster("forged-" + i).ownedBy("app", "nobody-" + i);
        }
        SweepReport report = sweep(REPORT);
        assertThat(report.orphaned()).hasSize(3);
        assertThat(report.disputed()).hasSize(3);
    }

    /** An execution creates three resources; tags that somebody forged may name it on any number. */
    @Test
    void anEventHoldsWhatFitsIntoIt() {
        for (int i = 0; i < 300; i++) {
            account.cluster("forged-" + i + "x".repeat(40)).ownedBy("app", "nobody-knows");
        }
        SweepReport report = sweep(REPORT);
        assertThat(report.disputedResources()).isEqualTo(300);
        JsonNode entry = account.calls("PutEvents").getFirst().at("/Entries/0");
        assertThat(entry.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(256 * 1_024);
        assertThat(account.events()).singleElement().satisfies(event -> {
            assertThat(event.detail().get("resourceCount").asInt()).isEqualTo(300);
            assertThat(event.detail().get("resources")).hasSize(100);
        });
    }

    @Test
    void theNumberOfCallsDoesNotDependOnStrangers() {
        account.provision("e-1").status("FAILED");
        OwnExecution own = new OwnExecution(account, "e-1", "nova");
        own.cluster();
        own.fileSystem(FS_1);
        OwnExecution standing = new OwnExecution(account, "e-2", "supernova");
        standing.succeeded(standing.cluster());
        int before = account.calls().size();
        sweep(REPORT);
        int alone = account.calls().size() - before;
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i).ownedBy("another-app", "e-1");
            account.fileSystem("fs-%017x".formatted(1_000 + i)).ownedBy("another-app", "e-1");
            account.provision("stranger-" + i).status("FAILED");
            account.rollback("stranger-" + i);
        }
        before = account.calls().size();
        sweep(REPORT);
        assertThat(account.calls().size() - before).isEqualTo(alone);
    }

    private SweepReport sweep(Sweep.Settings settings) {
        SfnClient stepFunctions = account.client(SfnClient.builder());
        Ledger ledger = OwnExecution.ledger(account, NOW);
        MeantClusters clusters = new MeantClusters(account.client(SageMakerClient.builder()), "app");
        MeantFileSystems fileSystems = new MeantFileSystems(account.client(FSxClient.builder()), "app");
        return new Sweep(
                        ledger,
                        new TaggedResources(account.client(ResourceGroupsTaggingApiClient.builder()), "app"),
                        new EntrySweep(
                                ledger,
                                new ExecutionStandings(ledger, () -> stepFunctions, () -> NOW),
                                clusters,
                                fileSystems,
                                new RollbackExecutions(stepFunctions, AwsAccount.ROLLBACK),
                                settings),
                        new TagSweep(ledger, clusters, fileSystems, AwsAccount.PROVISION, settings),
                        new ResourceEvents("app", () -> account.client(EventBridgeClient.builder())),
                        () -> NOW)
                .run();
    }

    private List<JsonNode> started() {
        return account.calls("StartExecution").stream()
                .map(call -> JsonText.parsed(call.path("input").asText()))
                .toList();
    }

    private void assertDisputed(SweepReport report, SweepReport.Dispute dispute, String id, String reason) {
        assertThat(report.disputed()).singleElement().satisfies(disputed -> {
            assertThat(disputed.dispute()).isEqualTo(dispute);
            assertThat(disputed.reason()).contains(reason);
            assertThat(disputed.resources()).extracting(Remaining::id).containsExactly(id);
        });
        assertThat(account.events())
                .filteredOn(event -> event.detailType().equals("Disputed Resources Found"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.detail().path("dispute").asText()).isEqualTo(dispute.name()));
    }

    private void assertNothing(SweepReport report) {
        assertThat(report.orphaned()).isEmpty();
        assertThat(report.disputed()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(account.calls()).extracting(Call::operation).doesNotContain("PutEvents", "StartExecution");
    }
}
