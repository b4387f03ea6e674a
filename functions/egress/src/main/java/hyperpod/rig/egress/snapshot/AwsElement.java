package hyperpod.rig.egress.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * One JSON object of what the AWS CLI prints, and where it stands. Each accessor throws
 * {@link MalformedResourceException} if the field is there with another type than AWS gives it; a JSON null counts as
 * an absent field.
 *
 * @param json the object
 * @param where says how a message names it, such as {@code RouteTables[3] (rtb-1)}; asked only if there is something to
 *     say
 */
public record AwsElement(JsonNode json, Supplier<String> where) {

    /**
     * Longer than any id, ARN, name or block that AWS prints; no pattern sees a longer text, and no message repeats
     * one.
     */
    private static final int MAX_CHARACTERS = 2_048;

    /** How a message names it. */
    public String place() {
        return where.get();
    }

    /**
     * @param json any JSON value
     * @param where says how a message names it
     * @throws MalformedResourceException if the value is not an object
     */
    public static AwsElement of(JsonNode json, Supplier<String> where) {
        if (!json.isObject()) {
            throw new MalformedResourceException("%s is %s, not an object".formatted(where.get(), shortened(json)));
        }
        return new AwsElement(json, where);
    }

    /** The text of a field that AWS always prints. */
    public String requiredText(String field) {
        String text = boundedText(field);
        if (text.isEmpty()) {
            throw missing(field);
        }
        return text;
    }

    /** The text of a field; an empty string counts as absent. */
    public Optional<String> text(String field) {
        String text = boundedText(field);
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /**
     * The text of a field that may be long, such as a policy or the reason of a refusal; an empty string counts as
     * absent.
     */
    public Optional<String> longText(String field) {
        String text = anyText(field);
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private String boundedText(String field) {
        return bounded(field, anyText(field));
    }

    /** Empty if the field is absent. */
    private String anyText(String field) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return "";
        }
        if (!value.isTextual()) {
            throw wrong(field, value, "a string");
        }
        return value.textValue();
    }

    private String bounded(String field, String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new MalformedResourceException(
                    "%s: %s has %d characters, far more than AWS prints".formatted(place(), field, text.length()));
        }
        return text;
    }

    /** The flag, false if absent. */
    public boolean flag(String field) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value.booleanValue();
    }

    /** The flag of a field that AWS always prints. */
    public boolean requiredFlag(String field) {
        if (value(field).isMissingNode()) {
            throw missing(field);
        }
        return flag(field);
    }

    /** The whole number, if the field is there. */
    public OptionalInt number(String field) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, value, "a whole number");
        }
        return OptionalInt.of(value.intValue());
    }

    /** The objects of an array, none if the field is absent. */
    public List<AwsElement> elements(String field) {
        JsonNode array = array(field);
        if (array.isEmpty()) {
            return List.of();
        }
        List<AwsElement> elements = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            int index = elements.size();
            elements.add(of(element, () -> "%s.%s[%d]".formatted(place(), field, index)));
        }
        return Collections.unmodifiableList(elements);
    }

    /** The objects of an array that AWS always prints: an absent one is not an empty one. */
    public List<AwsElement> requiredElements(String field) {
        if (value(field).isMissingNode()) {
            throw missing(field);
        }
        return elements(field);
    }

    /** The strings of an array, none if the field is absent. */
    public List<String> texts(String field) {
        JsonNode array = array(field);
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            if (!element.isTextual()) {
                throw wrong(field, element, "an array of strings");
            }
            texts.add(bounded(field, element.textValue()));
        }
        return List.copyOf(texts);
    }

    /** The object of a field, if it is there. */
    public Optional<AwsElement> element(String field) {
        JsonNode value = value(field);
        return value.isMissingNode() ? Optional.empty() : Optional.of(of(value, () -> place() + "." + field));
    }

    /** The CIDR block of a field, if it is there. */
    public Optional<Cidr> cidr(String field, AddressFamily family) {
        return text(field).map(text -> block(field, text, family));
    }

    /** The CIDR block of a field that AWS always prints, of either family. */
    public Cidr requiredCidr(String field) {
        String text = requiredText(field);
        return block(field, text, text.indexOf(':') >= 0 ? AddressFamily.IPV6 : AddressFamily.IPV4);
    }

    private Cidr block(String field, String text, AddressFamily family) {
        Cidr cidr;
        try {
            cidr = Cidr.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new MalformedResourceException("%s: %s: %s".formatted(place(), field, malformed.getMessage()));
        }
        if (cidr.family() != family) {
            throw new MalformedResourceException(
                    "%s: %s is \"%s\", which is not %s".formatted(place(), field, text, family));
        }
        return cidr;
    }

    /** The missing node, which has no elements, if the field is absent. */
    private JsonNode array(String field) {
        JsonNode value = value(field);
        if (!value.isMissingNode() && !value.isArray()) {
            throw wrong(field, value, "an array");
        }
        return value;
    }

    /** The missing node if the field is absent. */
    private JsonNode value(String field) {
        JsonNode value = json.path(field);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    private MalformedResourceException missing(String field) {
        return new MalformedResourceException("%s has no %s, which AWS always prints".formatted(place(), field));
    }

    private MalformedResourceException wrong(String field, JsonNode value, String expected) {
        return new MalformedResourceException(
                "%s: %s is %s, not %s".formatted(place(), field, shortened(value), expected));
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
