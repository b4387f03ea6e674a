package hyperpod.rig.sandbox.statemachines.jsonata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as JSONata's implementation wants it: {@link Map}, {@link List}, {@link String}, {@link Boolean},
 * {@link Integer}, {@link Long}, {@link Double}, and Java's null for null. Nobody changes such a value once it is made.
 */
public final class JsonValues {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** Beyond it, a double does not hold every whole number. */
    private static final double WHOLE_NUMBERS = 9_007_199_254_740_992.0;

    private JsonValues() {}

    public static Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> members = LinkedHashMap.newLinkedHashMap(node.size());
                node.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
                yield members;
            }
            case ARRAY -> {
                List<Object> elements = new ArrayList<>(node.size());
                node.forEach(element -> elements.add(of(element)));
                yield elements;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong()
                        ? whole(node.longValue())
                        : normal(node.doubleValue());
            case NULL -> null;
            case MISSING, BINARY, POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        };
    }

    public static JsonNode node(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Map<?, ?> members -> {
                ObjectNode object = NODES.objectNode();
                members.forEach((name, member) -> object.set((String) name, node(member)));
                yield object;
            }
            case List<?> elements -> {
                ArrayNode array = NODES.arrayNode(elements.size());
                elements.forEach(element -> array.add(node(element)));
                yield array;
            }
            case String text -> NODES.textNode(text);
            case Boolean bool -> NODES.booleanNode(bool);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }

    /** A number as JSON writes it: 2.0 is 2. */
    static Number normal(Number number) {
        double value = number.doubleValue();
        return value == Math.rint(value) && Math.abs(value) <= WHOLE_NUMBERS ? whole((long) value) : value;
    }

    private static Number whole(long value) {
        return value == (int) value ? Integer.valueOf((int) value) : Long.valueOf(value);
    }

    /** The type of a value in AWS's words. */
    public static String typeOf(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            default -> "number";
        };
    }

    /** @throws IllegalArgumentException if the text is not one JSON value */
    public static Object parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException("no JSON: '" + text + "'");
            }
            return of(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** The value as compact JSON. */
    public static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** How many bytes {@link #text} has in UTF-8. */
    public static long bytes(Object value) {
        Counter counter = new Counter();
        try {
            JSON.writeValue(counter, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counter.count;
    }

    private static final class Counter extends OutputStream {

        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }
}
