package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** IAM lets a single element stand without its list. */
final class OneOrMany {

    /** The longest ARN; wildcards are compared in a time that grows with the square of the length. */
    private static final int MAX_CHARACTERS = 2_048;

    private OneOrMany() {}

    static Stream<JsonNode> of(JsonNode node) {
        return node.isArray() ? node.valueStream() : Stream.of(node);
    }

    /**
     * The texts of an element; numbers and booleans, which condition values may be, as IAM writes them.
     *
     * @param name how a message names the element
     * @throws IllegalArgumentException if one is something else, or far longer than AWS takes
     */
    static List<String> texts(JsonNode node, String name) {
        return of(node).map(value -> {
                    if (!value.isValueNode() || value.isNull()) {
                        throw new IllegalArgumentException("its " + name + " is neither a text nor a list of texts");
                    }
                    return bounded(value.asText(), name);
                })
                .toList();
    }

    private static String bounded(String text, String name) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "its " + name + " has a text of " + text.length() + " characters, far more than AWS takes");
        }
        return text;
    }
}
