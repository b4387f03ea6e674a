package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.Coverage;
import hyperpod.rig.sandbox.statemachines.Execution;
import hyperpod.rig.sandbox.statemachines.ExecutionObserver;
import hyperpod.rig.sandbox.statemachines.ExecutionStatus;
import hyperpod.rig.sandbox.statemachines.OpenQuestion;
import hyperpod.rig.sandbox.statemachines.Settings;
import hyperpod.rig.sandbox.statemachines.TaskCall;
import hyperpod.rig.sandbox.statemachines.definition.Retrier;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both state machines on the second engine: each of the ways that they can go, with each error that a retrier names,
 * and with one that none names, at each task.
 */
class WorkflowTest {

    @RegisterExtension
    static final JsonataAgreement AGREEMENT = new JsonataAgreement();

    /** The errors of an execution whose rollback ran to its end. */
    private static final Set<String> RAN = Set.of("ProvisioningFailed", "RollbackIncomplete");

    private static final ExecutionObserver NOBODY = new ExecutionObserver() {};

    /** An error of a task in a story that calls it. */
    private record Fault(Story story, String state, String error) {

        @Override
        public String toString() {
            return state + " fails with " + error + " in: " + story;
        }
    }

    static List<Story> stories() {
        return Stories.all();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoryEndsAsItMust(Story story) {
        assertThat(told(story, workflow -> {}).execution().state()).isEqualTo(story.end());
    }

    static Stream<Fault> errorsThatAreRetried() {
        return tasks().flatMap(task -> task.retriers().stream()
                .map(Retrier::errors)
                .flatMap(List::stream)
                .map(error -> new Fault(
                        storyWith(task.name()), task.name(), error.equals("States.ALL") ? "Some.Error" : error)));
    }

    /** An error that is over after one attempt changes nothing. */
    @ParameterizedTest
    @MethodSource("errorsThatAreRetried")
    void anErrorThatIsRetriedChangesNothing(Fault fault) {
        Story.Told told = told(fault.story, workflow -> workflow.fails(fault.state, fault.error, "", 1));
        assertThat(told.execution().state()).isEqualTo(fault.story.end());
        assertThat(told.workflow().calls)
                .filteredOn(call -> call.state().equals(fault.state) && call.attempt() == 1)
                .isNotEmpty();
    }

    /**
     * An error that stays.
     *
     * @param end where the execution ends
     * @param rollbackEnd where the first rollback ends, if there is one
     */
    @ParameterizedTest
    @CsvSource({
        "ValidateRequest, ProvisioningFailed, RolledBack",
        "VerifyNetworkBeforeSpending, ProvisioningFailed, RolledBack",
        "CreateFileSystem, ProvisioningFailed, RolledBack",
        "DescribeFileSystem, ProvisioningFailed, RolledBack",
        "LinkFileSystem, ProvisioningFailed, RolledBack",
        "CreateCluster, ProvisioningFailed, RolledBack",
        "DescribeCluster, ProvisioningFailed, RolledBack",
        "ConfirmFileSystem, ProvisioningFailed, RolledBack",
        "VerifyEgressLockdown, ProvisioningFailed, RolledBack",
        "PublishResult, Provisioned, none",
        "PublishFailure, ProvisioningFailed, RolledBack",
        "RollBack, RollbackInterrupted, RolledBack",
        "ListWhatRemains, RollbackIncomplete, RollbackIncomplete",
        "DeleteCluster, ProvisioningFailed, RolledBack",
        "DeleteFileSystem, ProvisioningFailed, RolledBack",
        "CheckNothingRemains, ProvisioningFailed, RollbackIncomplete",
        "PublishRolledBack, ProvisioningFailed, RolledBack",
        "PublishRollbackIncomplete, RollbackIncomplete, RollbackIncomplete",
        "RingAlarm, RollbackIncomplete, RollbackIncomplete",
        "RingAlarmOfBlocked, RolledBack, RolledBack",
        "PublishRollbackBlocked, RolledBack, RolledBack",
        "ListWhatStands, ConfirmationMissing, ConfirmationMissing",
        "ReadHowItFailed, RolledBack, RolledBack"
    })
    void anErrorThatStaysEndsSo(String state, String end, String rollbackEnd) {
        Story.Told told = told(storyWith(state), workflow -> workflow.failsAlways(state, Stories.REFUSED, "no"));
        assertThat(told.execution().state()).isEqualTo(end);
        assertThat(told.rollbackEnd().orElse("none")).isEqualTo(rollbackEnd);
    }

    /** Each task of both machines is in the table above. */
    @Test
    void thereIsAnEndForEveryTask() throws NoSuchMethodException {
        CsvSource table = WorkflowTest.class
                .getDeclaredMethod("anErrorThatStaysEndsSo", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThat(Stream.of(table.value()).map(line -> line.substring(0, line.indexOf(','))))
                .containsAll(tasks().map(State.Task::name).toList());
    }

    /** However long a task takes, somebody takes its timeout. */
    @ParameterizedTest
    @MethodSource("stories")
    void noExecutionRunsOn(Story story) {
        for (OpenQuestion yes : OpenQuestion.values()) {
            Settings settings = Settings.withSeed(3).answering(Set.of(yes));
            Story.Told told = story.tell(settings, AGREEMENT, workflow -> {});
            assertThat(told.execution().state()).isEqualTo(story.end());
            assertThat(told.workflow().stepFunctions.executions()).noneMatch(Execution::isRunning);
        }
    }

    /**
     * AWS may keep error and cause out of its event: there is no second rollback, nor a second message, all the same.
     */
    @ParameterizedTest
    @MethodSource("stories")
    void aRollbackThatRanIsNotRepeatedByTheRule(Story story) {
        for (Set<OpenQuestion> yes :
                List.of(Set.<OpenQuestion>of(), Set.of(OpenQuestion.STATUS_CHANGE_HAS_ERROR_AND_CAUSE))) {
            Story.Told told = story.tell(Settings.withSeed(5).answering(yes), AGREEMENT, workflow -> {});
            if (told.execution().error().filter(RAN::contains).isPresent()) {
                assertThat(told.workflow().rollbacks())
                        .filteredOn(rollback -> rollback.input().has("detail"))
                        .allSatisfy(byRule -> assertThat(told.workflow().calls)
                                .filteredOn(call -> call.executionArn().equals(byRule.arn()))
                                .extracting(TaskCall::state)
                                .isSubsetOf("ReadHowItFailed"));
            }
        }
    }

    /** The deadlines of the template's defaults, to the second of a look. */
    @ParameterizedTest
    @CsvSource({
        "a file system that does not become available, FileSystemDeadlineExceeded, 3600",
        "a cluster that does not become ready, ClusterDeadlineExceeded, 14400"
    })
    void aDeadlineEndsTheWait(String story, String error, long seconds) {
        Story.Told told = told(named(story), workflow -> {});
        JsonNode failure = told.workflow().rollbacks().getFirst().input().get("failure");
        assertThat(failure.get("error").textValue()).isEqualTo(error);
        assertThat(failure.get("cause").textValue()).startsWith("After " + seconds + " s: ");
        Duration until = Duration.between(
                Workflow.START, told.workflow().rollbacks().getFirst().startDate());
        assertThat(until.toSeconds()).isBetween(seconds, seconds + 400);
    }

    @Test
    void whoeverStopsAProvisioningHasItRolledBack() {
        Story.Told told = told(named("a provisioning that is stopped"), workflow -> {});
        assertThat(told.execution().status()).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(told.workflow().rollbacks()).extracting(Execution::state).containsExactly("RolledBack");
        assertThat(told.workflow()
                        .rollbacks()
                        .getFirst()
                        .variables()
                        .at("/failure/error")
                        .textValue())
                .isEqualTo("Mine");
    }

    /** The rule takes what the execution's own rollback left. */
    @ParameterizedTest
    @CsvSource({"a rollback that is stopped, 2", "a rollback that cannot be started, 1"})
    void whatHadNoWholeRollbackGetsOne(String story, int rollbacks) {
        Story.Told told = told(named(story), workflow -> {});
        assertThat(told.workflow().rollbacks()).hasSize(rollbacks);
        assertThat(told.workflow().rollbacks().getLast().state()).isEqualTo("RolledBack");
    }

    /** What an execution may do at most, with the template's longest deadlines. */
    @ParameterizedTest
    @CsvSource({"30, true", "1, false"})
    void aWholeRunFitsIntoAHistory(String pollSeconds, boolean fits) {
        Map<String, String> longest = Map.of(
                "PollSeconds", pollSeconds,
                "FileSystemDeadlineSeconds", max("FileSystemDeadlineSeconds"),
                "ClusterDeadlineSeconds", max("ClusterDeadlineSeconds"),
                "DeletionDeadlineSeconds", max("DeletionDeadlineSeconds"),
                "InFlightSeconds", max("InFlightSeconds"));
        Workflow workflow = new Workflow(Settings.withSeed(1), longest, NOBODY)
                .answers(
                        "DescribeFileSystem",
                        lasting(
                                "{\"next\": \"WAIT\", \"summary\": \"\"}",
                                "{\"next\": \"READY\", \"summary\": \"\"}",
                                max("FileSystemDeadlineSeconds"),
                                pollSeconds))
                .answers("DescribeCluster", "{\"ready\": false, \"summary\": \"\"}")
                .answers(
                        "DeleteCluster",
                        lasting(
                                "{\"status\": \"UNDER_WAY\"}",
                                "{\"status\": \"GONE\"}",
                                max("DeletionDeadlineSeconds"),
                                pollSeconds))
                .answers("DeleteFileSystem", "{\"status\": \"UNDER_WAY\"}")
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
    private static String[] lasting(String meanwhile, String then, String seconds, String pollSeconds) {
        List<String> answers = new ArrayList<>();
        for (int i = 1; i < Integer.parseInt(seconds) / Integer.parseInt(pollSeconds); i++) {
            answers.add(meanwhile);
        }
        answers.add(then);
        return answers.toArray(String[]::new);
    }

    private static String max(String parameter) {
        return Project.template().at("/Parameters/" + parameter + "/MaxValue").asText();
    }

    /** Every state, every retrier by each of its errors, every catcher, every branch. */
    @Test
    void everythingIsEntered() {
        Coverage coverage = new Coverage();
        coverage.want(Definitions.PROVISION_NAME, Definitions.provision(Map.of()));
        coverage.want(Definitions.ROLLBACK_NAME, Definitions.rollback(Map.of()));
        assertThat(coverage.wanted()).hasSizeGreaterThan(200);
        Settings settings = Settings.withSeed(1);
        stories().forEach(story -> story.tell(settings, coverage, workflow -> {}));
        errorsThatAreRetried()
                .forEach(fault -> fault.story.tell(
                        settings, coverage, workflow -> workflow.fails(fault.state, fault.error, "", 1)));
        tasks().map(State.Task::name)
                .forEach(state -> storyWith(state)
                        .tell(settings, coverage, workflow -> workflow.failsAlways(state, Stories.REFUSED, "no")));
        assertThat(coverage.missing()).isEmpty();
    }

    private static Story.Told told(Story story, Consumer<Workflow> differently) {
        return story.tell(Settings.withSeed(1), AGREEMENT, differently);
    }

    private static Stream<State.Task> tasks() {
        return Stream.of(Definitions.provision(Map.of()), Definitions.rollback(Map.of()))
                .map(definition -> definition.statesOf(State.Task.class))
                .flatMap(List::stream);
    }

    private static Story named(String name) {
        return Stories.all().stream()
                .filter(story -> story.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The first story in which a task is called. */
    private static Story storyWith(String state) {
        return Stories.all().stream()
                .filter(story -> story.tell(Settings.withSeed(1), NOBODY, workflow -> {}).workflow().calls.stream()
                        .anyMatch(call -> call.state().equals(state)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no story calls " + state));
    }
}
