package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
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

    /** As Step Functions describes the nested execution in the cause, the nested cause being a string within it. */
    private static final String INCOMPLETE = """
            {"Cause":"{\\"remaining\\":[]}","Error":"RollbackIncomplete","ExecutionArn":"arn:aws:states:...","Status":"FAILED"}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StepFunctions.ExecutionLimitExceeded",
                "StepFunctions.AWSStepFunctionsException",
                "StepFunctions.SdkClientException",
                "StepFunctions.StateMachineDeletingException"
            })
    void aRollbackThatDidNotStartHasAnErrorOfItsOwnAndRingsAnAlarm(String error) {
        assertThat(ended(error, "no", A_CLUSTER)).isEqualTo("RollbackNotStarted");
        // Nothing seen yet: a call in flight may still create something.
        assertThat(ended(error, "no", NOTHING)).isEqualTo("RollbackNotStarted");
        StateMachine provision = StateMachine.read(Definitions.PROVISION);
        assertThat(provision.next("RingAlarm")).containsExactly("RollbackNotStarted");
        assertThat(provision.states().get("RollbackNotStarted").get("Error").textValue())
                .isEqualTo("RollbackNotStarted");
    }

    @Test
    void aRollbackThatCouldNotFinishIsIncompleteUnlessNothingRemains() {
        assertThat(ended("States.TaskFailed", INCOMPLETE, A_CLUSTER)).isEqualTo("RollbackIncomplete");
        assertThat(ended("States.TaskFailed", INCOMPLETE.replace("\":\"", "\": \""), A_CLUSTER))
                .isEqualTo("RollbackIncomplete");
        assertThat(ended("States.TaskFailed", INCOMPLETE, NOTHING)).isEqualTo("ProvisioningFailed");
    }

    /** The last one only quotes the word, in what it says of another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ExecutionArn\":\"arn:aws:states:...\",\"Status\":\"ABORTED\"}",
                "{\"Error\":\"States.Timeout\",\"Status\":\"TIMED_OUT\"}",
                "{\"Error\":\"States.DataLimitExceeded\",\"Cause\":\"too large\",\"Status\":\"FAILED\"}",
                "",
                "{\"Error\":\"States.Runtime\",\"Cause\":\"{\\\"Error\\\":\\\"RollbackIncomplete\\\"}\",\"Status\":\"FAILED\"}"
            })
    void aRollbackThatWasStoppedOrBrokeIsInterrupted(String cause) {
        assertThat(ended("States.TaskFailed", cause, A_CLUSTER)).isEqualTo("RollbackInterrupted");
        assertThat(ended("States.Timeout", cause, NOTHING)).isEqualTo("RollbackInterrupted");
    }

    @Test
    void aRollbackThatSucceededTookEverythingBack() {
        Workflow workflow = workflow().failsAlways("CreateCluster", REFUSED, "no");
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        assertThat(execution.state()).isEqualTo("ProvisioningFailed");
        assertThat(workflow.rollbacks())
                .filteredOn(rollback -> rollback.input().has("failure"))
                .extracting(Execution::state)
                .containsExactly("RolledBack");
    }

    @Test
    void aRequestThatIsRefusedNeedsNoRollback() {
        Workflow workflow = workflow().withoutRule().failsAlways("ValidateRequest", "Invalid", "no");
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        assertThat(execution.state()).isEqualTo("ProvisioningFailed");
        assertThat(workflow.rollbacks()).isEmpty();
    }

    /** Whose rollback did not start, was stopped or broke is rolled back by the rule; whose ran to its end is not. */
    @Test
    void theRuleRollsBackWhatHadNoWholeRollback() {
        assertThat(ruleStartsWith("RollbackNotStarted")).isEqualTo("WaitForCallsInFlight");
        assertThat(ruleStartsWith("RollbackInterrupted")).isEqualTo("WaitForCallsInFlight");
        assertThat(ruleStartsWith("RollbackIncomplete")).isEqualTo("RolledBack");
        assertThat(ruleStartsWith("ProvisioningFailed")).isEqualTo("RolledBack");
    }

    private static String ruleStartsWith(String error) {
        Workflow workflow = workflow().silent();
        return workflow.runUntilItWaits(
                        workflow.rollback("b5f6c1d0", """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s:nova-1", "name": "nova-1", "status": "FAILED", "startDate": 1795564800000,
                            "error": "%s", "cause": "{}"}}""".formatted(Definitions.PROVISION_EXECUTIONS, error)))
                .state();
    }

    /** The last state of provision, after its task RollBack failed and this was found to remain. */
    private static String ended(String error, String cause, String remaining) {
        Workflow workflow = workflow()
                .withoutRule()
                .failsAlways("CreateCluster", REFUSED, "no")
                .failsAlways("RollBack", error, cause)
                .answers("ListWhatRemains", Workflow.remaining(remaining));
        Execution execution = workflow.provision(REQUEST);
        workflow.runAll();
        assertThat(execution.history().stream().map(event -> event.details().get("name")))
                .contains("ListWhatRemains", "PublishFailure");
        return execution.state();
    }

    private static Workflow workflow() {
        return new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT);
    }
}
