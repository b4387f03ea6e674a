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
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.Retrier;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Map<String, Definition> DEFINITIONS = Map.of(
            Definitions.PROVISION_NAME, Definitions.provision(Map.of()),
            Definitions.ROLLBACK_NAME, Definitions.rollback(Map.of()));

    private static final ExecutionObserver NOBODY = new ExecutionObserver() {};
    /** The first story that calls a task. */
    private static final Map<String, Story> STORY_WITH = storyByTask();

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
        return DEFINITIONS.entrySet().stream()
                .flatMap(machine -> tasks(machine.getKey())
                        .flatMap(task -> task.retriers().stream()
                                .map(Retrier::errors)
                                .flatMap(List::stream)
                                .map(error -> new Fault(
                                        storyWith(path(machine.getKey(), task)),
                                        task.name(),
                                        error.equals("States.ALL") ? "Some.Error" : error))));
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
        "provision/ValidateRequest, ProvisioningFailed, NothingToDo",
        "provision/VerifyNetworkBeforeSpending, ProvisioningFailed, RolledBack",
        "provision/CreateFileSystem, ProvisioningFailed, RolledBack",
        "provision/DescribeFileSystem, ProvisioningFailed, RolledBack",
        "provision/LinkFileSystem, ProvisioningFailed, RolledBack",
        "provision/CreateCluster, ProvisioningFailed, RolledBack",
        "provision/DescribeCluster, ProvisioningFailed, RolledBack",
        "provision/ConfirmFileSystem, ProvisioningFailed, RolledBack",
        "provision/VerifyEgressLockdown, ProvisioningFailed, RolledBack",
        "provision/RecordSuccess, ProvisioningFailed, RolledBack",
        "provision/RecordFailure, ProvisioningFailed, RolledBack",
        "provision/PublishResult, Provisioned, none",
        "provision/PublishFailure, ProvisioningFailed, NothingToDo",
        "provision/RollBack, RollbackNotStarted, RolledBack",
        "provision/RingAlarm, RollbackNotStarted, RolledBack",
        "provision/ListWhatRemains, RollbackInterrupted, RollbackIncomplete",
        "rollback/DeleteCluster, ProvisioningFailed, RolledBack",
        "rollback/DeleteFileSystem, ProvisioningFailed, RolledBack",
        "rollback/CheckNothingRemains, RollbackInterrupted, RollbackIncomplete",
        "rollback/PublishRolledBack, ProvisioningFailed, RolledBack",
        "rollback/PublishRollbackIncomplete, RollbackIncomplete, RollbackIncomplete",
        "rollback/RingAlarm, RollbackIncomplete, RollbackIncomplete",
        "rollback/RingAlarmOfBlocked, RolledBack, RolledBack",
        "rollback/PublishRollbackBlocked, RolledBack, RolledBack",
        "rollback/ListWhatStands, ConfirmationMissing, ConfirmationMissing",
        "rollback/ListWhatIsLeftAlone, LeftAlone, LeftAlone",
        "rollback/LookUpExecution, ProvisioningFailed, RollbackIncomplete"
    })
    void anErrorThatStaysEndsSo(String task, String end, String rollbackEnd) {
        Story.Told told = told(storyWith(task), staying(task));
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
                .containsExactlyInAnyOrderElementsOf(paths().toList());
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
                                .isSubsetOf("LookUpExecution"));
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
        JsonNode failure = argumentsOf(told, "RecordFailure").get("failure");
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
        assertThat(argumentsOf(told, "LookUpExecution").at("/input/detail/executionArn"))
                .hasToString('"' + told.execution().arn() + '"');
    }

    /** The rule takes what the execution's own rollback left. */
    @ParameterizedTest
    @CsvSource({"a rollback that is stopped, 2", "a rollback that cannot be started, 1"})
    void whatHadNoWholeRollbackGetsOne(String story, int rollbacks) {
        Story.Told told = told(named(story), workflow -> {});
        assertThat(told.workflow().rollbacks()).hasSize(rollbacks);
        assertThat(told.workflow().rollbacks().getLast().state()).isEqualTo("RolledBack");
    }

    /** Every state, every retrier by each of its errors, every catcher, every branch. */
    @Test
    void everythingIsEntered() {
        Coverage coverage = new Coverage();
        DEFINITIONS.forEach(coverage::want);
        assertThat(coverage.wanted()).hasSizeGreaterThan(200);
        Settings settings = Settings.withSeed(1);
        stories().forEach(story -> story.tell(settings, coverage, workflow -> {}));
        errorsThatAreRetried()
                .forEach(fault -> fault.story.tell(
                        settings, coverage, workflow -> workflow.fails(fault.state, fault.error, "", 1)));
        paths().forEach(task -> storyWith(task).tell(settings, coverage, staying(task)));
        assertThat(coverage.missing()).isEmpty();
    }

    /** What a state's task was first given. */
    private static JsonNode argumentsOf(Story.Told told, String state) {
        return told.workflow().calls.stream()
                .filter(call -> call.state().equals(state))
                .findFirst()
                .orElseThrow()
                .arguments();
    }

    private static Story.Told told(Story story, Consumer<Workflow> differently) {
        return story.tell(Settings.withSeed(1), AGREEMENT, differently);
    }

    private static Stream<State.Task> tasks(String machine) {
        return DEFINITIONS.get(machine).statesOf(State.Task.class).stream();
    }

    /** Every task, such as {@code provision/CreateCluster}. */
    private static Stream<String> paths() {
        return DEFINITIONS.keySet().stream().flatMap(machine -> tasks(machine).map(task -> path(machine, task)));
    }

    private static String path(String machine, State.Task task) {
        return path(machine, task.name());
    }

    private static String path(String machine, String task) {
        return (machine.equals(Definitions.PROVISION_NAME) ? "provision/" : "rollback/") + task;
    }

    private static Consumer<Workflow> staying(String task) {
        return workflow -> workflow.failsAlways(task.substring(task.indexOf('/') + 1), Stories.REFUSED, "no");
    }

    private static Story named(String name) {
        return Stories.all().stream()
                .filter(story -> story.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A story in which a machine calls a task. */
    private static Story storyWith(String task) {
        return Optional.ofNullable(STORY_WITH.get(task))
                .orElseThrow(() -> new AssertionError("no story calls " + task));
    }

    private static Map<String, Story> storyByTask() {
        Map<String, Story> first = new HashMap<>();
        stories()
                .forEach(story -> story.tell(Settings.withSeed(1), NOBODY, workflow -> {})
                        .workflow()
                        .calls
                        .forEach(call ->
                                first.putIfAbsent(path(call.executionArn().split(":")[6], call.state()), story)));
        return first;
    }
}
