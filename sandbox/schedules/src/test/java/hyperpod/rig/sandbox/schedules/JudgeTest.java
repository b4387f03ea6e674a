package hyperpod.rig.sandbox.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Moment;
import hyperpod.rig.sandbox.schedules.disturbance.Place;
import hyperpod.rig.sandbox.schedules.planted.PlantedBug;
import hyperpod.rig.sandbox.schedules.world.Application;
import hyperpod.rig.sandbox.schedules.world.Violation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the judge notices, each in a schedule that is made for it; without the mistake the same schedule is clean. */
class JudgeTest {

    private static final Path PROJECT = Path.of("../..");
    private static final Path MODELS = Path.of(System.getProperty("simulator.models"));
    private static final Profile NOTHING = new Profile(List.of(), List.of(), List.of(), List.of());
    private static final Schedule UNDISTURBED = schedule(Ground.Outcome.GOOD);
    private static final PrintStream OUT = System.out;

    @BeforeAll
    static void silence() {
        System.setOut(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void giveBack() {
        System.setOut(OUT);
    }

    @Test
    void aLockThatIsHeldThoughItsEntryIsClosed() {
        assertThat(found(PlantedBug.LOCKS_STAY, UNDISTURBED))
                .anyMatch(words -> words.startsWith("the lock cluster#nova-rig is held by "))
                .anyMatch(words -> words.startsWith("the lock eks#"));
    }

    @Test
    void anAnswerOfTheApiThatIsNotSo() {
        assertThat(found(PlantedBug.API_FORGETS_THE_END, schedule(Ground.Outcome.NO_CAPACITY)))
                .anyMatch(words -> words.startsWith("GET /clusters/nova-rig tells REMAINS, and it is GONE"));
    }

    @Test
    void aNetworkThatIsNotAuditedAgain() {
        assertThat(found(PlantedBug.AUDIT_SEES_NONE, UNDISTURBED))
                .containsExactly("the networks of [] were audited again, and [nova-rig] stand");
    }

    @Test
    void whatRemainsWithoutAReason() {
        Schedule denied = schedule(
                Ground.Outcome.NO_CAPACITY,
                new Disturbance.Done(
                        new Moment.AfterState("CreateCluster", Duration.ZERO),
                        new Action.Deny("sagemaker:DeleteCluster", Duration.ofHours(8))));
        assertThat(found(PlantedBug.REASONS_ARE_LOST, denied)).anyMatch(words -> words.endsWith(" without a reason"));
    }

    /** The execution is stopped right before it commits, and redriven as its cluster is being deleted. */
    @Test
    void aCommitOfWhatIsBeingDeleted() {
        Schedule redriven = schedule(
                Ground.Outcome.GOOD,
                new Disturbance.Done(
                        new Moment.AfterState("VerifyEgressLockdown", Duration.ZERO),
                        new Action.Stop("", Optional.empty())),
                new Disturbance.Done(
                        new Moment.InCall(new Place("DeleteCluster", "sagemaker:DeleteCluster", 1), true),
                        new Action.Redrive()));
        assertThat(found(PlantedBug.NO_FENCE, redriven))
                .anyMatch(words ->
                        words.contains(" is committed, and ") && words.endsWith(" is gone, or is being deleted"));
    }

    private static Schedule schedule(Ground.Outcome outcome, Disturbance... disturbances) {
        return new Schedule(1, new Ground(outcome, Ground.Files.LINKED, true, true), List.of(disturbances));
    }

    private static List<String> found(PlantedBug bug, Schedule schedule) {
        assertThat(play(Optional.empty(), schedule)).isEmpty();
        return play(Optional.of(bug), schedule);
    }

    private static List<String> play(Optional<PlantedBug> bug, Schedule schedule) {
        return new Search(new Application(PROJECT, MODELS, bug), NOTHING)
                .play(schedule).violations().stream().map(Violation::words).toList();
    }
}
