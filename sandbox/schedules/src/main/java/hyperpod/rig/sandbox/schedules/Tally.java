package hyperpod.rig.sandbox.schedules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.schedules.world.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Counts schedules, and those in which promises of each kind were broken. */
final class Tally {

    private static final String PLAYED = "PLAYED ";

    private final Map<Violation.Kind, Integer> broken = new EnumMap<>(Violation.Kind.class);
    private final TreeSet<Long> failed = new TreeSet<>();
    private int played;

    /** Takes a line of a process: {@code PLAYED 17 ORPHANED,MISREPORTED}. False for any other. */
    synchronized boolean take(String line) {
        if (!line.startsWith(PLAYED)) {
            return false;
        }
        String[] parts = line.substring(PLAYED.length()).split(" ", -1);
        List<Violation.Kind> kinds = new ArrayList<>();
        for (String kind : parts[1].split(",")) {
            if (!kind.isEmpty()) {
                kinds.add(Violation.Kind.valueOf(kind));
            }
        }
        if (!kinds.isEmpty()) {
            failed.add(Long.parseLong(parts[0]));
        }
        add(kinds);
        return true;
    }

    synchronized void add(List<Violation.Kind> kinds) {
        played++;
        kinds.forEach(kind -> broken.merge(kind, 1, Integer::sum));
    }

    /** Takes what a process wrote before it was interrupted. */
    void read(Path file) {
        lines(file).forEach(this::take);
    }

    /** The last seed that a process played. */
    static Optional<Long> lastOf(Path file) {
        List<String> lines =
                lines(file).stream().filter(line -> line.startsWith(PLAYED)).toList();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(Long.parseLong(
                        lines.getLast().substring(PLAYED.length()).split(" ", -1)[0]));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized int played() {
        return played;
    }

    synchronized List<Long> failed() {
        return List.copyOf(failed);
    }

    /** The last line of a run. */
    synchronized String line(int schedules, long seconds, long seed) {
        ObjectNode counts = Json.MAPPER
                .createObjectNode()
                .put("schedules", schedules)
                .put("orphaned", broken.getOrDefault(Violation.Kind.ORPHANED, 0))
                .put("foreignTouched", broken.getOrDefault(Violation.Kind.FOREIGN_TOUCHED, 0))
                .put("wrongStatus", broken.getOrDefault(Violation.Kind.WRONG_STATUS, 0))
                .put("misreported", broken.getOrDefault(Violation.Kind.MISREPORTED, 0))
                .put("seconds", seconds)
                .put("seed", seed);
        return "SEARCH " + counts;
    }
}
