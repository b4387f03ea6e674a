package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A state machine's definition as a graph.
 *
 * @param startAt name of the first state
 * @param states the states by name
 * @see <a href="https://states-language.net/">Amazon States Language</a>
 */
record StateMachine(String startAt, Map<String, JsonNode> states) {

    static StateMachine read(String path) {
        JsonNode definition = Project.json(path);
        Map<String, JsonNode> states = new LinkedHashMap<>();
        definition.get("States").properties().forEach(state -> states.put(state.getKey(), state.getValue()));
        return new StateMachine(definition.get("StartAt").textValue(), states);
    }

    /** The states that can come next, whatever happens. */
    Set<String> next(String state) {
        JsonNode definition = states.get(state);
        Set<String> next = new LinkedHashSet<>();
        Stream.of(Stream.of(definition), elements(definition.path("Choices")), elements(definition.path("Catch")))
                .flatMap(nodes -> nodes)
                .filter(node -> node.has("Next"))
                .forEach(node -> next.add(node.get("Next").textValue()));
        if (definition.has("Default")) {
            next.add(definition.get("Default").textValue());
        }
        return next;
    }

    /** The states that can be reached from a state, itself included. */
    Set<String> reachable(String from) {
        Set<String> reached = new LinkedHashSet<>(Set.of(from));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            next(open.pop()).stream().filter(reached::add).forEach(open::push);
        }
        return reached;
    }

    Stream<Map.Entry<String, JsonNode>> ofType(String type) {
        return states.entrySet().stream()
                .filter(state -> state.getValue().get("Type").textValue().equals(type));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1).map(array::get);
    }
}
