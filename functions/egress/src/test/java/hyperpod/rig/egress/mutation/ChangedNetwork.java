package hyperpod.rig.egress.mutation;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A snapshot's JSON that can be changed. JSON is given in single quotes. */
final class ChangedNetwork {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private final ObjectNode root;

    ChangedNetwork(JsonNode network) {
        root = network.deepCopy();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Adds elements to a list. */
    ChangedNetwork add(String list, String... elements) {
        List.of(elements).forEach(element -> root.withArray(list).add(json(element)));
        return this;
    }

    /** Sets a field of an element, which is known by its id, its first field. */
    ChangedNetwork set(String list, String id, String field, String value) {
        element(list, id).set(field, json(value));
        return this;
    }

    ChangedNetwork set(String field, String value) {
        root.set(field, json(value));
        return this;
    }

    /** Adds to a list of an element. */
    ChangedNetwork addTo(String list, String id, String field, String... values) {
        List.of(values).forEach(value -> element(list, id).withArray(field).add(json(value)));
        return this;
    }

    ChangedNetwork without(String key) {
        if (root.remove(key) == null) {
            throw new IllegalArgumentException("there is no " + key);
        }
        return this;
    }

    ChangedNetwork without(String list, String id, String field) {
        if (element(list, id).remove(field) == null) {
            throw new IllegalArgumentException(id + " has no " + field);
        }
        return this;
    }

    /** Turns a list round. */
    ChangedNetwork reversed(String list) {
        return reversed(root, list);
    }

    ChangedNetwork reversed(String list, String id, String field) {
        return reversed(element(list, id), field);
    }

    private ChangedNetwork reversed(ObjectNode parent, String field) {
        ArrayNode turned = JSON.createArrayNode();
        ArrayNode array = (ArrayNode) parent.get(field);
        for (int i = array.size() - 1; i >= 0; i--) {
            turned.add(array.get(i));
        }
        parent.set(field, turned);
        return this;
    }

    /** Sets an endpoint's policy, of these statements. */
    ChangedNetwork policy(String endpointId, String... statements) {
        ObjectNode document = JSON.createObjectNode().put("Version", "2012-10-17");
        List.of(statements).forEach(statement -> document.withArray("Statement").add(json(statement)));
        element("VpcEndpoints", endpointId).put("PolicyDocument", document.toString());
        return this;
    }

    ObjectNode element(String list, String id) {
        for (JsonNode element : root.path(list)) {
            if (element.properties().iterator().next().getValue().asText().equals(id)) {
                return (ObjectNode) element;
            }
        }
        throw new IllegalArgumentException("there is no " + id + " in " + list);
    }

    NetworkSnapshot snapshot() {
        try {
            SnapshotReader reader = new SnapshotReader();
            reader.read(new ByteArrayInputStream(JSON.writeValueAsBytes(root)), "network.json");
            return reader.snapshot();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
