package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.schedules.disturbance.Words;
import hyperpod.rig.sandbox.schedules.planted.PlantedBug;
import hyperpod.rig.sandbox.schedules.world.Application;
import hyperpod.rig.sandbox.schedules.world.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Plays random schedules and counts broken promises. Exit status: 0 none was broken, 1 some were, 2 unusable arguments.
 */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description =
                "Plays random schedules of several faults, people and rivals in virtual time; ends with SEARCH {json}.")
public final class SearchCommand implements Callable<Integer> {

    private static final int MOST_STORIES = 5;
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

    @Option(names = "--schedules", defaultValue = "10000", description = "how many (default: ${DEFAULT-VALUE})")
    private int schedules;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "seed of the first; each next has the next (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--only", paramLabel = "SEED", description = "replay the schedule of one seed, and tell its story")
    private Optional<Long> only = Optional.empty();

    @Option(names = "--processes", defaultValue = "2", description = "how many at a time (default: ${DEFAULT-VALUE})")
    private int processes;

    @Option(names = "--resume", description = "go on after an interruption")
    private boolean resume;

    @Option(
            names = "--planted",
            description = "make a mistake on purpose, one of ${COMPLETION-CANDIDATES}, and stop when it is found")
    private Optional<PlantedBug> planted = Optional.empty();

    @Option(names = "--planted-all", description = "each of the mistakes that are made on purpose, until it is found")
    private boolean allPlanted;

    @Option(names = "--project", required = true, description = "top level of the project")
    private Path project;

    @Option(names = "--models", required = true, description = "where botocore's service models are")
    private Path models;

    @Option(names = "--state", required = true, description = "directory for what is kept of a run")
    private Path state;

    @Option(names = "--part", hidden = true, description = "which of the processes this is, from 0")
    private Optional<Integer> part = Optional.empty();

    private final PrintStream out = System.out;

    /** Parses the arguments and runs. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SearchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (only.isPresent()) {
            return replay(only.get());
        }
        if (allPlanted || planted.isPresent()) {
            return findPlanted();
        }
        return part.isPresent() ? play(part.get()) : playAll();
    }

    /** How many schedules it takes to find each mistake; no mistake may stay unfound. */
    private int findPlanted() {
        int unfound = 0;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        // Where schedules can disturb is asked of the application as it is.
        Profile profile = new Search(new Application(project, models)).profile();
        for (PlantedBug bug : planted.map(List::of).orElse(List.of(PlantedBug.values()))) {
            Search search = new Search(new Application(project, models, Optional.of(bug)), profile);
            Optional<Search.Played> found = LongStream.range(seed, seed + schedules)
                    .mapToObj(search::play)
                    .filter(Search.Played::failed)
                    .findFirst();
            if (found.isEmpty()) {
                unfound++;
            }
            out.println(found.map(played -> "PLANTED " + bug + " found after "
                            + (played.schedule().seed() - seed + 1) + " schedules: "
                            + played.violations().getFirst().words())
                    .orElse("PLANTED " + bug + " not found in " + schedules + " schedules"));
        }
        return unfound == 0 ? 0 : 1;
    }

    /** What the functions log and count would hide what the search says. */
    private Search search() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return new Search(new Application(project, models));
    }

    private int replay(long replayed) {
        Search.Played played = search().play(replayed);
        played.story().forEach(out::println);
        out.println(played.violations().isEmpty() ? "All promises were kept." : "Broken: " + played.violations());
        out.println("digest " + played.digest());
        Tally tally = new Tally();
        tally.add(played.violations().stream().map(Violation::kind).distinct().toList());
        out.println(tally.line(1, 0, replayed));
        return played.failed() ? 1 : 0;
    }

    /** Plays every so-many-th schedule, and says a line of each: its seed and what was broken. */
    private int play(int first) {
        Search search = search();
        long from = Tally.lastOf(file(first)).map(last -> last + processes).orElse(seed + first);
        for (long next = from; next < seed + schedules; next += processes) {
            Search.Played played = search.play(next);
            if (played.failed()) {
                Search.Played smallest = search.reduced(played);
                keep(next, smallest);
            }
            String kinds = String.join(
                    ",",
                    played.violations().stream()
                            .map(each -> each.kind().name())
                            .distinct()
                            .toList());
            out.println("PLAYED " + next + " " + kinds);
            if (out.checkError()) {
                return 1; // whoever counts was killed
            }
        }
        return 0;
    }

    private void keep(long failed, Search.Played smallest) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Seed " + failed + ", reduced to what breaks it; sandbox/search --only " + failed + " has all of it.");
        lines.addAll(smallest.story());
        try {
            Files.write(state.resolve("seed-" + failed + ".txt"), lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path file(int index) {
        return state.resolve("part-" + index + "-of-" + processes + ".txt");
    }

    private int playAll() throws IOException, InterruptedException {
        Files.createDirectories(state);
        Path settings = state.resolve("settings.json");
        String given = Json.MAPPER
                .createObjectNode()
                .put("seed", seed)
                .put("schedules", schedules)
                .put("processes", processes)
                .toString();
        boolean same = Files.exists(settings) && Files.readString(settings).equals(given);
        if (!resume || !same) {
            try (var files = Files.list(state)) {
                for (Path old : files.toList()) {
                    Files.delete(old);
                }
            }
            Files.writeString(settings, given);
        }
        Tally tally = new Tally();
        for (int i = 0; i < processes; i++) {
            tally.read(file(i));
        }
        int before = tally.played();
        long start = System.nanoTime();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            parts.add(new Part(arguments(i), file(i), state.resolve("part-" + i + ".log"), tally));
        }
        Duration reported = Duration.ZERO;
        boolean running = true;
        while (running) {
            Thread.sleep(500);
            running = parts.stream().anyMatch(Part::runs);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            if (elapsed.minus(reported).compareTo(BETWEEN_REPORTS) >= 0 && running) {
                reported = elapsed;
                report(tally, before, elapsed);
            }
        }
        for (Part one : parts) {
            one.join();
        }
        tellFailures(tally);
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        boolean whole = tally.played() == schedules;
        if (!whole) {
            out.println("Only " + tally.played() + " of " + schedules + " were played; --resume goes on.");
        }
        out.println(tally.line(tally.played(), seconds, seed));
        return whole && tally.failed().isEmpty() ? 0 : 1;
    }

    private void report(Tally tally, int before, Duration elapsed) {
        int played = tally.played() - before;
        String left = played == 0
                ? "?"
                : Words.of(Duration.ofSeconds(elapsed.toSeconds() * (schedules - tally.played()) / played));
        out.println(tally.played() + " of " + schedules + " schedules, "
                + tally.failed().size() + " failed, " + left + " left");
    }

    private void tellFailures(Tally tally) throws IOException {
        for (long failed : tally.failed().stream().limit(MOST_STORIES).toList()) {
            out.println();
            Files.readAllLines(state.resolve("seed-" + failed + ".txt")).forEach(out::println);
        }
        if (!tally.failed().isEmpty()) {
            out.println();
            out.println("Failed: " + tally.failed());
        }
    }

    private List<String> arguments(int index) {
        List<String> arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx700m",
                "-cp",
                System.getProperty("java.class.path"),
                SearchCommand.class.getName()));
        arguments.addAll(List.of(
                "--schedules", Integer.toString(schedules),
                "--seed", Long.toString(seed),
                "--processes", Integer.toString(processes),
                "--project", project.toString(),
                "--models", models.toString(),
                "--state", state.toString(),
                "--part", Integer.toString(index)));
        return arguments;
    }
}
