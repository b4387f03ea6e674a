package hyperpod.rig.sandbox.statemachines.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSONata expression, without <code>{% %}</code> around it.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">JSONata in Step
 *     Functions</a>
 */
public final class Expression {

    private static final String VALUE = "value";

    private final String text;
    private final Jsonata compiled;

    private Expression(String text, Jsonata compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /** @throws EvaluationException if it cannot be parsed */
    public static Expression of(String text) throws EvaluationException {
        try {
            Jsonata.jsonata(text);
            // As a member of an object, nothing and null can be told apart: nothing makes no member.
            return new Expression(text, Jsonata.jsonata("{\"" + VALUE + "\": (\n" + text + "\n)}"));
        } catch (JException e) {
            throw new EvaluationException(message(e), e);
        }
    }

    public String text() {
        return text;
    }

    /**
     * Its value, see {@link JsonValues}.
     *
     * @param variables what {@code $name} stands for: the workflow's variables and {@code states}
     * @param functions what Step Functions adds to JSONata
     * @throws EvaluationException if it fails, or has no value, or one that is not JSON
     */
    public Object evaluate(Map<String, Object> variables, StepFunctionsLibrary functions) throws EvaluationException {
        Jsonata.Frame frame = compiled.createFrame();
        functions.bindTo(frame);
        variables.forEach((name, value) -> frame.bind(name, value == null ? Jsonata.NULL_VALUE : value));
        Map<?, ?> result;
        try {
            result = (Map<?, ?>) compiled.evaluate(null, frame);
        } catch (RuntimeException e) { // the implementation lets those of the JDK through: '$number("x")'
            throw new EvaluationException("threw an error during evaluation. " + message(e), e);
        } catch (StackOverflowError e) {
            throw new EvaluationException("threw an error during evaluation. Stack overflow", e);
        }
        if (!result.containsKey(VALUE)) {
            throw new EvaluationException("returned nothing (undefined).");
        }
        return json(result.get(VALUE));
    }

    private static Object json(Object value) throws EvaluationException {
        return switch (value) {
            case null -> null;
            case Map<?, ?> members -> {
                Map<String, Object> object = LinkedHashMap.newLinkedHashMap(members.size());
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    object.put((String) member.getKey(), json(member.getValue()));
                }
                yield object;
            }
            case List<?> elements -> {
                List<Object> array = new ArrayList<>(elements.size());
                for (Object element : elements) {
                    array.add(json(element));
                }
                yield array;
            }
            case String string -> string;
            case Boolean bool -> bool;
            case Number number when Double.isFinite(number.doubleValue()) -> JsonValues.normal(number);
            default -> throw new EvaluationException("returned an unsupported result type.");
        };
    }

    private static String message(RuntimeException e) {
        return e instanceof JException failure
                ? failure.getError() + ": " + failure.getMessage()
                : String.valueOf(e.getMessage());
    }

    @Override
    public String toString() {
        return text;
    }
}
