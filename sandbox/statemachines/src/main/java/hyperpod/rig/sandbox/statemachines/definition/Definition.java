package hyperpod.rig.sandbox.statemachines.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A state machine in the Amazon States Language, with the query language JSONata.
 *
 * @param states by name, in the order of the text
 * @param timeoutSeconds how long a whole execution may take
 * @see <a href="https://states-language.net/">Amazon States Language</a>
 */
public record Definition(String startAt, Map<String, State> states, OptionalInt timeoutSeconds) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads a definition.
     *
     * @param asl the text
     * @param substitutions what stands for <code>${name}</code> in its strings
     * @throws InvalidDefinitionException if something in it is not known, missing, or leads nowhere
     */
    public static Definition read(String asl, Map<String, String> substitutions) {
        JsonNode json;
        try {
            json = JSON.readTree(asl);
        } catch (JsonProcessingException e) {
            throw new InvalidDefinitionException(
                    "Definition must be a valid JSON object: " + e.getOriginalMessage(), "/");
        }
        Definition definition = new DefinitionReader(substitutions).definition(json);
        definition.check();
        return definition;
    }

    private void check() {
        states.values()
                .forEach(state -> next(state)
                        .filter(next -> !states.containsKey(next))
                        .forEach(next -> {
                            throw new InvalidDefinitionException(
                                    "MISSING_TRANSITION_TARGET: there is no state '" + next + "'",
                                    "/States/" + state.name());
                        }));
        if (!states.containsKey(startAt)) {
            throw new InvalidDefinitionException(
                    "MISSING_TRANSITION_TARGET: there is no state '" + startAt + "'", "/StartAt");
        }
        Set<String> reached = new LinkedHashSet<>(Set.of(startAt));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            next(states.get(open.pop())).filter(reached::add).forEach(open::push);
        }
        states.keySet().stream()
                .filter(name -> !reached.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidDefinitionException(
                            "MISSING_TRANSITION_TARGET: State '" + name + "' is not reachable", "/States/" + name);
                });
    }

    private static Stream<String> next(State state) {
        return switch (state) {
            case State.Task task ->
                Stream.concat(task.next().stream(), task.catchers().stream().map(Catcher::next));
            case State.Choice choice ->
                Stream.concat(
                        choice.otherwise().stream(), choice.rules().stream().map(ChoiceRule::next));
            case State.Flowing flowing -> flowing.next().stream();
            case State.Succeed _, State.Fail _ -> Stream.empty();
        };
    }

    /** The state of a name, which there is. */
    public State state(String name) {
        return Optional.ofNullable(states.get(name)).orElseThrow();
    }

    public <S extends State> List<S> statesOf(Class<S> type) {
        return states.values().stream().filter(type::isInstance).map(type::cast).toList();
    }
}
