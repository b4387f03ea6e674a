package hyperpod.rig.sandbox.statemachines;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Template;
import hyperpod.rig.sandbox.statemachines.jsonata.EvaluationException;
import hyperpod.rig.sandbox.statemachines.jsonata.Expression;
import hyperpod.rig.sandbox.statemachines.jsonata.JsonValues;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the expressions of one state can see while it runs: {@code $states} and the variables as they were when it
 * began.
 */
final class StateScope implements Template.Evaluator {

    private final Services services;
    private final String machine;
    private final String state;
    private final long enteredEventId;
    private final Map<String, Object> visible;

    StateScope(
            Services services,
            String machine,
            String state,
            long enteredEventId,
            Map<String, Object> variables,
            Object input,
            Map<String, Object> context) {
        this.services = services;
        this.machine = machine;
        this.state = state;
        this.enteredEventId = enteredEventId;
        visible = new HashMap<>(variables);
        Map<String, Object> states = new LinkedHashMap<>();
        states.put("input", input);
        states.put("context", context);
        visible.put("states", states);
    }

    private StateScope(StateScope other, String name, Object value) {
        services = other.services;
        machine = other.machine;
        state = other.state;
        enteredEventId = other.enteredEventId;
        visible = new HashMap<>(other.visible);
        Map<String, Object> states = new LinkedHashMap<>();
        ((Map<?, ?>) other.visible.get("states")).forEach((key, known) -> states.put((String) key, known));
        states.put(name, value);
        visible.put("states", states);
    }

    StateScope withResult(Object result) {
        return new StateScope(this, "result", result);
    }

    StateScope withErrorOutput(Object errorOutput) {
        return new StateScope(this, "errorOutput", errorOutput);
    }

    StateScope withContext(Map<String, Object> context) {
        return new StateScope(this, "context", context);
    }

    @Override
    public Object value(Expression expression, String location) {
        try {
            Object value = expression.evaluate(visible, services.library());
            tell(expression, location, () -> Optional.of(JsonValues.node(value)));
            return value;
        } catch (EvaluationException e) {
            tell(expression, location, Optional::empty);
            throw failure(
                    "The JSONata expression '" + expression + "' specified for the field '" + location + "' "
                            + e.getMessage(),
                    location);
        }
    }

    private void tell(Expression expression, String location, Supplier<Optional<JsonNode>> result) {
        if (services.observer().wantsEvaluations()) {
            services.observer()
                    .evaluated(new Evaluation(
                            machine + '/' + state + '/' + location,
                            expression.text(),
                            JsonValues.node(visible),
                            services.agenda().instant(),
                            result.get()));
        }
    }

    /** The value of a field that must be of one type. */
    <T> T typed(Template template, String location, Class<T> type, String typeName) {
        Object value = template.value(this, location);
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        String what = template instanceof Template.Evaluated evaluated
                ? "JSONata expression '" + evaluated.expression() + "'"
                : "value";
        throw failure(
                "The " + what + " specified for the field '" + location
                        + "' returned an unexpected result type. Expected '" + typeName + "', but was '"
                        + JsonValues.typeOf(value) + "' for value: " + JsonValues.text(value),
                location);
    }

    StateFailure failure(String what, String location) {
        return new StateFailure(
                StateFailure.QUERY,
                "An error occurred while executing the state '" + state + "' (entered at the event id #"
                        + enteredEventId + "). " + what,
                Optional.of(location));
    }
}
