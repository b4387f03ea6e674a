package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.util.TreeMap;

/**
 * One order of the members of JSON objects: Java's immutable maps have another one in each process, and a trace must be
 * the same in all.
 */
final class MemberOrder {

    private MemberOrder() {}

    /**
     * A text in which the members of all JSON objects are sorted, those in strings too; what is cut off stays as it is.
     */
    static String sorted(String text) {
        StringBuilder sorted = new StringBuilder();
        int done = 0;
        for (int brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', done)) {
            sorted.append(text, done, brace);
            try (JsonParser parser = Json.MAPPER.createParser(text.substring(brace))) {
                sorted.append(sorted((JsonNode) parser.readValueAsTree()));
                done = brace + (int) parser.currentLocation().getCharOffset();
            } catch (IOException _) {
                sorted.append('{');
                done = brace + 1;
            }
        }
        return sorted.append(text, done, text.length()).toString();
    }

    private static JsonNode sorted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                TreeMap<String, JsonNode> members = new TreeMap<>();
                object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
                yield Json.MAPPER.createObjectNode().setAll(members);
            }
            case ArrayNode array -> {
                ArrayNode elements = Json.MAPPER.createArrayNode();
                array.forEach(element -> elements.add(sorted(element)));
                yield elements;
            }
            case TextNode string
            when string.textValue().startsWith("{") -> TextNode.valueOf(sorted(string.textValue()));
            default -> node;
        };
    }
}
