package hyperpod.rig.sandbox.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tags of one resource: at most 50, keys unique, none that begins with the reserved {@code aws:}. */
public final class Tags {

    /** How many tags a resource can have. */
    public static final int LIMIT = 50;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<Version> versions = new ArrayList<>();

    private record Version(Instant since, ArrayNode list) {}

    /** What is wrong with a list of tags, beyond what the service model says. */
    public static Optional<String> problem(JsonNode tags) {
        Set<String> keys = new LinkedHashSet<>();
        for (JsonNode tag : tags) {
            String key = tag.path("Key").asText();
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                return Optional.of("Tag keys that begin with aws: are reserved for system use: " + key);
            }
            if (!keys.add(key)) {
                return Optional.of("Duplicate tag keys found: " + key);
            }
        }
        return Optional.empty();
    }

    /** Whether these tags could be added without exceeding the limit. */
    public boolean hasRoomFor(JsonNode tags) {
        Set<String> keys = new LinkedHashSet<>(values.keySet());
        tags.forEach(tag -> keys.add(tag.path("Key").asText()));
        return keys.size() <= LIMIT;
    }

    /** Adds tags, replacing those of the same keys. */
    public void put(JsonNode tags, Instant now) {
        tags.forEach(
                tag -> values.put(tag.path("Key").asText(), tag.path("Value").asText()));
        versions.add(new Version(now, list()));
    }

    /** Removes the tags of these keys; keys without a tag do not matter. */
    public void remove(JsonNode keys, Instant now) {
        keys.forEach(key -> values.remove(key.asText()));
        versions.add(new Version(now, list()));
    }

    /** The tags as they were at a time, as AWS lists them. */
    public ArrayNode list(Instant then) {
        return versions.reversed().stream()
                .filter(version -> !version.since().isAfter(then))
                .findFirst()
                .map(Version::list)
                .orElseGet(JsonNodeFactory.instance::arrayNode);
    }

    /** The tags as AWS lists them. */
    public ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return list;
    }
}
