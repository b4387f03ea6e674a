package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How {@code provision} ends when its rollback did not succeed, and what the rule for failed executions makes of it.
 */
class RollbackOutcomeTest {

    private static final String PROVISION = "statemachine/provision.asl.json";
    private static final String ROLLBACK = "statemachine/rollback.asl.json";
    private static final String MACHINE = "arn:aws:states:us-east-1:111122223333:execution:hyperpod-rig-provision";

    private static final Map<String, String> OF_PROVISION = Map.of();
    private static final Map<String, String> OF_ROLLBACK =
            Map.of("ProvisionExecutionArn", MACHINE, "InFlightSeconds", "45", "DeletionDeadlineSeconds", "14400");

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
        assertThat(ended(error, "no", A_CLUSTER)).isEqualTo("RingAlarm");
        // Nothing seen yet: a call in flight may still create something.
        assertThat(ended(error, "no", NOTHING)).isEqualTo("RingAlarm");
        StateMachine provision = StateMachine.read(PROVISION);
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
        Walk rolledBack = at("RollBack").succeeded(PROVISION, OF_PROVISION, "{}", """
                {"Output": {"failure": {"error": "x", "cause": "y"}}}""");
        assertThat(rolledBack.end()).isEqualTo("PublishFailure");
        assertThat(rolledBack
                        .from(PROVISION, OF_PROVISION, "DecideOnOutcome", "{}")
                        .end())
                .isEqualTo("ProvisioningFailed");
    }

    @Test
    void aRequestThatIsRefusedNeedsNoRollback() {
        Walk refused = at("ValidateRequest").failed(PROVISION, OF_PROVISION, "{}", "Invalid", "no");
        assertThat(refused.end()).isEqualTo("PublishFailure");
        assertThat(refused.from(PROVISION, OF_PROVISION, "DecideOnOutcome", "{}")
                        .end())
                .isEqualTo("ProvisioningFailed");
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
        return Walk.through(ROLLBACK, OF_ROLLBACK, "b5f6c1d0", """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s:nova-1", "name": "nova-1", "status": "FAILED", "startDate": 1795564800000,
                            "error": "%s", "cause": "{}"}}""".formatted(MACHINE, error))
                .end();
    }

    /** The last state of provision, after its task RollBack failed and this was found to remain. */
    private static String ended(String error, String cause, String remaining) {
        Walk listing = at("RollBack").failed(PROVISION, OF_PROVISION, "{}", error, cause);
        assertThat(listing.end()).isEqualTo("ListWhatRemains");
        Walk listed = listing.succeeded(
                PROVISION,
                OF_PROVISION,
                "{}",
                "{\"failure\": {\"error\": \"x\", \"cause\": \"y\"}, \"remaining\": " + remaining + "}");
        assertThat(listed.end()).isEqualTo("PublishFailure");
        return listed.from(PROVISION, OF_PROVISION, "DecideOnOutcome", "{}").end();
    }

    private static Walk at(String state) {
        ObjectNode variables = JsonNodeFactory.instance.objectNode();
        return new Walk(state, variables, "");
    }
}
