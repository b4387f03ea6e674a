package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How {@code provision} ends when its rollback did not succeed, and what the rule for failed executions makes of it.
 */
class RollbackOutcomeTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String REQUEST = "{\"clusterName\": \"nova-rig\"}";
    private static final String REFUSED = "hyperpod.rig.core.CallRefusedException";

    private static final String NOTHING = "[]";
    private static final String A_CLUSTER = "[{\"type\": \"AWS::SageMaker::Cluster\", \"id\": \"nova\"}]";

    /** However Step Functions words the refusal of a start: the ledger knows of no rollback. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "StepFunctions.ExecutionLimitExceeded",
                "StepFunctions.AWSStepFunctionsException",
                "StepFunctions.SdkClientException",
                "StepFunctions.StateMachineDeletingException",
                "States.Permissions",
                "States.TaskFailed"
            })
    void aRollbackThatDidNotStartHasAnErrorOfItsOwnAndRingsAnAlarm(String error) {
        assertThat(ended(error, "NOT_STARTED", A_CLUSTER)).isEqualTo("RollbackNotStarted");
        // Nothing seen yet: a call in flight may still create something.
        assertThat(ended(error, "NOT_STARTED", NOTHING)).isEqualTo("RollbackNotStarted");
        StateMachine provision = StateMachine.read(Definitions.PROVISION);
        assertThat(provision.states().get("RollbackNotStarted").get("Error").textValue())
                .isEqualTo("RollbackNotStarted");
        Workflow workflow = workflow().withoutRule();
        end(workflow, error, "NOT_STARTED", A_CLUSTER);
        assertThat(workflow.calls).extracting(TaskCall::state).contains("RingAlarm");
    }

    @Test
    void aRollbackThatCouldNotFinishIsIncompleteUnlessNothingRemains() {
        assertThat(ended("States.TaskFailed", "INCOMPLETE", A_CLUSTER)).isEqualTo("RollbackIncomplete");
        assertThat(ended("States.TaskFailed", "INCOMPLETE", NOTHING)).isEqualTo("ProvisioningFailed");
        assertThat(ended("States.Timeout", "COMPLETE", NOTHING)).isEqualTo("ProvisioningFailed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"States.TaskFailed", "States.Timeout", "StepFunctions.SdkClientException"})
    void aRollbackThatWasStoppedOrBrokeIsInterrupted(String error) {
        assertThat(ended(error, "INTERRUPTED", A_CLUSTER)).isEqualTo("RollbackInterrupted");
        assertThat(ended(error, "INTERRUPTED", NOTHING)).isEqualTo("RollbackInterrupted");
    }

    /** Then nobody says that all is well: the error of the task is all that is known. */
    @Test
    void aLedgerThatCannotBeReadIsNoGoodNews() {
        for (String error : List.of("States.TaskFailed", "StepFunctions.ExecutionLimitExceeded")) {
            Workflow workflow = workflow()
                    .withoutRule()
                    .failsAlways("CreateCluster", REFUSED, "no")
                    .failsAlways("RollBack", error, "")
                    .failsAlways("ListWhatRemains", REFUSED, "no");
            Execution execution = workflow.provision(REQUEST);
            workflow.runAll();
            assertThat(execution.state())
                    .isEqualTo(error.startsWith("StepFunctions.") ? "RollbackNotStarted" : "RollbackInterrupted");
            assertThat(Workflow.json(execution.cause().orElseThrow())
                            .at("/remaining/0/reason")
                            .textValue())
                    .contains("could not be asked");
        }
    }

    @Test
    void aRollbackThatSucceededTookEverythingBack() {
        Workflow workflow = workflow().failsAlways("CreateCluster", REFUSED, "no");
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        assertThat(execution.state()).isEqualTo("ProvisioningFailed");
        assertThat(workflow.rollbacks()).extracting(Execution::state).containsExactly("RolledBack", "NothingToDo");
        assertThat(workflow.calls).extracting(TaskCall::state).doesNotContain("ListWhatRemains");
    }

    @Test
    void aRequestThatIsRefusedNeedsNoRollback() {
        Workflow workflow = workflow().withoutRule().failsAlways("ValidateRequest", "Invalid", "no");
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        assertThat(execution.state()).isEqualTo("ProvisioningFailed");
        assertThat(workflow.rollbacks()).isEmpty();
    }

    /** What remains, with AWS's reason for each, and the failure as one flat object: no JSON in JSON. */
    @Test
    void theCauseIsFlatAndSaysWhatKeepsWhatRemains() {
        Workflow workflow = workflow().withoutRule();
        Execution execution = end(workflow, "States.TaskFailed", "INCOMPLETE", """
                [{"type": "AWS::FSx::FileSystem", "id": "fs-1", "arn": "arn:fs", "status": "AVAILABLE", "reason": "FSx answered: in use"}]""");
        assertThat(Workflow.json(execution.cause().orElseThrow())).isEqualTo(Workflow.json("""
                {"failure": {"state": "CreateCluster", "error": "hyperpod.rig.core.CallRefusedException", "message": "no", "violations": []},
                 "remaining": [{"type": "AWS::FSx::FileSystem", "id": "fs-1", "arn": "arn:fs", "status": "AVAILABLE",
                                "reason": "FSx answered: in use"}]}"""));
    }

    /** The last state of provision, after its task RollBack failed, by what the ledger and the control planes say. */
    private static String ended(String error, String rollback, String remaining) {
        Execution execution = end(workflow().withoutRule(), error, rollback, remaining);
        assertThat(execution.history().stream().map(event -> event.details().get("name")))
                .contains("ListWhatRemains", "PublishFailure");
        return execution.state();
    }

    private static Execution end(Workflow workflow, String error, String rollback, String remaining) {
        workflow.failsAlways("CreateCluster", REFUSED, "no")
                .failsAlways("RollBack", error, "")
                .answers("ListWhatRemains", Workflow.remaining(remaining, rollback));
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        return execution;
    }

    private static Workflow workflow() {
        return new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT);
    }
}
