package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateMachineTest {

    private static final String PROVISION = "statemachine/provision.asl.json";
    private static final String ROLLBACK = "statemachine/rollback.asl.json";
    private static final String TOO_OLD = "hyperpod.rig.core.VerificationTooOldException";

    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void everyStateCanBeReached(String path) {
        StateMachine machine = StateMachine.read(path);
        assertThat(machine.reachable(machine.startAt()))
                .containsExactlyInAnyOrderElementsOf(machine.states().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void everyStateLeadsToAnEnd(String path) {
        StateMachine machine = StateMachine.read(path);
        Set<String> ends = machine.states().keySet().stream()
                .filter(state -> Set.of("Succeed", "Fail")
                        .contains(machine.states().get(state).get("Type").textValue()))
                .collect(Collectors.toSet());
        assertThat(machine.states().keySet())
                .allSatisfy(state -> assertThat(machine.reachable(state)).containsAnyElementsOf(ends));
    }

    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void everyTaskHasARetryACatchAndATimeout(String path) {
        assertThat(StateMachine.read(path).ofType("Task")).isNotEmpty().allSatisfy(task -> {
            assertThat(task.getValue().path("Retry"))
                    .as(task.getKey() + " Retry")
                    .isNotEmpty();
            assertThat(task.getValue().path("Catch"))
                    .as(task.getKey() + " Catch")
                    .isNotEmpty();
            assertThat(task.getValue().path("TimeoutSeconds").asInt())
                    .as(task.getKey() + " TimeoutSeconds")
                    .isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void everyRetryHasBackoffJitterAndAMaximum(String path) {
        assertThat(StateMachine.read(path).ofType("Task"))
                .allSatisfy(task -> assertThat(
                                StateMachine.elements(task.getValue().path("Retry")))
                        .allSatisfy(retry -> {
                            assertThat(retry.path("BackoffRate").asDouble())
                                    .as(task.getKey())
                                    .isGreaterThan(1);
                            assertThat(retry.path("JitterStrategy").asText())
                                    .as(task.getKey())
                                    .isEqualTo("FULL");
                            assertThat(retry.path("MaxAttempts").asInt())
                                    .as(task.getKey())
                                    .isPositive();
                            assertThat(retry.path("MaxDelaySeconds").asInt())
                                    .as(task.getKey())
                                    .isPositive();
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void aCatchTakesEveryError(String path) {
        assertThat(StateMachine.read(path).ofType("Task")).allSatisfy(task -> {
            JsonNode last = task.getValue()
                    .path("Catch")
                    .path(task.getValue().path("Catch").size() - 1);
            assertThat(last.path("ErrorEquals").path(0).asText())
                    .as(task.getKey())
                    .isEqualTo("States.ALL");
        });
    }

    /** The language has no way to write a policy once: its copies are equal. */
    @Test
    void everyFunctionIsRepeatedAlike() {
        assertThat(tasks().filter(StateMachineTest::isFunction).map(task -> task.get("Retry")))
                .hasSizeGreaterThan(5)
                .containsOnly(retryOf("CreateCluster"));
    }

    /**
     * What AWS asks to repeat of every task that invokes a function.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception">
     *     Handle transient Lambda service exceptions</a>
     */
    @Test
    void everyFaultOfLambdaIsRepeated() {
        assertThat(StateMachine.elements(retryOf("CreateCluster"))
                        .flatMap(retry -> StateMachine.elements(retry.get("ErrorEquals")))
                        .map(JsonNode::textValue))
                .contains(
                        "Lambda.ClientExecutionTimeoutException",
                        "Lambda.ServiceException",
                        "Lambda.AWSLambdaException",
                        "Lambda.SdkClientException",
                        "Lambda.TooManyRequestsException");
    }

    /** The names that AWS gives to a nested execution that could not be started; its role's refusal is one of them. */
    @Test
    void aRollbackThatCannotBeStartedIsTriedAgain() {
        assertThat(StateMachine.elements(retryOf("RollBack"))
                        .flatMap(retry -> StateMachine.elements(retry.get("ErrorEquals")))
                        .map(JsonNode::textValue))
                .containsExactlyInAnyOrder(
                        "StepFunctions.ExecutionLimitExceeded",
                        "StepFunctions.AWSStepFunctionsException",
                        "StepFunctions.SdkClientException");
    }

    @Test
    void everyOtherCallOfAwsIsRepeatedAlike() {
        assertThat(tasks().filter(task -> task.get("Resource")
                                .textValue()
                                .matches(".*:(publish|putMetricData|getExecutionHistory)"))
                        .map(task -> task.get("Retry")))
                .hasSizeGreaterThan(3)
                .containsOnly(retryOf("PublishResult"));
    }

    @Test
    void everyFailureThatIsRecordedIsCaughtAlike() {
        assertThat(tasks().flatMap(task -> StateMachine.elements(task.get("Catch")))
                        .filter(caught -> caught.get("Next").textValue().equals("RecordFailure")))
                .hasSizeGreaterThan(5)
                .containsOnly(StateMachine.read(PROVISION)
                        .states()
                        .get("CreateCluster")
                        .at("/Catch/0"));
    }

    /** So that the flow can be read from top to bottom. */
    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void aRetrierOrCatcherIsOneLine(String path) throws IOException {
        assertThat(Files.readAllLines(Project.file(path)))
                .filteredOn(line -> line.contains("ErrorEquals"))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*\\{\"ErrorEquals\": .*(\"JitterStrategy\"|\"Next\"): .*}.*"));
    }

    /** A wrong request or a refused call does not get better by repetition. */
    @Test
    void noFunctionIsRepeatedAfterAnErrorOfItsOwn() {
        assertThat(StateMachine.read(PROVISION).ofType("Task"))
                .filteredOn(task -> task.getValue().get("Resource").textValue().startsWith("${"))
                .allSatisfy(task -> assertThat(
                                StateMachine.elements(task.getValue().path("Retry"))
                                        .flatMap(retry -> StateMachine.elements(retry.path("ErrorEquals")))
                                        .map(JsonNode::textValue)
                                        .filter(error -> error.startsWith("hyperpod.rig.")))
                        .containsExactly("hyperpod.rig.core.ServiceUnavailableException"));
    }

    /** Every loop through a Wait passes a Choice that looks at the clock. */
    @ParameterizedTest
    @ValueSource(strings = {PROVISION, ROLLBACK})
    void noStateWaitsWithoutADeadline(String path) {
        StateMachine machine = StateMachine.read(path);
        assertThat(machine.ofType("Wait")).isNotEmpty().allSatisfy(wait -> {
            Set<String> loop = machine.reachable(wait.getKey()).stream()
                    .filter(state -> machine.reachable(state).contains(wait.getKey()))
                    .collect(Collectors.toSet());
            if (wait.getKey().equals("WaitForCallsInFlight")) {
                assertThat(loop).containsExactly(wait.getKey()); // passed once
                return;
            }
            assertThat(loop)
                    .as("loop of " + wait.getKey())
                    .anySatisfy(state -> assertThat(
                                    machine.states().get(state).path("Choices").toString())
                            .contains("$deadline")
                            .contains("$millis()"));
        });
    }

    /**
     * What is counted on was looked at just before, the cluster, the file system and the network: also after a redrive.
     */
    @Test
    void whatWasVerifiedTooLongAgoIsVerifiedAgain() {
        JsonNode caught =
                StateMachine.read(PROVISION).states().get("RecordSuccess").at("/Catch/0");
        assertThat(caught.get("ErrorEquals")).extracting(JsonNode::textValue).containsExactly(TOO_OLD);
        assertThat(caught.get("Next").textValue()).isEqualTo("DescribeCluster");
    }

    /** Giving up comes before anything is taken back; what cannot be written down is taken back all the same. */
    @Test
    void everyFailureUntilTheCommitIsRecorded() {
        StateMachine machine = StateMachine.read(PROVISION);
        Set<String> untilTheCommit = machine.states().keySet().stream()
                .filter(state -> machine.reachable(state).contains("RecordSuccess"))
                .collect(Collectors.toSet());
        assertThat(machine.ofType("Task").filter(task -> untilTheCommit.contains(task.getKey())))
                .hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(task -> assertThat(StateMachine.elements(
                                        task.getValue().get("Catch"))
                                .filter(c -> !c.get("ErrorEquals").toString().contains(TOO_OLD))
                                .map(c -> c.get("Next").textValue()))
                        .as(task.getKey())
                        .containsOnly("RecordFailure"));
        assertThat(machine.states().get("RecordFailure").at("/Catch/0/Next").textValue())
                .isEqualTo("RollBack");
    }

    /** Nothing succeeds without its audit, and nothing is announced that is not counted on. */
    @Test
    void theCommitIsBetweenTheAuditAndTheAnnouncement() {
        StateMachine machine = StateMachine.read(PROVISION);
        assertThat(before(machine, "RecordSuccess")).containsExactly("VerifyEgressLockdown");
        assertThat(before(machine, "PublishResult")).containsExactlyInAnyOrder("RecordSuccess", "DecideOnRollback");
        assertThat(before(machine, "Provisioned")).containsOnly("PublishResult");
    }

    /** The states that lead to a state. */
    private static Set<String> before(StateMachine machine, String state) {
        return machine.states().entrySet().stream()
                .filter(entry -> entry.getValue().findValuesAsText("Next").contains(state)
                        || entry.getValue().path("Default").asText().equals(state))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> tasks() {
        return Stream.of(PROVISION, ROLLBACK)
                .flatMap(path -> StateMachine.read(path).ofType("Task"))
                .map(Map.Entry::getValue);
    }

    private static boolean isFunction(JsonNode task) {
        return task.get("Resource").textValue().startsWith("${");
    }

    private static JsonNode retryOf(String state) {
        return StateMachine.read(PROVISION).states().get(state).get("Retry");
    }
}
