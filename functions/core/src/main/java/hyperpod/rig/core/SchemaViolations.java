package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says in words what the schema's validator finds. The remedy is the broken rule's own, which
 * {@code request.schema.json} gives it as {@value #REMEDY}; the validator's messages are not shown.
 *
 * @param definition the schema
 */
record SchemaViolations(JsonNode definition) {

    /** The schema's own keyword for what to do about a value that breaks the rule. */
    static final String REMEDY = "x-remedy";

    static final String WHOLE = "request";

    /** Where the error is. */
    static String place(Error error) {
        String place = place(error.getInstanceLocation());
        return switch (error.getKeyword()) {
            case "required", "additionalProperties", "propertyNames" -> inside(place, error.getProperty());
            default -> place;
        };
    }

    /** The error as a violation. */
    Violation of(Error error, String place) {
        JsonNode rule = definition.at(
                JsonPointer.compile(error.getSchemaLocation().getFragment().toString())
                        .head());
        JsonNode value = error.getInstanceNode();
        String property = error.getProperty();
        return switch (error.getKeyword()) {
            case "required" -> new Violation(place, "", "is missing", remedy(property(rule, property)));
            case "additionalProperties" ->
                new Violation(
                        place,
                        value.path(property).toString(),
                        "is not a field of the request",
                        unknownField(rule, property));
            case "propertyNames" ->
                new Violation(
                        place,
                        value.path(property).toString(),
                        "has an unusable key",
                        remedy(rule.path("propertyNames")));
            case "enum" ->
                new Violation(place, value.toString(), "is not one of the possible values", unknownValue(rule, value));
            default -> new Violation(place, value.toString(), problem(error.getKeyword(), rule, value), remedy(rule));
        };
    }

    private static String problem(String keyword, JsonNode rule, JsonNode value) {
        return switch (keyword) {
            case "type" -> "has the wrong type (" + kind(value) + " where " + kindOf(rule.path("type")) + " is needed)";
            case "pattern" -> "does not have the form that is needed";
            case "minimum", "maximum" -> "is out of range";
            case "minItems" -> "has too few elements";
            case "maxItems" -> "has too many elements";
            case "uniqueItems" -> "names an element twice";
            case "maxLength" ->
                "is too long ("
                        + value.textValue().codePointCount(0, value.textValue().length()) + " characters, at most "
                        + rule.path("maxLength") + " are possible)";
            case "maxProperties" -> "has too many entries";
            default -> "breaks a rule of the request's schema";
        };
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> kind("array");
            case OBJECT -> kind("object");
            case STRING -> kind("string");
            case BOOLEAN -> kind("boolean");
            case NULL -> kind("null");
            case NUMBER -> value.isIntegralNumber() ? kind("integer") : "a number with a fraction";
            case BINARY, MISSING, POJO -> "nothing that JSON knows";
        };
    }

    /** A rule's type without null, which the remedy calls leaving the field out. */
    private static String kindOf(JsonNode type) {
        return type.isTextual()
                ? kind(type.textValue())
                : type.valueStream()
                        .map(JsonNode::textValue)
                        .filter(name -> !name.equals("null"))
                        .map(SchemaViolations::kind)
                        .collect(Collectors.joining(" or "));
    }

    private static String kind(String type) {
        return switch (type) {
            case "array" -> "a list";
            case "object" -> "an object";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> type;
        };
    }

    private static String unknownField(JsonNode rule, String name) {
        List<String> known = rule.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        return Suggestion.didYouMean(name, known).orElse("remove it; the fields are " + String.join(", ", known));
    }

    private static String unknownValue(JsonNode rule, JsonNode value) {
        List<String> known = rule.path("enum")
                .valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
        Optional<String> question =
                value.isTextual() ? Suggestion.didYouMean(value.textValue(), known) : Optional.empty();
        return question.map(meant -> meant + " Otherwise ").orElse("") + remedy(rule);
    }

    private JsonNode property(JsonNode rule, String name) {
        JsonNode property = rule.path("properties").path(name);
        return property.has("$ref")
                ? definition.at(property.get("$ref").textValue().substring(1))
                : property;
    }

    static String remedy(JsonNode rule) {
        return rule.path(REMEDY).asText();
    }

    private static String place(NodePath location) {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            if (element instanceof Integer index) {
                place.append('[').append(index).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(element);
            }
        }
        return place.isEmpty() ? WHOLE : place.toString();
    }

    /** The place of an element of the list at a place. */
    static String element(String place, int index) {
        return (place.equals(WHOLE) ? "" : place) + "[" + index + "]";
    }

    /** The place of a property of what is at a place. */
    static String inside(String place, String property) {
        if (property.isBlank()) {
            return (place.isEmpty() ? WHOLE : place) + "[\"" + property + "\"]";
        }
        return place.isEmpty() || place.equals(WHOLE) ? property : place + "." + property;
    }
}
