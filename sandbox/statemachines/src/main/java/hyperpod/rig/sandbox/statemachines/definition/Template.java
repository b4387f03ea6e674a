package hyperpod.rig.sandbox.statemachines.definition;

import hyperpod.rig.sandbox.statemachines.jsonata.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON in which a string may be a JSONata expression, as in {@code Arguments}, {@code Output} and {@code Assign}. */
public sealed interface Template {

    /** What is written is meant. */
    record Literal(Object value) implements Template {}

    record Evaluated(Expression expression) implements Template {}

    record Members(Map<String, Template> members) implements Template {}

    record Elements(List<Template> elements) implements Template {}

    /** Who knows what the variables are. */
    @FunctionalInterface
    interface Evaluator {

        /** @param location the field that holds the expression, such as {@code Assign/result} */
        Object value(Expression expression, String location);
    }

    /** The JSON that it stands for. */
    default Object value(Evaluator evaluator, String location) {
        return switch (this) {
            case Literal literal -> literal.value;
            case Evaluated evaluated -> evaluator.value(evaluated.expression, location);
            case Members object -> {
                Map<String, Object> members = LinkedHashMap.newLinkedHashMap(object.members.size());
                object.members.forEach(
                        (name, member) -> members.put(name, member.value(evaluator, location + '/' + name)));
                yield members;
            }
            case Elements array -> {
                List<Object> elements = new ArrayList<>(array.elements.size());
                for (int i = 0; i < array.elements.size(); i++) {
                    elements.add(array.elements.get(i).value(evaluator, location + '[' + i + ']'));
                }
                yield elements;
            }
        };
    }
}
