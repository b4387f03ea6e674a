package hyperpod.rig.egress.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/**
 * Reads one element of a list as a tree. A snapshot has hundreds of thousands of them, each of few members: Jackson's
 * own trees have a hash table for every object, which costs more than to look through the members. Of kinds of which
 * there are most, only the members that are read are kept.
 */
final class ElementTree {

    /** No element of AWS is nested so deeply; Jackson itself refuses what is nested a thousand times. */
    private static final int MAX_DEPTH = 100;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final Set<String> kept;

    private ElementTree(JsonParser parser, Set<String> kept) {
        this.parser = parser;
        this.kept = kept;
    }

    /** The value at which the parser stands, which then stands at the value's end. */
    static JsonNode read(JsonParser parser) throws IOException {
        return read(parser, Set.of());
    }

    /**
     * The same, with these members alone, in it and in what it holds; with all if none is named.
     *
     * @param kept the members' names
     */
    static JsonNode read(JsonParser parser, Set<String> kept) throws IOException {
        return new ElementTree(parser, kept).value(0);
    }

    private JsonNode value(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> depth < MAX_DEPTH ? object(depth) : JSON.readTree(parser);
            case START_ARRAY -> depth < MAX_DEPTH ? array(depth) : JSON.readTree(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case null, default -> JSON.readTree(parser);
        };
    }

    private ObjectNode object(int depth) throws IOException {
        FewMembers few = new FewMembers(kept);
        while (few.size() < FewMembers.MAX && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (kept.isEmpty() || kept.contains(name)) {
                few.put(name, value(depth + 1));
            } else {
                parser.skipChildren();
            }
        }
        if (parser.currentToken() == JsonToken.END_OBJECT && few.size() < FewMembers.MAX) {
            return new ObjectNode(NODES, few);
        }
        ObjectNode many = NODES.objectNode();
        few.forEach(many::set);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            many.set(name, value(depth + 1));
        }
        return many;
    }

    private ArrayNode array(int depth) throws IOException {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            return NODES.arrayNode(0);
        }
        ArrayNode array = NODES.arrayNode();
        do {
            array.add(value(depth + 1));
        } while (parser.nextToken() != JsonToken.END_ARRAY);
        return array;
    }
}
