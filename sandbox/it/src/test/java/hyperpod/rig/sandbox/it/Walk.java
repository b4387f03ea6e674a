package hyperpod.rig.sandbox.it;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way of an execution through the Pass and Choice states of a state machine, up to the first state that does
 * something or ends.
 *
 * @param end name of that state
 * @param variables the workflow variables there
 * @param cause what a Fail state says; empty for others
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">JSONata in Step
 *     Functions</a>
 */
record Walk(String end, JsonNode variables, String cause) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXPRESSION = Pattern.compile("\\{%(.*)%}", Pattern.DOTALL);
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\w+)}");

    /**
     * Walks from the first state.
     *
     * @param path the definition
     * @param substitutions what stands for <code>${name}</code> in it
     * @param executionName name of the execution of this state machine
     * @param input its input, any JSON
     */
    static Walk through(String path, Map<String, String> substitutions, String executionName, String input) {
        StateMachine machine = StateMachine.read(path);
        Map<String, Object> states =
                new HashMap<>(Map.of("context", Map.of("Execution", Map.of("Name", executionName))));
        states.put("input", parse(input));
        return on(machine, machine.startAt(), new Evaluation(substitutions, states, new HashMap<>()));
    }

    /** Walks on from a state with these workflow variables, {@code $states.input} being the same as at the start. */
    Walk from(String path, Map<String, String> substitutions, String state, String input) {
        Map<String, Object> states = new HashMap<>(Map.of("context", Map.of()));
        states.put("input", parse(input));
        return on(StateMachine.read(path), state, new Evaluation(substitutions, states, copy()));
    }

    /** Walks on from a task that ended with this result. */
    Walk succeeded(String path, Map<String, String> substitutions, String input, String result) {
        return left(path, substitutions, input, "result", parse(result));
    }

    /** Walks on from a task that failed with this error, as its catcher for all errors says. */
    Walk failed(String path, Map<String, String> substitutions, String input, String error, String cause) {
        return left(path, substitutions, input, "errorOutput", Map.of("Error", error, "Cause", cause));
    }

    private Walk left(String path, Map<String, String> substitutions, String input, String name, Object value) {
        StateMachine machine = StateMachine.read(path);
        Map<String, Object> states = new HashMap<>(Map.of("context", Map.of("State", Map.of("Name", end))));
        states.put("input", parse(input));
        states.put(name, value);
        JsonNode task = machine.states().get(end);
        JsonNode way = name.equals("result") ? task : task.at("/Catch/0");
        Evaluation evaluation = new Evaluation(substitutions, states, copy());
        evaluation.assign(way);
        return on(machine, way.get("Next").textValue(), evaluation);
    }

    private Map<String, Object> copy() {
        return new HashMap<>(JSON.convertValue(variables, new TypeReference<Map<String, Object>>() {}));
    }

    private static Walk on(StateMachine machine, String start, Evaluation evaluation) {
        String name = start;
        while (true) {
            JsonNode state = machine.states().get(name);
            switch (state.get("Type").textValue()) {
                case "Pass" -> {
                    evaluation.assign(state);
                    name = state.get("Next").textValue();
                }
                case "Choice" -> {
                    JsonNode rule = StateMachine.elements(state.get("Choices"))
                            .filter(choice ->
                                    evaluation.isTrue(choice.get("Condition").textValue()))
                            .findFirst()
                            .orElse(state);
                    evaluation.assign(rule);
                    name = (rule == state ? state.get("Default") : rule.get("Next")).textValue();
                }
                default -> {
                    String cause = String.valueOf(evaluation.of(state.path("Cause")));
                    return new Walk(name, JSON.valueToTree(evaluation.variables()), cause);
                }
            }
        }
    }

    private static Object parse(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private record Evaluation(
            Map<String, String> substitutions, Map<String, Object> states, Map<String, Object> variables) {

        /** All of one state's assignments see the variables as they were before it. */
        void assign(JsonNode state) {
            Map<String, Object> assigned = new HashMap<>();
            state.path("Assign")
                    .properties()
                    .forEach(variable -> assigned.put(variable.getKey(), of(variable.getValue())));
            variables.putAll(assigned);
        }

        /** Step Functions takes nothing but true and false for a condition. */
        boolean isTrue(String condition) {
            return (Boolean) of(JSON.getNodeFactory().textNode(condition));
        }

        Object of(JsonNode template) {
            if (template.isObject()) {
                Map<String, Object> members = new HashMap<>();
                template.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
                return members;
            }
            if (template.isArray()) {
                return StateMachine.elements(template).map(this::of).toList();
            }
            if (!template.isTextual()) {
                return template.isMissingNode() ? "" : JSON.convertValue(template, Object.class);
            }
            String text = SUBSTITUTION
                    .matcher(template.textValue())
                    .replaceAll(found -> Matcher.quoteReplacement(substitutions.get(found.group(1))));
            Matcher expression = EXPRESSION.matcher(text);
            return expression.matches() ? evaluate(expression.group(1)) : text;
        }

        /** What has no value ends an execution with States.QueryEvaluationError; null is a value. */
        private Object evaluate(String expression) {
            if (!(Boolean) value("$exists((" + expression + "))")) {
                throw new IllegalStateException("has no value: " + expression);
            }
            return value(expression);
        }

        private Object value(String expression) {
            Jsonata jsonata = Jsonata.jsonata(expression);
            Jsonata.Frame frame = jsonata.createFrame();
            frame.bind("states", states);
            variables.forEach(frame::bind);
            return jsonata.evaluate(null, frame);
        }
    }
}
