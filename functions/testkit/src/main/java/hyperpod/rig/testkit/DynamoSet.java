package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** DynamoDB's sets of texts: an attribute without a member does not exist. */
final class DynamoSet {

    private static final String TYPE = "SS";

    private DynamoSet() {}

    static void add(ObjectNode parent, String name, JsonNode members) {
        Set<String> set = members(parent, name);
        set.addAll(texts(members));
        put(parent, name, set);
    }

    static void delete(ObjectNode parent, String name, JsonNode members) {
        Set<String> set = members(parent, name);
        set.removeAll(texts(members));
        put(parent, name, set);
    }

    private static void put(ObjectNode parent, String name, Set<String> set) {
        parent.remove(name);
        if (!set.isEmpty()) {
            ArrayNode members = parent.putObject(name).putArray(TYPE);
            set.forEach(members::add);
        }
    }

    private static Set<String> members(ObjectNode parent, String name) {
        return parent.has(name) ? texts(parent.get(name)) : new TreeSet<>();
    }

    private static Set<String> texts(JsonNode set) {
        if (!set.path(TYPE).isArray() || set.path(TYPE).isEmpty()) {
            throw DynamoExpression.invalid("the test account knows sets of texts alone: " + set);
        }
        Set<String> texts = new TreeSet<>();
        set.path(TYPE).forEach(text -> texts.add(text.textValue()));
        return texts;
    }
}
