package hyperpod.rig.egress.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import hyperpod.rig.egress.finding.Origin;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a policy: a policy file's text, or the {@code egressPolicy} of a request, which is a tree already. Both are
 * judged alike.
 */
public final class EgressPolicyReader {

    /** Longer than any id, ARN or reason; no pattern sees a longer text, and no message repeats one. */
    private static final int MAX_CHARACTERS = 2_048;

    private static final String MODE = "mode";
    private static final int SHOWN_CHARACTERS = 60;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private EgressPolicyReader() {}

    /**
     * Reads a policy from JSON text, the requester's own; without a mode it is strict.
     *
     * @param source how messages name it
     * @throws IllegalArgumentException if it is not a policy; the message names the field, the value and the remedy
     */
    public static EffectivePolicy read(String json, String source) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + " is not JSON: " + e.getOriginalMessage(), e);
        }
        EgressPolicy policy = fromTree(tree, source);
        return new EffectivePolicy(policy, tree.hasNonNull(MODE) ? Origin.REQUESTER : Origin.DEFAULT);
    }

    /**
     * Reads a policy from a tree, whose own reader has to refuse duplicate fields.
     *
     * @param policy the policy; null or missing if the request has none
     * @param defaultMode the administrator's mode, for a policy that names none
     * @param source how messages name it, such as {@code egressPolicy}
     * @throws IllegalArgumentException if it is not a policy; the message names the field, the value and the remedy
     */
    public static EffectivePolicy read(JsonNode policy, EgressPolicy.Mode defaultMode, String source) {
        if (policy.isNull() || policy.isMissingNode()) {
            return new EffectivePolicy(EgressPolicy.of(defaultMode), Origin.ADMINISTRATOR);
        }
        EgressPolicy read = fromTree(policy, source);
        return policy.hasNonNull(MODE)
                ? EffectivePolicy.requested(read)
                : new EffectivePolicy(read.withMode(defaultMode), Origin.ADMINISTRATOR);
    }

    /**
     * Reads a policy that evidence keeps: each field with {@code value} and {@code origin}, as {@link EffectivePolicy}
     * is printed.
     *
     * @param source how messages name it, such as {@code policy.json}
     * @throws IllegalArgumentException if it is not one
     */
    public static EffectivePolicy readEffective(JsonNode settings, String source) {
        ObjectNode values = JSON.createObjectNode();
        settings.properties()
                .forEach(field -> values.set(field.getKey(), field.getValue().path("value")));
        List<String> disregarded = values.path(EffectivePolicy.DISREGARDED)
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        values.remove(EffectivePolicy.DISREGARDED);
        try {
            Origin modeSetBy = Origin.valueOf(settings.path(MODE).path("origin").asText());
            return new EffectivePolicy(fromTree(values, source), modeSetBy, disregarded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + " is not an effective policy: " + e.getMessage(), e);
        }
    }

    private static EgressPolicy fromTree(JsonNode tree, String source) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException("%s is %s: write a JSON object with the fields of an egress policy"
                    .formatted(source, tree.isMissingNode() ? "empty" : shown(tree)));
        }
        checkLengths(tree, source);
        try {
            return JSON.treeToValue(tree, EgressPolicy.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    "%s: field \"%s\" does not exist; the fields are %s"
                            .formatted(
                                    source,
                                    e.getPropertyName(),
                                    e.getKnownPropertyIds().stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(", "))),
                    e);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException(source + ": " + e.getCause().getMessage(), e);
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(
                    "%s: %s is %s; give %s".formatted(source, place(e), shown(valueAt(tree, e)), expected(e)), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void checkLengths(JsonNode tree, String source) {
        tree.properties().forEach(member -> {
            checkLength(member.getKey(), source);
            checkLengths(member.getValue(), source + ": " + member.getKey());
        });
        if (tree.isArray()) {
            tree.forEach(element -> checkLengths(element, source));
        }
        checkLength(tree.asText(), source);
    }

    private static void checkLength(String text, String place) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("%s: \"%s...\" has %d characters; write at most %d"
                    .formatted(place, text.substring(0, SHOWN_CHARACTERS), text.length(), MAX_CHARACTERS));
        }
    }

    /** Where in the policy it is, such as {@code waivers[0].owner}. */
    private static String place(JsonMappingException e) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return place.toString();
    }

    private static JsonNode valueAt(JsonNode tree, JsonMappingException e) {
        JsonNode value = tree;
        for (JsonMappingException.Reference step : e.getPath()) {
            value = step.getFieldName() == null ? value.path(step.getIndex()) : value.path(step.getFieldName());
        }
        return value;
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "a text";
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
