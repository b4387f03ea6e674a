package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a start of {@code rollback} goes on, by what LookUpExecution decides. What it decides of which start, its own
 * tests say.
 */
class RollbackStartTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String EXECUTION = Definitions.PROVISION_EXECUTIONS + ":nova-1";

    @Test
    void whatThePersonWroteIsLookedUpAsItIs() {
        for (String input : List.of(
                "{\"executionArn\": \"%s\", \"artifactsSynchronised\": true, \"x\": [1, {}]}".formatted(EXECUTION),
                "{}",
                "[]",
                "[{\"detail\": {}}]",
                "\"text\"",
                "7",
                "{\"detail\": false}",
                "{\"detail\": [{\"executionArn\": 1}]}")) {
            assertThat(lookedUp(input).get("input"))
                    .hasToString(Workflow.json(input).toString());
        }
        assertThat(lookedUp("{}").get("executionsOf").textValue()).isEqualTo(Definitions.PROVISION_EXECUTIONS);
        assertThat(lookedUp("{}").get("inFlightSeconds").intValue()).isEqualTo(110);
        assertThat(lookedUp("{}").at("/execution/arn").textValue()).endsWith(":b5f6c1d0");
    }

    /** It holds the input and output of the execution, and with more than a state can take no rollback would begin. */
    @Test
    void ofAnEventOnlyTheExecutionIsLookedUp() {
        String event = """
                {"version": "0", "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "name": "nova-1", "status": "FAILED", "startDate": 1795564800000,
                            "input": "%s", "output": null, "error": {}, "cause": 7}}""";
        assertThat(lookedUp(event.formatted(EXECUTION, "x".repeat(261_000))).get("input"))
                .isEqualTo(Workflow.json("""
                {"version": "0", "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "startDate": 1795564800000}}""".formatted(EXECUTION)));
    }

    @ParameterizedTest
    @CsvSource({
        "ROLL_BACK, 90, WaitForCallsInFlight",
        "ROLL_BACK, 0, DeleteCluster",
        "CONFIRMATION_MISSING, 0, ListWhatStands",
        "LEAVE_ALONE, 0, LeftAlone",
        "NOTHING_TO_DO, 0, NothingToDo"
    })
    void aDecisionLeadsTo(String decision, long waitSeconds, String state) {
        assertThat(started(workflow ->
                                workflow.answers("LookUpExecution", Workflow.lookedUp(decision, true, waitSeconds)))
                        .state())
                .isEqualTo(state);
    }

    /** Others match on the names. */
    @ParameterizedTest
    @ValueSource(strings = {"InputUnusable", "NotAnExecutionOfProvision", "StartDateUnusable", "UnknownExecution"})
    void aRefusalHasAnErrorOfItsOwn(String error) {
        Execution refused = started(workflow -> workflow.answers("LookUpExecution", Workflow.refused(error)));
        assertThat(refused.state()).isEqualTo("Refused");
        assertThat(refused.error()).contains(error);
        assertThat(refused.cause()).contains("Nothing was deleted.");
    }

    /** Nothing is deleted that the ledger does not mean, and somebody is told. */
    @Test
    void withoutTheLedgerNothingIsDeletedAndAnAlarmRings() {
        Workflow workflow = workflow()
                .failsAlways(
                        "LookUpExecution", "hyperpod.rig.core.CallRefusedException", "DynamoDB answered AccessDenied");
        Execution rollback = workflow.rollback("b5f6c1d0", "{\"executionArn\": \"%s\"}".formatted(EXECUTION));
        workflow.runAll();
        assertThat(rollback.state()).isEqualTo("RollbackIncomplete");
        assertThat(rollback.cause().orElseThrow())
                .contains(EXECUTION, "The ledger could not be asked, so nothing was deleted", "AccessDenied");
        assertThat(workflow.calls).extracting(TaskCall::state).contains("RingAlarm", "PublishRollbackIncomplete");
        assertThat(workflow.calls).extracting(TaskCall::state).noneMatch(state -> state.startsWith("Delete"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"executionArn\": 7}", "{\"detail\": {}}", "{\"detail\": 1}"})
    void anInputWithoutAnExecutionIsNoMatterForThatAlarm(String input) {
        Workflow workflow = workflow().failsAlways("LookUpExecution", "x", "y");
        Execution rollback = workflow.rollback("b5f6c1d0", input);
        workflow.runAll();
        assertThat(rollback.state()).isEqualTo("RollbackIncomplete");
    }

    @Test
    void whoForgetsToConfirmReadsWhatStandsAndWhereItsArtifactsAre() {
        Consumer<Workflow> unconfirmed =
                workflow -> workflow.answers("LookUpExecution", Workflow.lookedUp("CONFIRMATION_MISSING", false, 0));
        assertThat(started(unconfirmed.andThen(workflow -> workflow.answers("ListWhatStands", """
                                {"executionArn": "x", "remaining": [{"type": "AWS::SageMaker::Cluster", "id": "nova"}],
                                 "artifacts": [{"clusterName": "nova", "restrictedInstanceGroup": "rig-1", "s3OutputPath": "s3://out/rig-1"}]}"""))))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("ConfirmationMissing");
                    assertThat(walk.cause().orElse(""))
                            .contains("artifactsSynchronised", "Nothing was deleted", "AWS::SageMaker::Cluster nova")
                            .contains("its status is RUNNING", "rig-1", "s3://out/rig-1");
                });
        assertThat(started(
                        unconfirmed.andThen(workflow -> workflow.failsAlways("ListWhatStands", "Lambda.Unknown", ""))))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("ConfirmationMissing");
                    assertThat(walk.cause().orElse("")).contains("artifactsSynchronised", "not known");
                });
    }

    /** What was confirmed and named goes to everyone who deletes or looks. */
    @Test
    void theOrderIsPassedOn() {
        Workflow workflow = workflow();
        workflow.rollback(
                "b5f6c1d0", "{\"executionArn\": \"%s\", \"artifactsSynchronised\": true}".formatted(EXECUTION));
        workflow.runAll();
        assertThat(workflow.calls)
                .filteredOn(call -> List.of("DeleteCluster", "DeleteFileSystem", "CheckNothingRemains")
                        .contains(call.state()))
                .hasSizeGreaterThan(4)
                .allSatisfy(call -> {
                    assertThat(call.arguments().at("/order/confirmed").booleanValue())
                            .isTrue();
                    assertThat(call.arguments().at("/execution/startDate").textValue())
                            .isEqualTo("2026-11-25T00:00:00Z");
                });
    }

    /** The execution was redriven, or succeeded, since: its rollback ends without an alarm and without a lie. */
    @Test
    void whatIsLeftAloneOnTheWayIsNoSuccessOfTheRollback() {
        Workflow workflow = workflow()
                .answers(
                        "DeleteCluster",
                        Workflow.removal("UNDER_WAY"),
                        Workflow.removal("LEFT_ALONE", "its status is RUNNING"));
        Execution rollback = workflow.rollback("b5f6c1d0", "{\"executionArn\": \"%s\"}".formatted(EXECUTION));
        workflow.runAll();
        assertThat(rollback.state()).isEqualTo("LeftAlone");
        assertThat(rollback.output()).contains(Workflow.json("""
                {"status": "LEFT_ALONE", "executionArn": "%s", "reason": "its status is RUNNING"}""".formatted(EXECUTION)));
        assertThat(workflow.calls)
                .extracting(TaskCall::state)
                .contains("ListWhatIsLeftAlone")
                .doesNotContain("DeleteFileSystem", "RingAlarm", "PublishRolledBack");
    }

    private static JsonNode lookedUp(String input) {
        Workflow workflow = workflow().silent();
        workflow.runUntilItWaits(workflow.rollback("b5f6c1d0", input));
        return workflow.calls.getFirst().arguments();
    }

    /** As far as it gets before it does something that nobody told it. */
    private static Execution started(Consumer<Workflow> answers) {
        Workflow workflow = workflow().silent();
        answers.accept(workflow);
        return workflow.runUntilItWaits(
                workflow.rollback("b5f6c1d0", "{\"executionArn\": \"%s\"}".formatted(EXECUTION)));
    }

    private static Workflow workflow() {
        return new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT);
    }
}
