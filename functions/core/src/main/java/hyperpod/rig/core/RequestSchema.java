package hyperpod.rig.core;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The request's schema, {@code request.schema.json}, and the two rules that JSON Schema cannot say. Thread-safe; built once, at init.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema 2020-12</a>
 */
public final class RequestSchema {

    private static final String RESOURCE = "request.schema.json";
    private static final String REMEDY = "x-remedy";
    private static final String WHOLE = "request";
    /** Of so many letters one may be wrong, for a field's name to be taken for a misspelt one. */
    private static final int LETTERS_PER_TYPO = 3;
    /** Shorter names are part of too many others. */
    private static final int MIN_PART = 4;

    private final JsonNode definition;
    private final Schema schema;

    /** Reads and compiles the schema. */
    public RequestSchema() {
        try (InputStream json = RequestSchema.class.getResourceAsStream(RESOURCE)) {
            definition = Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Dialect withRemedies =
                Dialect.builder(Dialects.getDraft202012()).keyword(new NonValidationKeyword(REMEDY)).build();
        schema = SchemaRegistry.withDialect(withRemedies).getSchema(definition);
    }

    /** Everything that is wrong with the request, at most one violation for a place; empty if nothing is. */
    public List<Violation> violations(JsonNode request) {
        Map<String, Violation> byPath = new LinkedHashMap<>();
        for (Error error : schema.validate(request)) {
            Violation violation = violation(error);
            byPath.putIfAbsent(violation.path(), violation);
        }
        sameNames(request).forEach(violation -> byPath.putIfAbsent(violation.path(), violation));
        unusableCidrs(request).forEach(violation -> byPath.putIfAbsent(violation.path(), violation));
        return List.copyOf(byPath.values());
    }

    private Violation violation(Error error) {
        JsonPointer keyword = JsonPointer.compile(error.getSchemaLocation().getFragment().toString());
        JsonNode rule = definition.at(keyword.head());
        String place = place(error.getInstanceLocation());
        return switch (error.getKeyword()) {
            case "required" -> new Violation(
                    inside(place, error.getProperty()), "", "is missing", remedy(property(rule, error.getProperty())));
            case "additionalProperties" -> new Violation(
                    inside(place, error.getProperty()),
                    error.getInstanceNode().path(error.getProperty()).toString(),
                    "is not a field of the request",
                    unknownField(rule, error.getProperty()));
            case "propertyNames" -> new Violation(
                    inside(place, error.getProperty()),
                    error.getInstanceNode().path(error.getProperty()).toString(),
                    "has an unusable key",
                    remedy(rule.path("propertyNames")));
            default -> new Violation(place, error.getInstanceNode().toString(), problem(error), remedy(rule));
        };
    }

    private static String problem(Error error) {
        return switch (error.getKeyword()) {
            case "type" -> "has the wrong type";
            case "enum" -> "is not one of the possible values";
            case "pattern" -> "does not have the form that is needed";
            case "minimum", "maximum" -> "is out of range";
            case "minItems" -> "has too few elements";
            case "maxItems" -> "has too many elements";
            case "uniqueItems" -> "names an element twice";
            case "maxLength" -> "is too long";
            case "maxProperties" -> "has too many entries";
            default -> "breaks the rule '" + error.getMessage() + "'";
        };
    }

    private static List<Violation> sameNames(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Integer> firstOfName = new HashMap<>();
        JsonNode groups = request.path("restrictedInstanceGroups");
        for (int i = 0; i < groups.size(); i++) {
            JsonNode name = groups.path(i).path("name");
            Integer first = name.isTextual() ? firstOfName.putIfAbsent(name.textValue(), i) : null;
            if (first != null) {
                violations.add(new Violation("restrictedInstanceGroups[" + i + "].name", name.toString(),
                        "is the name of restrictedInstanceGroups[" + first + "] already", "give each group a name of its own"));
            }
        }
        return violations;
    }

    private List<Violation> unusableCidrs(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        JsonNode cidrs = request.path("egressPolicy").path("allowedCidrs");
        String remedy = remedy(definition.at("/properties/egressPolicy/properties/allowedCidrs/items"));
        for (int i = 0; i < cidrs.size(); i++) {
            JsonNode cidr = cidrs.get(i);
            if (cidr.isTextual() && !isCidr(cidr.textValue())) {
                violations.add(new Violation("egressPolicy.allowedCidrs[" + i + "]", cidr.toString(),
                        "is no CIDR block, or has address bits beyond its prefix length", remedy));
            }
        }
        return violations;
    }

    /** Whether a text of the schema's form is a block, and starts with the block's first address. */
    private static boolean isCidr(String text) {
        String[] parts = text.split("/", -1);
        try {
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            int bits = address.length * Byte.SIZE;
            // An IPv4 address in IPv6's notation comes back as the IPv4 address.
            boolean mapped = parts[0].indexOf(':') >= 0 && bits == Integer.SIZE;
            int lowestSetBit = new BigInteger(1, address).getLowestSetBit();
            return !mapped && (lowestSetBit < 0 || lowestSetBit >= bits - Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private JsonNode property(JsonNode rule, String name) {
        JsonNode property = rule.path("properties").path(name);
        return property.has("$ref") ? definition.at(property.get("$ref").textValue().substring(1)) : property;
    }

    private static String remedy(JsonNode rule) {
        return rule.path(REMEDY).asText();
    }

    private static String unknownField(JsonNode rule, String name) {
        List<String> known = rule.path("properties").properties().stream().map(Map.Entry::getKey).toList();
        return meant(known, name)
                .map(field -> "did you mean " + field + "?")
                .orElse("remove it; the fields are " + String.join(", ", known));
    }

    /** The field whose name is nearest, or the only one that the given name is a part of. */
    private static Optional<String> meant(List<String> known, String name) {
        Optional<String> nearest = known.stream()
                .min(Comparator.comparingInt(field -> distance(field, name)))
                .filter(field -> distance(field, name) <= Math.min(field.length(), name.length()) / LETTERS_PER_TYPO);
        if (nearest.isPresent() || name.length() < MIN_PART) {
            return nearest;
        }
        List<String> wider = known.stream().filter(field -> lower(field).contains(lower(name))).toList();
        return wider.size() == 1 ? Optional.of(wider.getFirst()) : Optional.empty();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance without regard to case. */
    private static int distance(String one, String other) {
        String a = lower(one);
        String b = lower(other);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
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

    private static String inside(String place, String property) {
        if (property.isBlank()) {
            return place + "[\"" + property + "\"]";
        }
        return place.equals(WHOLE) ? property : place + "." + property;
    }
}
