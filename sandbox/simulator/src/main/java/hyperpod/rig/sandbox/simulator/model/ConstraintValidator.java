package hyperpod.rig.sandbox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks a value, already of the model's types, against every constraint of the model: required members, lengths,
 * ranges, patterns (whole match) and enumerations. Finds all violations, in the model's order, in the words of AWS.
 */
public final class ConstraintValidator {

    private final ServiceModel model;
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    /** A validator for one service. */
    public ConstraintValidator(ServiceModel model) {
        this.model = model;
    }

    /** All violations; empty if the value is valid. */
    public List<ConstraintViolation> violations(Shape.Structure shape, JsonNode value) {
        List<ConstraintViolation> found = new ArrayList<>();
        structure(shape, value, "", found);
        return List.copyOf(found);
    }

    private void structure(Shape.Structure shape, JsonNode value, String path, List<ConstraintViolation> found) {
        shape.members().forEach((name, member) -> {
            String at = path.isEmpty() ? decapitalized(name) : path + "." + decapitalized(name);
            if (value.has(name)) {
                check(model.shape(member), value.path(name), at, found);
            } else if (shape.required().contains(name)) {
                found.add(new ConstraintViolation("null", at, "Member must not be null"));
            }
        });
        if (shape.union() && value.size() != 1) {
            found.add(new ConstraintViolation(quoted(value), path, "Member must have exactly one value set"));
        }
    }

    private void check(Shape shape, JsonNode value, String path, List<ConstraintViolation> found) {
        switch (shape) {
            case Shape.Structure structure -> structure(structure, value, path, found);
            case Shape.Sequence sequence -> sequence(sequence, value, path, found);
            case Shape.Dictionary dictionary -> dictionary(dictionary, value, path, found);
            case Shape.Text text ->
                broken(text, value)
                        .forEach(constraint -> found.add(new ConstraintViolation(quoted(value), path, constraint)));
            case Shape.Numeric numeric ->
                broken(numeric, value)
                        .forEach(constraint -> found.add(new ConstraintViolation(quoted(value), path, constraint)));
            case Shape.Flag flag -> {}
            case Shape.Moment moment -> {}
            case Shape.Bytes bytes -> {}
        }
    }

    private void sequence(Shape.Sequence sequence, JsonNode value, String path, List<ConstraintViolation> found) {
        size(sequence.min(), sequence.max(), value, path, found);
        Shape element = model.shape(sequence.element());
        if (element instanceof Shape.Text || element instanceof Shape.Numeric) {
            boolean anyBroken = StreamSupport.stream(value.spliterator(), false)
                    .anyMatch(item -> item.isNull() || !broken(element, item).isEmpty());
            if (anyBroken) {
                found.add(new ConstraintViolation(
                        quoted(value), path, "Member must satisfy constraint: " + all(element)));
            }
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            String at = path + "." + (i + 1) + ".member";
            if (value.get(i).isNull()) {
                found.add(new ConstraintViolation("null", at, "Member must not be null"));
            } else {
                check(element, value.get(i), at, found);
            }
        }
    }

    private void dictionary(Shape.Dictionary dictionary, JsonNode value, String path, List<ConstraintViolation> found) {
        size(dictionary.min(), dictionary.max(), value, path, found);
        Shape.Text key = (Shape.Text) model.shape(dictionary.key());
        Shape entry = model.shape(dictionary.value());
        value.properties().forEach(e -> {
            if (!broken(key, e.getKey()).isEmpty()) {
                found.add(
                        new ConstraintViolation(quoted(value), path, "Map keys must satisfy constraint: " + all(key)));
            }
            check(entry, e.getValue(), path + "." + e.getKey() + ".member", found);
        });
    }

    private static void size(
            OptionalLong min, OptionalLong max, JsonNode value, String path, List<ConstraintViolation> found) {
        if (max.isPresent() && value.size() > max.getAsLong()) {
            found.add(new ConstraintViolation(quoted(value), path, lengthAtMost(max.getAsLong())));
        }
        if (min.isPresent() && value.size() < min.getAsLong()) {
            found.add(new ConstraintViolation(quoted(value), path, lengthAtLeast(min.getAsLong())));
        }
    }

    private List<String> broken(Shape shape, JsonNode value) {
        return switch (shape) {
            case Shape.Text text -> broken(text, value.asText());
            case Shape.Numeric numeric -> {
                List<String> constraints = new ArrayList<>();
                numeric.max().ifPresent(max -> addIf(constraints, value.asDouble() > max, valueAtMost(max)));
                numeric.min().ifPresent(min -> addIf(constraints, value.asDouble() < min, valueAtLeast(min)));
                yield constraints;
            }
            case Shape.Structure s -> List.of();
            case Shape.Sequence s -> List.of();
            case Shape.Dictionary d -> List.of();
            case Shape.Flag f -> List.of();
            case Shape.Moment m -> List.of();
            case Shape.Bytes b -> List.of();
        };
    }

    private List<String> broken(Shape.Text text, String value) {
        List<String> constraints = new ArrayList<>();
        int length = value.codePointCount(0, value.length());
        text.max().ifPresent(max -> addIf(constraints, length > max, lengthAtMost(max)));
        text.min().ifPresent(min -> addIf(constraints, length < min, lengthAtLeast(min)));
        addIf(constraints, !text.pattern().isEmpty() && !matches(text.pattern(), value), pattern(text));
        addIf(constraints, !text.permitted().isEmpty() && !text.permitted().contains(value), permitted(text));
        return constraints;
    }

    private boolean matches(String pattern, String value) {
        return patterns.computeIfAbsent(pattern, Pattern::compile)
                .matcher(value)
                .matches();
    }

    private static String all(Shape element) {
        List<String> constraints = new ArrayList<>();
        if (element instanceof Shape.Text text) {
            text.max().ifPresent(max -> constraints.add(lengthAtMost(max)));
            text.min().ifPresent(min -> constraints.add(lengthAtLeast(min)));
            addIf(constraints, !text.pattern().isEmpty(), pattern(text));
            addIf(constraints, !text.permitted().isEmpty(), permitted(text));
        } else if (element instanceof Shape.Numeric numeric) {
            numeric.max().ifPresent(max -> constraints.add(valueAtMost(max)));
            numeric.min().ifPresent(min -> constraints.add(valueAtLeast(min)));
        }
        return constraints.toString();
    }

    private static void addIf(List<String> constraints, boolean applies, String constraint) {
        if (applies) {
            constraints.add(constraint);
        }
    }

    private static String pattern(Shape.Text text) {
        return "Member must satisfy regular expression pattern: " + text.pattern();
    }

    private static String permitted(Shape.Text text) {
        return "Member must satisfy enum value set: " + text.permitted();
    }

    private static String lengthAtMost(long max) {
        return "Member must have length less than or equal to " + max;
    }

    private static String lengthAtLeast(long min) {
        return "Member must have length greater than or equal to " + min;
    }

    private static String valueAtMost(long max) {
        return "Member must have value less than or equal to " + max;
    }

    private static String valueAtLeast(long min) {
        return "Member must have value greater than or equal to " + min;
    }

    private static String quoted(JsonNode value) {
        return "'" + printed(value) + "'";
    }

    private static String printed(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(ConstraintValidator::printed)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(e -> e.getKey() + "=" + printed(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.asText();
    }

    private static String decapitalized(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
