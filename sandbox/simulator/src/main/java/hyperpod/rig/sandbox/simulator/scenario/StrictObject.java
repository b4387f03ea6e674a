package hyperpod.rig.sandbox.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A JSON object whose every member must be read by somebody: a misspelt key must not silently mean "default". */
final class StrictObject {

    private static final double MILLIS = 1_000;

    private final JsonNode object;
    private final String path;
    private final Set<String> known = new LinkedHashSet<>();

    StrictObject(JsonNode object, String path) {
        if (!object.isObject() && !object.isMissingNode()) {
            throw new InvalidScenarioException(path + " must be an object");
        }
        this.object = object;
        this.path = path;
    }

    JsonNode value(String key) {
        known.add(key);
        JsonNode value = object.path(key);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    boolean has(String key) {
        return !value(key).isMissingNode();
    }

    StrictObject object(String key) {
        return new StrictObject(value(key), at(key));
    }

    String text(String key, String otherwise) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new InvalidScenarioException(at(key) + " must be a string");
        }
        return value.asText(otherwise);
    }

    /** One of the values, by the name that the scenario has for it. */
    <T> T oneOf(String key, T otherwise, T[] values, Function<T, String> name) {
        String text = text(key, name.apply(otherwise));
        List<String> names = Arrays.stream(values).map(name).toList();
        if (!names.contains(text)) {
            throw new InvalidScenarioException(at(key) + " must be "
                    + String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast());
        }
        return values[names.indexOf(text)];
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new InvalidScenarioException(at(key) + " must be true or false");
        }
        return value.asBoolean(false);
    }

    int count(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !(value.isInt() && value.intValue() >= 0)) {
            throw new InvalidScenarioException(at(key) + " must be a whole number of 0 or more");
        }
        return value.asInt(0);
    }

    List<JsonNode> list(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isArray()) {
            throw new InvalidScenarioException(at(key) + " must be a list");
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    Map<String, Double> seconds(String key, Set<String> names) {
        StrictObject seconds = object(key);
        Map<String, Double> values = new LinkedHashMap<>();
        for (String name : names) {
            JsonNode value = seconds.value(name);
            if (!value.isMissingNode()) {
                if (!value.isNumber() || value.doubleValue() < 0) {
                    throw new InvalidScenarioException(seconds.at(name) + " must be a number of seconds, 0 or more");
                }
                values.put(name, value.doubleValue());
            }
        }
        seconds.finish();
        return values;
    }

    /** Seconds, which may be fractions. */
    Duration duration(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !(value.isNumber() && value.doubleValue() >= 0)) {
            throw new InvalidScenarioException(at(key) + " must be a number of seconds, 0 or more");
        }
        return Duration.ofMillis(Math.round(value.asDouble(0) * MILLIS));
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void finish() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                throw new InvalidScenarioException(at(key) + " is unknown; known here: " + String.join(", ", known));
            }
        }
    }
}
