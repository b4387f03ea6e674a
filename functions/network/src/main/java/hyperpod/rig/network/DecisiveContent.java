package hyperpod.rig.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a network's documents decides about ways out and in, in a form that can be compared: AWS promises no order of
 * what it lists, and some of what it prints changes all the time.
 */
final class DecisiveContent {

    /**
     * Network interfaces come and go with every pod and function, and no verdict LOCKED rests on there being none: a
     * subnet with a way of its own counts before an interface stands in it.
     */
    private static final Set<String> PASSING_DOCUMENTS = Set.of("NetworkInterfaces.json", "FlowLogs.json");

    /** States of lines and counts of free addresses; and a refusal's reason holds another secret each time. */
    private static final Set<String> PASSING_MEMBERS = Set.of(
            "AvailableIpAddressCount", "VgwTelemetry", "BgpStatus", "BfdStatus", "NetworkInterfaceIds", "Reason");

    private DecisiveContent() {}

    /** The documents' decisive content by file name. */
    static Map<String, JsonNode> of(Map<String, byte[]> documents) {
        Map<String, JsonNode> content = new LinkedHashMap<>();
        documents.forEach((name, json) -> {
            if (!PASSING_DOCUMENTS.contains(name)) {
                content.put(name, comparable(tree(json)));
            }
        });
        return content;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode comparable(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                object.remove(PASSING_MEMBERS);
                object.properties().forEach(member -> member.setValue(comparable(member.getValue())));
                yield object;
            }
            case ArrayNode array -> {
                List<JsonNode> sorted = array.valueStream()
                        .map(DecisiveContent::comparable)
                        .sorted(Comparator.comparing(JsonNode::toString))
                        .toList();
                yield Json.MAPPER.createArrayNode().addAll(sorted);
            }
            default -> value;
        };
    }
}
