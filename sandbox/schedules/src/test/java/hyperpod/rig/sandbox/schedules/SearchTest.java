package hyperpod.rig.sandbox.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Moment;
import hyperpod.rig.sandbox.schedules.world.Application;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A tenth of the search, and that it says the same whenever it is asked. */
class SearchTest {

    private static final PrintStream OUT = System.out;
    private static Search search;

    @BeforeAll
    static void prepare() {
        System.setOut(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        search = new Search(new Application(Path.of("../.."), Path.of(System.getProperty("simulator.models"))));
    }

    @AfterAll
    static void giveBack() {
        System.setOut(OUT);
    }

    /** Without disturbances everything ends as the control planes let it. */
    @ParameterizedTest
    @EnumSource(Ground.Outcome.class)
    void aScheduleWithoutDisturbancesKeepsAllPromises(Ground.Outcome outcome) {
        Search.Played played =
                search.play(new Schedule(0, new Ground(outcome, Ground.Files.LINKED, true, true), List.of()));
        assertThat(played.violations()).isEmpty();
        assertThat(played.story())
                .anyMatch(line -> line.contains(
                        outcome == Ground.Outcome.GOOD
                                ? "is SUCCEEDED in Provisioned"
                                : "is FAILED in ProvisioningFailed"))
                .noneMatch(line -> line.contains("alarm: "));
    }

    /** It goes on where it was stopped an hour ago, right before the commit. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRedrivenExecutionLooksAgainBeforeItCommits(boolean linkVanishes) {
        List<Disturbance> disturbances = new ArrayList<>(List.of(
                new Disturbance.Delivered(Disturbance.Delivery.LATE, Duration.ofHours(20)),
                new Disturbance.Done(
                        new Moment.AfterState("VerifyEgressLockdown", Duration.ZERO),
                        new Action.Stop("", Optional.of(Duration.ofSeconds(4_000))))));
        if (linkVanishes) {
            disturbances.add(new Disturbance.Done(
                    new Moment.AfterState("VerifyEgressLockdown", Duration.ofSeconds(60)), new Action.DeleteLink()));
        }
        Search.Played played = search.play(
                new Schedule(0, new Ground(Ground.Outcome.GOOD, Ground.Files.LINKED, true, false), disturbances));
        assertThat(played.violations()).isEmpty();
        assertThat(played.story())
                .anyMatch(line -> line.contains("RecordSuccess fails: hyperpod.rig.core.VerificationTooOldException"))
                .anyMatch(line -> line.contains(
                        linkVanishes ? "is FAILED in ProvisioningFailed" : "is SUCCEEDED in Provisioned"));
    }

    /** Whatever was played before. */
    @Test
    void theSameSeedHasTheSameTraceByteForByte() {
        List<String> forward = LongStream.range(0, 20)
                .mapToObj(search::play)
                .map(Search.Played::digest)
                .toList();
        List<String> backward = LongStream.range(0, 20)
                .map(seed -> 19 - seed)
                .mapToObj(search::play)
                .map(Search.Played::digest)
                .toList();
        assertThat(backward.reversed()).isEqualTo(forward).doesNotHaveDuplicates();
    }

    /** Java's immutable maps and sets have another order in each. */
    @Test
    void theSameSeedHasTheSameStoryInEveryProcess() throws IOException, InterruptedException {
        Process one = replaying();
        Process other = replaying();
        String story = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(story);
        assertThat(story).contains("All promises were kept.", "digest ");
        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
    }

    private static Process replaying() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SearchCommand.class.getName(),
                        "--only",
                        "7",
                        "--project",
                        "../..",
                        "--models",
                        System.getProperty("simulator.models"),
                        "--state",
                        "unused")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aThousandSchedulesKeepAllPromises(@TempDir Path state) throws IOException {
        int exit = new CommandLine(new SearchCommand())
                .execute(
                        "--schedules",
                        "1000",
                        "--project",
                        "../..",
                        "--models",
                        System.getProperty("simulator.models"),
                        "--state",
                        state.toString());
        try (Stream<Path> stories =
                Files.list(state).filter(file -> file.toString().contains("seed-"))) {
            assertThat(stories.map(SearchTest::text)).isEmpty();
        }
        assertThat(exit).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
