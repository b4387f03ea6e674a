package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start of {@code rollback} takes back, and what it asks a confirmation for. */
class RollbackStartTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    private static final String PROVISION = Definitions.PROVISION_EXECUTIONS;
    private static final String EXECUTION = PROVISION + ":nova-1";
    private static final String SWEEP = "sweep-6fa459ea-ee8a-3ca4-894e-db77e160355e-20261125T17";

    private static final String FAILURE = """
            {"state": "CreateCluster", "error": "hyperpod.rig.core.CallRefusedException", "cause": "no capacity"}""";

    @Test
    void anEventThatProvisionWasStoppedRollsBack() {
        Execution walk = started(event(EXECUTION, "ABORTED", "null"));
        assertThat(walk.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(walk.variables().at("/execution/name").textValue()).isEqualTo("nova-1");
        assertThat(walk.variables().at("/execution/arn").textValue()).isEqualTo(EXECUTION);
        assertThat(walk.variables().at("/execution/startDate").textValue()).isEqualTo("2026-11-25T00:00:00.000Z");
        assertThat(walk.variables().at("/failure/error").textValue()).isEqualTo("States.ABORTED");
        assertThat(walk.variables().at("/failure/cause").textValue())
                .isEqualTo("The execution was stopped from outside or timed out");
    }

    @Test
    void anEventThatProvisionTimedOutRollsBack() {
        assertThat(started(event(EXECUTION, "TIMED_OUT", "\"States.Timeout\"")).state())
                .isEqualTo("WaitForCallsInFlight");
    }

    @Test
    void aFailureFromProvisionRollsBack() {
        Execution walk = started("""
                {"executionArn": "%1$s", "startDate": "2026-11-25T00:00:00.000Z", "failure": %2$s,
                 "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "%1$s"}""".formatted(EXECUTION, FAILURE));
        assertThat(walk.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(walk.variables().at("/execution/startDate").textValue()).isEqualTo("2026-11-25T00:00:00.000Z");
        assertThat(walk.variables().get("failure").toString()).contains("CallRefusedException", "no capacity");
    }

    @Test
    void aFailureFromTheSweepRollsBack() {
        assertThat(started(SWEEP, """
                {"executionArn": "%s", "startDate": "2026-11-25T00:00:00Z", "failure": %s}""".formatted(EXECUTION, FAILURE)).state()).isEqualTo("WaitForCallsInFlight");
    }

    @Test
    void aPersonsConfirmationDeletesAtOnce() {
        Execution walk = started("""
                {"executionArn": "%s", "artifactsSynchronised": true}""".formatted(EXECUTION));
        assertThat(walk.state()).isEqualTo("DeleteCluster");
        assertThat(walk.variables().get("failure").isNull()).isTrue();
        assertThat(walk.variables().at("/execution/startDate").isNull()).isTrue();
    }

    /** A person may name an execution as it pleases him. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sweep-",
                "sweep-nova",
                "sweep-6fa459ea-ee8a-3ca4-894e-db77e160355e-again",
                "x-" + SWEEP,
                SWEEP + "-2"
            })
    void aFailureFromAnExecutionThatIsNotNamedAsTheSweepNamesNeedsAConfirmation(String name) {
        assertThat(started(name, """
                {"executionArn": "%s", "startDate": "2026-11-25T00:00:00Z", "failure": %s}""".formatted(EXECUTION, FAILURE)).state()).isEqualTo("ListWhatStands");
    }

    /** Somebody starts an old rollback's input again and replaces the ARN: the new one's cluster may stand. */
    @Test
    void anEventWhoseNameIsNotThatOfItsArnNeedsAConfirmation() {
        assertThat(started(event(PROVISION + ":nova-2", "ABORTED", "null")).state())
                .isEqualTo("ListWhatStands");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1}", "[\"a\", \"b\"]", "7", "true"})
    void anEventRollsBackWhateverItSaysOfTheCause(String cause) {
        Execution walk =
                started(event(EXECUTION, "TIMED_OUT", cause).replace("\"cause\": null", "\"cause\": " + cause));
        assertThat(walk.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(walk.variables().at("/failure/error").isTextual()).isTrue();
        assertThat(walk.variables().at("/failure/cause").isTextual()).isTrue();
    }

    /**
     * AWS's documentation of the event knows neither; then the history says whether the execution's own rollback ran.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", ", \"error\": null, \"cause\": null", ", \"error\": {}, \"cause\": 7"})
    void ofAFailureWithoutErrorTheHistoryIsAsked(String members) {
        String event = event(EXECUTION, "FAILED", "null").replace(", \"error\": null, \"cause\": null", members);
        assertThat(started(event).state()).isEqualTo("ReadHowItFailed");

        for (String own : List.of("ProvisioningFailed", "RollbackIncomplete")) {
            assertThat(answered(event, own, "{}").state()).isEqualTo("RolledBack");
        }
        Execution broken = answered(event, "States.DataLimitExceeded", "too large");
        assertThat(broken.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(broken.variables().get("failure").toString()).contains("States.DataLimitExceeded", "too large");
        assertThat(answered(event, "RollbackNotStarted", "{}").state()).isEqualTo("WaitForCallsInFlight");
    }

    /**
     * The history may not show its last event yet, and may not be readable at all: a rollback too many does no harm.
     */
    @Test
    void aFailureOfWhichNothingCanBeReadIsRolledBack() {
        String event = event(EXECUTION, "FAILED", "null");
        Execution early = started(
                event,
                workflow -> workflow.answers(
                        "ReadHowItFailed", "{\"Events\": [{\"Type\": \"FailStateEntered\", \"Id\": 9}]}"));
        assertThat(early.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(early.variables().at("/failure/error").textValue()).isEqualTo("States.FAILED");
        Execution refused = started(
                event, workflow -> workflow.failsAlways("ReadHowItFailed", "Sfn.SfnException", "Access denied"));
        assertThat(refused.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(refused.variables().at("/failure/error").textValue()).isEqualTo("States.FAILED");
    }

    /** It was redriven since, and succeeded: its cluster stands. */
    @Test
    void anOldEventOfAnExecutionThatSucceededNeedsAConfirmation() {
        String event = event(EXECUTION, "FAILED", "null");
        assertThat(started(event, workflow -> workflow.answers("ReadHowItFailed", """
                                {"Events": [{"Id": 90, "Type": "ExecutionSucceeded", "ExecutionSucceededEventDetails": {"Output": "{}"}}]}"""))
                        .state())
                .isEqualTo("ListWhatStands");
    }

    /** Nobody need be asked how these ended. */
    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "TIMED_OUT"})
    void whatWasStoppedIsRolledBackWithoutAsking(String status) {
        assertThat(started(event(EXECUTION, status, "null").replace(", \"error\": null, \"cause\": null", ""))
                        .state())
                .isEqualTo("WaitForCallsInFlight");
    }

    private static Execution answered(String event, String error, String cause) {
        return started(event, workflow -> workflow.answers("ReadHowItFailed", """
                {"Events": [{"Id": 27, "PreviousEventId": 26, "Type": "ExecutionFailed", "Timestamp": "2026-11-25T17:00:00Z",
                             "ExecutionFailedEventDetails": {"Error": "%s", "Cause": "%s"}}]}""".formatted(error, cause)));
    }

    /** A failed creation was never handed over: no job can have written what its file system would have to export. */
    @Test
    void onlyAPersonIsAskedAboutExports() {
        String order = "{\"executionArn\": \"%s\", \"artifactsSynchronised\": true%s}";
        assertThat(losesQueuedExports(order.formatted(EXECUTION, ""))).isFalse();
        assertThat(losesQueuedExports(order.formatted(EXECUTION, ", \"loseQueuedExports\": \"true\"")))
                .isFalse();
        assertThat(losesQueuedExports(order.formatted(EXECUTION, ", \"loseQueuedExports\": true")))
                .isTrue();
        assertThat(losesQueuedExports(event(EXECUTION, "ABORTED", "null"))).isTrue();
        assertThat(losesQueuedExports("""
                {"executionArn": "%1$s", "startDate": "2026-11-25T00:00:00.000Z", "failure": %2$s,
                 "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "%1$s"}""".formatted(EXECUTION, FAILURE))).isTrue();
    }

    private static boolean losesQueuedExports(String input) {
        return started(input).variables().get("loseQueuedExports").booleanValue();
    }

    @Test
    void whoForgetsToConfirmReadsWhatStandsAndWhereItsArtifactsAre() {
        String input = "{\"executionArn\": \"%s\"}".formatted(EXECUTION);
        assertThat(started(input, workflow -> workflow.answers("ListWhatStands", """
                                {"executionArn": "x", "remaining": [{"type": "AWS::SageMaker::Cluster", "id": "nova"}],
                                 "artifacts": [{"clusterName": "nova", "restrictedInstanceGroup": "rig-1", "s3OutputPath": "s3://out/rig-1"}]}""")))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("ConfirmationMissing");
                    assertThat(walk.cause().orElse(""))
                            .contains("artifactsSynchronised", "Nothing was deleted", "AWS::SageMaker::Cluster nova")
                            .contains("rig-1", "s3://out/rig-1");
                });
        assertThat(started(input, workflow -> workflow.failsAlways("ListWhatStands", "Lambda.Unknown", "")))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("ConfirmationMissing");
                    assertThat(walk.cause().orElse("")).contains("artifactsSynchronised", "not known");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"2026-11-25\"", "1795564800", "{}", "[]", "false", "\"\""})
    void aStartDateThatIsNoTimeIsRefused(String startDate) {
        assertThat(started("{\"executionArn\": \"%s\", \"artifactsSynchronised\": true, \"startDate\": %s}"
                        .formatted(EXECUTION, startDate)))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("StartDateUnusable");
                    assertThat(walk.cause().orElse("")).contains("startDate", "Nothing was deleted");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2026-11-25T17:00:00Z\"", "\"2026-11-25T17:00:00.123Z\"", "null"})
    void aPersonMayGiveTheStartDate(String startDate) {
        assertThat(started("{\"executionArn\": \"%s\", \"artifactsSynchronised\": true, \"startDate\": %s}"
                                .formatted(EXECUTION, startDate))
                        .state())
                .isEqualTo("DeleteCluster");
    }

    /** Step Functions takes at most 32,768 characters. */
    @Test
    void aCauseStaysShort() {
        assertThat(started("{\"executionArn\": \"%s\"}".formatted("x".repeat(200_000))))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("NotAnExecutionOfProvision");
                    assertThat(walk.cause().orElse("")).hasSizeLessThan(1_000);
                });
    }

    /** Only the name after the last colon counted: the verified cluster of that name was deleted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"arn:aws:states:us-west-2:111122223333:execution:" + Definitions.PROVISION_NAME + ":nova-1\"",
                "\"arn:aws:states:us-east-1:444455556666:execution:" + Definitions.PROVISION_NAME + ":nova-1\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:provision-51af3dc0-da77-11e4-872e-1234567db124:nova-1\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:RollbackStateMachine-x:nova-1\"",
                "\"arn:aws:states:us-east-1:111122223333:express:" + Definitions.PROVISION_NAME + ":nova-1:0\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME + ":nova-1:0\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME + ":\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME + "\"",
                "\"arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME + ": \"",
                "\"x arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME + ":nova-1\"",
                "\"::::::::nova-1\"",
                "\"nova-1\"",
                "\"\"",
                "[\"arn:aws:states:us-east-1:111122223333:execution:" + Definitions.PROVISION_NAME
                        + ":nova-1\", \"nova-2\"]",
                "{\"arn\": \"nova-1\"}",
                "7",
                "true",
                "null"
            })
    void anExecutionOfAnotherMachineIsRefused(String arn) {
        String shown = arn.replaceAll("[\"\\[\\]{}]", "")
                .replaceFirst("^arn: nova-1$", "nova-1")
                .replaceFirst(", .*", "");
        assertThat(started("{\"executionArn\": %s, \"artifactsSynchronised\": true}".formatted(arn)))
                .satisfies(walk -> {
                    assertThat(walk.state()).isEqualTo("NotAnExecutionOfProvision");
                    assertThat(walk.cause().orElse("")).contains(shown, "Nothing was deleted", PROVISION + ":<name>");
                });
        assertThat(started(event("nova-1", "ABORTED", "null").replace("\"nova-1\"", arn))
                        .state())
                .isEqualTo("NotAnExecutionOfProvision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"artifactsSynchronised\": true}", "{\"detail\": {}}", "[]", "\"text\"", "null"})
    void aStartWithoutAnExecutionIsRefused(String input) {
        assertThat(started(input).state()).isEqualTo("NotAnExecutionOfProvision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ProvisioningFailed", "RollbackIncomplete"})
    void anExecutionThatRolledBackItselfIsLeftAlone(String error) {
        assertThat(started(event(EXECUTION, "FAILED", '"' + error + '"')).state())
                .isEqualTo("RolledBack");
    }

    /** Step Functions passes on the error that a person gave to StopExecution. */
    @ParameterizedTest
    @ValueSource(strings = {"ProvisioningFailed", "RollbackIncomplete"})
    void anExecutionThatWasStoppedIsRolledBackWhateverErrorItsStopperGave(String error) {
        Execution walk = started(event(EXECUTION, "ABORTED", '"' + error + '"'));
        assertThat(walk.state()).isEqualTo("WaitForCallsInFlight");
        assertThat(walk.variables().at("/failure/error").textValue()).isEqualTo(error);
    }

    @Test
    void anExecutionThatFailedInAnotherWayIsRolledBack() {
        assertThat(started(event(EXECUTION, "FAILED", "\"States.DataLimitExceeded\""))
                        .state())
                .isEqualTo("WaitForCallsInFlight");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"artifactsSynchronised\": \"true\"",
                "\"artifactsSynchronised\": [true]",
                "\"artifactsSynchronised\": 1",
                "\"artifactsSynchronised\": false",
                "\"failure\": false",
                "\"failure\": null",
                "\"failure\": {}",
                "\"failure\": []",
                "\"failure\": \"it failed\"",
                "\"failure\": {\"error\": \"it failed\"}",
                "\"failure\": {\"error\": \"it failed\", \"cause\": null}",
                "\"failure\": {\"error\": 7, \"cause\": \"x\"}",
                "\"failure\": " + FAILURE,
                "\"startDate\": \"2026-11-25T00:00:00Z\", \"failure\": " + FAILURE,
                "\"startDate\": \"2026-11-25T00:00:00Z\", \"failure\": [" + FAILURE + "]",
                "\"startDate\": \"2026-11-25T00:00:00Z\", \"failure\": " + FAILURE
                        + ", \"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID\": \"" + EXECUTION + "2\"",
                "\"startDate\": null, \"failure\": " + FAILURE + ", \"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID\": \""
                        + EXECUTION + "\"",
                "\"failure\": " + FAILURE + ", \"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID\": \"" + EXECUTION + "\""
            })
    void whatIsNotWhollyAFailureNeedsAConfirmation(String members) {
        String input = "{\"executionArn\": \"%s\"%s%s}".formatted(EXECUTION, members.isEmpty() ? "" : ", ", members);
        assertThat(started(input).state()).isEqualTo("ListWhatStands");
        String confirmed = input.replaceAll("\"artifactsSynchronised\": [^,}]+", "\"confirmation\": 0")
                .replaceFirst("}$", ", \"artifactsSynchronised\": true}");
        if (!input.contains("STARTED_BY")) {
            assertThat(started(confirmed)).satisfies(walk -> {
                assertThat(walk.state()).isEqualTo("DeleteCluster");
                assertThat(walk.variables().get("failure").isNull()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\": {\"executionArn\": \"" + EXECUTION + "\"}}",
                "{\"detail\": {\"executionArn\": \"" + EXECUTION
                        + "\", \"status\": \"ABORTED\", \"startDate\": 1795564800000}}",
                "{\"detail\": {\"executionArn\": \"" + EXECUTION + "\"}, \"artifactsSynchronised\": true}",
                "{\"executionArn\": \"" + EXECUTION
                        + "2\", \"artifactsSynchronised\": true, \"detail\": {\"executionArn\": \"" + EXECUTION + "\"}}"
            })
    void whatIsNotWhollyAnEventIsRefused(String input) {
        assertThat(started(input).state()).isEqualTo("ListWhatStands");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "null", "\"\"", "[]", "0"})
    void aDetailThatIsNoneNamesNoExecution(String detail) {
        assertThat(started("{\"executionArn\": \"%s\", \"artifactsSynchronised\": true, \"detail\": %s}"
                                .formatted(EXECUTION, detail))
                        .state())
                .isEqualTo("NotAnExecutionOfProvision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCEEDED", "RUNNING", "PENDING_REDRIVE", "aborted", ""})
    void anEventOfAnotherStatusNeedsAConfirmation(String status) {
        assertThat(started(event(EXECUTION, status, "null")).state()).isEqualTo("ListWhatStands");
    }

    @Test
    void anEventOfAnotherSourceNeedsAConfirmation() {
        String event = event(EXECUTION, "ABORTED", "null");
        assertThat(started(event.replace("aws.states", "hyperpod.rig")).state()).isEqualTo("ListWhatStands");
        assertThat(started(event.replace("Execution Status", "Map Run Status")).state())
                .isEqualTo("ListWhatStands");
        assertThat(started(event.replace("1795564800000", "\"1795564800000\"")).state())
                .isEqualTo("ListWhatStands");
    }

    /** As EventBridge delivers it. */
    private static String event(String executionArn, String status, String error) {
        return """
                {"version": "0", "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "account": "111122223333", "region": "us-east-1",
                 "detail": {"executionArn": "%s", "name": "nova-1", "status": "%s", "startDate": 1795564800000, "error": %s, "cause": null}}
                """.formatted(executionArn, status, error);
    }

    private static Execution started(String input) {
        return started("b5f6c1d0", input);
    }

    private static Execution started(String executionName, String input) {
        return started(executionName, input, workflow -> {});
    }

    private static Execution started(String input, Consumer<Workflow> answers) {
        return started("b5f6c1d0", input, answers);
    }

    /** As far as it gets before it does something. */
    private static Execution started(String executionName, String input, Consumer<Workflow> answers) {
        Workflow workflow = new Workflow(Settings.withSeed(1), Map.of(), AGREEMENT).silent();
        answers.accept(workflow);
        return workflow.runUntilItWaits(workflow.rollback(executionName, input));
    }
}
