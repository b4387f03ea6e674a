package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds values that JSON can write but not everybody can read: numbers beyond those of IEEE 754, and texts with half of
 * a character. AWS would refuse or change them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7493#section-2">RFC 7493, I-JSON messages</a>
 */
final class InteroperableValues {

    /** A surrogate without the other one of its pair. */
    private static final Pattern HALF_A_CHARACTER = Pattern.compile("\\p{Cs}");

    private final List<Violation> violations = new ArrayList<>();

    private InteroperableValues() {}

    /** What in the request is no such value, by its place. */
    static List<Violation> violations(JsonNode request) {
        InteroperableValues values = new InteroperableValues();
        values.check(SchemaViolations.WHOLE, request);
        return List.copyOf(values.violations);
    }

    private void check(String place, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    String inside = SchemaViolations.inside(place, field.getKey());
                    checkText(inside, field.getKey());
                    check(inside, field.getValue());
                }
            }
            case ARRAY -> {
                for (int i = 0; i < value.size(); i++) {
                    check(SchemaViolations.element(place, i), value.get(i));
                }
            }
            case STRING -> checkText(place, value.textValue());
            case NUMBER -> {
                if (!Double.isFinite(value.doubleValue())) {
                    violations.add(new Violation(
                            place, "", "is a number too large to be read", "give a number that is meant"));
                }
            }
            case BOOLEAN, NULL, BINARY, MISSING, POJO -> {
                // Everybody reads these.
            }
        }
    }

    private void checkText(String place, String text) {
        if (HALF_A_CHARACTER.matcher(text).find()) {
            violations.add(new Violation(
                    place,
                    "",
                    "holds half of a character: \\ud800 to \\udfff stand for one only in pairs",
                    "write the whole character"));
        }
    }
}
