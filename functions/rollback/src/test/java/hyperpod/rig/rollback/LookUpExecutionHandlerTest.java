package hyperpod.rig.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.rollback.RollbackDecision.Way;
import hyperpod.rig.testkit.AwsAccount;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Whether a rollback deletes, by how its execution stands and not by who started it with which words. */
class LookUpExecutionHandlerTest {

    private static final Execution EXECUTION = ExecutionInLedger.EXECUTION;
    private static final String ROLLBACK = AwsAccount.ROLLBACK.replace(":stateMachine:", ":execution:") + ":r-1";
    private static final int IN_FLIGHT = 90;

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final ExecutionInLedger inLedger = new ExecutionInLedger(account);

    @BeforeEach
    void begins() {
        inLedger.begun();
    }

    /** The nested rollback of an execution that runs, and waits for it. */
    @Test
    void whatGaveUpIsTakenBackThoughItRuns() {
        inLedger.gaveUp();
        account.provision("e-1").status("RUNNING");
        RollbackDecision decision = ordered("");
        assertThat(decision.decision()).isEqualTo(Way.ROLL_BACK);
        assertThat(decision.execution()).contains(EXECUTION);
        assertThat(decision.clusterName()).contains("nova");
        assertThat(decision.waitSeconds()).isEqualTo(IN_FLIGHT);
        assertThat(decision.failure().orElseThrow().message()).isEqualTo("no capacity");
        assertThat(inLedger.entry().rollbacks()).extracting(RollbackRecord::arn).containsExactly(ROLLBACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "FAILED", "TIMED_OUT"})
    void whatEndedInVainIsTakenBackWhoeverAsks(String status) {
        account.provision("e-1")
                .status(status)
                .with("error", "ProvisioningFailed")
                .with("cause", "mine");
        assertThat(evented().decision()).isEqualTo(Way.ROLL_BACK);
        RollbackDecision decision = ordered("");
        assertThat(decision.decision()).isEqualTo(Way.ROLL_BACK);
        assertThat(decision.failure().orElseThrow().error()).isEqualTo("ProvisioningFailed");
        assertThat(decision.failure().orElseThrow().message()).isEqualTo("mine");
    }

    /** It ended half an hour ago. */
    @Test
    void longAfterTheEndNoCallIsInFlight() {
        account.provision("e-1").status("ABORTED");
        assertThat(evented().waitSeconds()).isZero();
    }

    @Test
    void whatEndedJustNowIsWaitedFor() {
        account.provision("e-1").status("ABORTED").at("stopDate", AwsAccount.NOW.minusSeconds(30));
        assertThat(evented().waitSeconds()).isEqualTo(60);
        account.executions().getFirst().at("stopDate", AwsAccount.NOW.plusSeconds(5));
        assertThat(evented().waitSeconds()).isEqualTo(IN_FLIGHT);
    }

    /** An abort followed by a redrive, and the event of the abort comes late; or somebody sends an old one again. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "PENDING_REDRIVE", "SUCCEEDED"})
    void whatSomebodyCountsOnIsLeftAlone(String status) {
        account.provision("e-1").status(status);
        assertThat(evented().decision()).isEqualTo(Way.LEAVE_ALONE);
        assertThat(evented().reason().orElseThrow()).contains(status);
        assertThat(ordered("").decision()).isEqualTo(Way.CONFIRMATION_MISSING);
        assertThat(ordered(", \"artifactsSynchronised\": false").decision()).isEqualTo(Way.CONFIRMATION_MISSING);
        assertThat(inLedger.entry().rollbacks()).isEmpty();
        assertThat(inLedger.entry().deleting()).isEmpty();
    }

    /** Stopped while it announced its cluster, which is verified and counted on. */
    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "FAILED", "TIMED_OUT"})
    void whatSucceededIsLeftAloneWhateverItsStatus(String status) {
        inLedger.succeeded();
        account.provision("e-1").status(status);
        assertThat(evented().decision()).isEqualTo(Way.LEAVE_ALONE);
        assertThat(ordered("").decision()).isEqualTo(Way.CONFIRMATION_MISSING);
        RollbackDecision confirmed = ordered(", \"artifactsSynchronised\": true, \"requestedBy\": \"ada\"");
        assertThat(confirmed.decision()).isEqualTo(Way.ROLL_BACK);
        assertThat(confirmed.waitSeconds()).isZero();
        assertThat(inLedger.entry().rollbacks())
                .extracting(RollbackRecord::confirmation)
                .containsExactly(new Confirmation(true, false, Optional.of("ada")));
    }

    /** From then on it creates nothing more, and a call that it made before has its time. */
    @Test
    void aConfirmedRollbackOfWhatRunsEndsItsCreating() {
        account.provision("e-1").status("RUNNING");
        assertThat(ordered(", \"artifactsSynchronised\": true").waitSeconds()).isEqualTo(IN_FLIGHT);
        assertThat(inLedger.entry().deleting())
                .containsExactlyInAnyOrder(ResourceType.CLUSTER, ResourceType.FILE_SYSTEM);
    }

    /** Step Functions may not know a new one yet. */
    @Test
    void whatStepFunctionsDoesNotKnowYetIsLeftAlone() {
        assertThat(evented().decision()).isEqualTo(Way.LEAVE_ALONE);
        assertThat(ordered("").decision()).isEqualTo(Way.CONFIRMATION_MISSING);
    }

    /** A name may be used again after 90 days: what runs under it now is another execution. */
    @Test
    void whatRunsUnderTheSameNameIsAnotherExecution() {
        account.provision("e-1").status("RUNNING").at("startDate", AwsAccount.NOW.minusSeconds(60));
        assertThat(ordered("").decision()).isEqualTo(Way.CONFIRMATION_MISSING);
        account.executions()
                .getFirst()
                .at("startDate", EXECUTION.startDate().orElseThrow().plusMillis(400));
        assertThat(ordered("").reason().orElseThrow()).contains("RUNNING");
    }

    @Test
    void theStartDateMayLackItsFraction() {
        inLedger.gaveUp();
        assertThat(ordered(", \"startDate\": \"%s\""
                                .formatted(EXECUTION.startDate().orElseThrow()))
                        .execution())
                .contains(EXECUTION);
        assertThat(ordered(", \"startDate\": \"%s\""
                                .formatted(EXECUTION.startDate().orElseThrow().plusMillis(700)))
                        .execution())
                .contains(EXECUTION);
    }

    @Test
    void anotherStartDateIsAnotherExecution() {
        inLedger.gaveUp();
        assertThat(ordered(", \"startDate\": \"2026-01-01T00:00:00Z\"").error()).contains("UnknownExecution");
    }

    @Test
    void whoseRollbackClosedItsEntryNeedsNoOther() {
        inLedger.gaveUp();
        inLedger.ledger().rollbackBegan(EXECUTION, ROLLBACK, Confirmation.NONE);
        inLedger.ledger().rollbackEnded(EXECUTION, ROLLBACK, List.of());
        assertThat(evented().decision()).isEqualTo(Way.NOTHING_TO_DO);
        assertThat(ordered("").decision()).isEqualTo(Way.NOTHING_TO_DO);
        assertThat(ordered(", \"artifactsSynchronised\": true").decision()).isEqualTo(Way.NOTHING_TO_DO);
    }

    /** The rule does not repeat what a rollback said in full, and a person may. */
    @Test
    void whoseRollbackSaidWhatRemainsIsForAPerson() {
        inLedger.gaveUp();
        inLedger.ledger().rollbackBegan(EXECUTION, ROLLBACK, Confirmation.NONE);
        inLedger.ledger()
                .rollbackEnded(EXECUTION, ROLLBACK, List.of(new Remaining("t", "i", "a", "s", Optional.of("denied"))));
        assertThat(evented().decision()).isEqualTo(Way.NOTHING_TO_DO);
        assertThat(ordered("").decision()).isEqualTo(Way.ROLL_BACK);
    }

    /** Its error name said that it ran to its end; who stops an execution may give that name. */
    @Test
    void whoseRollbackBeganAndBrokeGetsAnother() {
        inLedger.gaveUp();
        inLedger.ledger().rollbackBegan(EXECUTION, ROLLBACK, Confirmation.NONE);
        account.provision("e-1").status("FAILED").with("error", "RollbackIncomplete");
        assertThat(evented().decision()).isEqualTo(Way.ROLL_BACK);
    }

    /** A mistyped ARN was rolled back once, and said that nothing remains. */
    @Test
    void anExecutionThatNobodyKnowsIsRefused() {
        RollbackDecision decision = ordered("e-0", ", \"artifactsSynchronised\": true");
        assertThat(decision.decision()).isEqualTo(Way.REFUSED);
        assertThat(decision.error()).contains("UnknownExecution");
        assertThat(decision.reason().orElseThrow()).contains(":e-0", "resources", "Nothing was deleted");
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, REFUSED", "SUCCEEDED, REFUSED", "FAILED, NOTHING_TO_DO", "ABORTED, NOTHING_TO_DO"})
    void whatTheLedgerDoesNotKnowCreatedNothing(String status, Way way) {
        account.provision("e-0").status(status);
        assertThat(ordered("e-0", ", \"artifactsSynchronised\": true").decision())
                .isEqualTo(way);
    }

    @Test
    void whatAPersonNamesOfAnExecutionOlderThanTheLedgerIsTakenBack() {
        String resources = ", \"resources\": [\"%s\"]".formatted(AwsAccount.arn("sagemaker", "cluster/abcdefghijkl"));
        RollbackDecision decision = ordered("e-0", resources + ", \"artifactsSynchronised\": true");
        assertThat(decision.decision()).isEqualTo(Way.ROLL_BACK);
        assertThat(decision.order().resources()).hasSize(1);
        inLedger.gaveUp();
        assertThat(ordered(resources).decision()).isEqualTo(Way.CONFIRMATION_MISSING);
    }

    @Test
    void anUnusableInputIsRefusedBeforeAnybodyIsAsked() {
        int before = account.calls().size();
        assertThat(look("{}").error()).contains("NotAnExecutionOfProvision");
        assertThat(account.calls()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Query", "DescribeExecution"})
    void whatDoesNotAnswerIsNoDecision(String operation) {
        account.provision("e-1").status("ABORTED");
        account.fails(operation, "AccessDeniedException", 400);
        assertThatThrownBy(() -> ordered("")).isInstanceOf(SdkException.class);
    }

    @Test
    void aRollbackThatCannotBeRecordedDoesNotBegin() {
        inLedger.gaveUp();
        account.fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(() -> ordered("")).isInstanceOf(SdkException.class);
    }

    private RollbackDecision ordered(String members) {
        return ordered("e-1", members);
    }

    private RollbackDecision ordered(String name, String members) {
        return look("{\"executionArn\": \"%s\"%s}".formatted(AwsAccount.execution(name), members));
    }

    private RollbackDecision evented() {
        return look("""
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "startDate": %d}}""".formatted(
                        EXECUTION.arn(), EXECUTION.startDate().orElseThrow().toEpochMilli()));
    }

    private RollbackDecision look(String input) {
        JsonNode given;
        try {
            given = Json.MAPPER.readTree(input);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return new LookUpExecutionHandler(new ExecutionLookUp(
                        inLedger.ledger(),
                        new ExecutionStandings(
                                inLedger.ledger(),
                                () -> account.client(SfnClient.builder()),
                                InstantSource.fixed(AwsAccount.NOW)),
                        InstantSource.fixed(AwsAccount.NOW)))
                .handle(new LookUpExecutionHandler.Input(
                        new Execution("r-1", ROLLBACK, Optional.empty()),
                        Optional.of(given),
                        AwsAccount.PROVISION.replace(":stateMachine:", ":execution:"),
                        IN_FLIGHT));
    }
}
