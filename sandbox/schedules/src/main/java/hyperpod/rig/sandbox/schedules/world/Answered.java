package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.sandbox.schedules.world.Violation.Kind;
import hyperpod.rig.sandbox.statemachines.Execution;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Judges when all is at rest whether the API tells what is: {@code GET /clusters/NAME} and {@code GET /clusters}. */
final class Answered {

    private final World world;
    private final Truth truth;

    Answered(World world) {
        this.world = world;
        truth = world.truth();
    }

    void judge() {
        Map<String, String> states = new HashMap<>();
        for (Truth.Made made : left()) {
            world.entry(made.by())
                    .ifPresent(entry -> states.merge(
                            key(made.by()),
                            stands(made, entry) ? "STANDS" : "REMAINS",
                            (one, other) -> one.equals("STANDS") ? one : other));
        }
        Map<String, String> listed = new HashMap<>();
        world.people()
                .list()
                .forEach(each -> listed.put(key(each), each.path("state").asText()));
        world.provisionings().stream()
                .filter(truth::hasLookAlikes)
                .map(Answered::key)
                .filter(key -> !states.containsKey(key))
                .forEach(key -> listed.remove(key, "REMAINS"));
        if (!listed.equals(states)) {
            truth.violated(Kind.MISREPORTED, "GET /clusters tells " + listed + ", and there is " + states);
        }
        names().forEach(name -> one(name, states));
    }

    /** A name may be used again: its start date makes an execution. */
    private static String key(Execution execution) {
        return execution.arn() + " " + execution.startDate();
    }

    private static String key(JsonNode told) {
        return told.path("executionArn").asText() + " "
                + Optional.ofNullable(told.path("startDate").textValue())
                        .map(Instant::parse)
                        .map(Instant::toString)
                        .orElse("");
    }

    private List<Truth.Made> left() {
        return truth.made().stream()
                .filter(made -> world.resource(made.arn()).isPresent())
                .toList();
    }

    private static boolean stands(Truth.Made made, LedgerEntry entry) {
        return made.arn().contains(":sagemaker:") && entry.committed() && !entry.closed();
    }

    /** Of an execution that failed before it made anything nobody need know. */
    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        world.provisionings().stream()
                .filter(truth::hasMade)
                .forEach(execution -> world.entry(execution).ifPresent(one -> names.add(one.clusterName())));
        return names;
    }

    private void one(String name, Map<String, String> states) {
        JsonNode answer = world.people().get(name);
        String state = answer.path("state").asText();
        String key = key(answer);
        String real = states.getOrDefault(key, "GONE");
        boolean doubtful = real.equals("GONE")
                && world.provisionings().stream()
                        .filter(execution -> key(execution).equals(key))
                        .anyMatch(truth::hasLookAlikes);
        if (!state.equals(real) && !(doubtful && state.equals("REMAINS"))) {
            truth.violated(
                    Kind.MISREPORTED,
                    "GET /clusters/" + name + " tells " + state + ", and it is " + real + ": " + answer);
        }
        Optional<String> standing = left().stream()
                .filter(made -> made.id().equals(name)
                        && world.entry(made.by())
                                .filter(entry -> stands(made, entry))
                                .isPresent())
                .map(Truth.Made::arn)
                .findFirst();
        if (standing.isPresent() && !answer.at("/cluster/arn").asText().equals(standing.get())) {
            truth.violated(Kind.MISREPORTED, "GET /clusters/" + name + " does not tell of " + standing.get());
        }
    }
}
