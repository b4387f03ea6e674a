package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** IAM lets a single element stand without its list. */
final class OneOrMany {

    private OneOrMany() {}

    static Stream<JsonNode> of(JsonNode node) {
        return node.isArray() ? node.valueStream() : Stream.of(node);
    }

    /**
     * The texts of an element; numbers and booleans, which condition values may be, as IAM writes them.
     *
     * @param name how a message names the element
     * @throws IllegalArgumentException if one is neither
     */
    static List<String> texts(JsonNode node, String name) {
        return of(node).map(value -> {
            if (!value.isValueNode() || value.isNull()) {
                throw new IllegalArgumentException("its " + name + " is neither a text nor a list of texts");
            }
            return value.asText();
        }).toList();
    }
}
