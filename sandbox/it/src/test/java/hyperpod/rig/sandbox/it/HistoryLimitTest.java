package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.Settings;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No execution outgrows its history, which Step Functions ends without any Catch, whatever the parameters are.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Quotas: 25,000 events</a>
 */
class HistoryLimitTest {

    private static final int EVENTS = 25_000;

    /**
     * Everything outside the loops, with every task repeated as often as it can be: a dozen tasks of up to 31 attempts.
     */
    private static final int AROUND = 2_000;

    /** Wait and Choice are entered and left; a function's task is entered, scheduled, started, succeeds and is left. */
    private static final int OF_A_LOOK = 2 + 5 + 2;

    /** Failed, and scheduled and started again. */
    private static final int OF_A_REPETITION = 3;

    /** What a redriven execution gets to see again what it saw before. */
    private static final int SECONDS_TO_LOOK_AGAIN = 1_800;

    private static final JsonNode PARAMETERS = Project.template().get("Parameters");

    @Test
    void provisionStaysBelowTheLimit() {
        assertThat(events(max("FileSystemDeadlineSeconds") + max("ClusterDeadlineSeconds") + SECONDS_TO_LOOK_AGAIN))
                .isLessThan(EVENTS - AROUND);
    }

    @Test
    void rollbackStaysBelowTheLimit() {
        assertThat(events(max("InFlightSeconds") + 2 * max("DeletionDeadlineSeconds")))
                .isLessThan(EVENTS - AROUND);
    }

    /** What an execution may do at most, with the template's longest deadlines. */
    @ParameterizedTest
    @CsvSource({"30, true", "1, false"})
    void aWholeRunFitsIntoAHistory(int pollSeconds, boolean fits) {
        Map<String, String> longest = Map.of(
                "PollSeconds", String.valueOf(pollSeconds),
                "FileSystemDeadlineSeconds", text("FileSystemDeadlineSeconds"),
                "ClusterDeadlineSeconds", text("ClusterDeadlineSeconds"),
                "DeletionDeadlineSeconds", text("DeletionDeadlineSeconds"),
                "InFlightSeconds", text("InFlightSeconds"));
        Workflow workflow = new Workflow(Settings.withSeed(1), longest, new ExecutionObserver() {})
                .answers(
                        "DescribeFileSystem",
                        lasting(
                                "{\"next\": \"WAIT\", \"summary\": \"\"}",
                                "{\"next\": \"READY\", \"summary\": \"\"}",
                                max("FileSystemDeadlineSeconds") / pollSeconds))
                .answers("DescribeCluster", "{\"ready\": false, \"summary\": \"\"}")
                .answers(
                        "DeleteCluster",
                        lasting(
                                Workflow.removal("UNDER_WAY"),
                                Workflow.removal("GONE"),
                                max("DeletionDeadlineSeconds") / pollSeconds))
                .answers("DeleteFileSystem", Workflow.removal("UNDER_WAY"))
                .withoutRule();
        Execution provision = workflow.provision("{\"sharedFileSystem\": {}}");
        workflow.runAll();
        if (fits) {
            assertThat(provision.state()).isEqualTo("ProvisioningFailed");
            assertThat(workflow.stepFunctions.executions())
                    .hasSize(2)
                    .allSatisfy(execution -> assertThat(execution.history()).hasSizeBetween(10_000, 24_000));
        } else {
            assertThat(provision.error()).contains("States.Runtime");
            assertThat(provision.cause().orElseThrow()).contains("25000");
        }
    }

    /** Answers that last just until a deadline. */
    private static String[] lasting(String meanwhile, String then, long looks) {
        return Stream.concat(Stream.generate(() -> meanwhile).limit(looks - 1), Stream.of(then))
                .toArray(String[]::new);
    }

    private static String text(String parameter) {
        return String.valueOf(max(parameter));
    }

    /** A look that no deadline of a person's choice can make too frequent. */
    @Test
    void nobodyPollsFasterThanEveryHalfMinuteOnAws() {
        assertThat(PARAMETERS.at("/PollSeconds/MinValue").intValue()).isEqualTo(30);
        for (String machine : new String[] {"ProvisionStateMachine", "RollbackStateMachine"}) {
            assertThat(Project.template()
                            .at("/Resources/" + machine + "/Properties/DefinitionSubstitutions/PollSeconds")
                            .toString())
                    .isEqualTo("[\"RunsLocally\",\"LocalPollSeconds\",\"PollSeconds\"]");
        }
        assertThat(Project.template().at("/Conditions/RunsLocally").toString())
                .isEqualTo("[\"FunctionRuntime\",\"provided.al2023\"]");
    }

    /** The execution's own limit of time is no shorter than its deadlines, which would leave a rollback unfinished. */
    @Test
    void noDeadlineIsLongerThanTheExecution() {
        Map<String, Long> longest = Map.of(
                "statemachine/provision.asl.json",
                        max("FileSystemDeadlineSeconds")
                                + max("ClusterDeadlineSeconds")
                                + StateMachine.read("statemachine/provision.asl.json")
                                        .states()
                                        .get("RollBack")
                                        .get("TimeoutSeconds")
                                        .longValue(),
                "statemachine/rollback.asl.json", max("InFlightSeconds") + 2 * max("DeletionDeadlineSeconds"));
        longest.forEach((path, seconds) -> assertThat(
                        Project.json(path).get("TimeoutSeconds").longValue())
                .as(path)
                .isGreaterThan(seconds + 7_200));
        assertThat(Project.json("statemachine/rollback.asl.json")
                        .get("TimeoutSeconds")
                        .longValue())
                .isLessThan(StateMachine.read("statemachine/provision.asl.json")
                        .states()
                        .get("RollBack")
                        .get("TimeoutSeconds")
                        .longValue());
    }

    /**
     * The most events of loops that last so long together: every look is repeated as often as makes the most events a
     * second. Repetitions are apart by half of the backoff on average, because jitter takes any part of it.
     */
    private static long events(long seconds) {
        double worst = IntStream.rangeClosed(0, retrier().get("MaxAttempts").intValue())
                .mapToDouble(repetitions -> (OF_A_LOOK + OF_A_REPETITION * repetitions)
                        / (bound("PollSeconds", "MinValue") + repetitionSeconds(repetitions)))
                .max()
                .orElseThrow();
        return Math.round(worst * seconds);
    }

    private static double repetitionSeconds(int repetitions) {
        return IntStream.range(0, repetitions)
                .mapToDouble(i -> Math.min(
                                retrier().get("IntervalSeconds").doubleValue()
                                        * Math.pow(retrier().get("BackoffRate").doubleValue(), i),
                                retrier().get("MaxDelaySeconds").doubleValue())
                        / 2)
                .sum();
    }

    /** That of Lambda's throttling, which repeats most. */
    private static JsonNode retrier() {
        return StateMachine.read("statemachine/rollback.asl.json")
                .states()
                .get("DeleteCluster")
                .at("/Retry/0");
    }

    private static long max(String parameter) {
        return bound(parameter, "MaxValue");
    }

    private static long bound(String parameter, String bound) {
        return PARAMETERS.get(parameter).get(bound).longValue();
    }
}
