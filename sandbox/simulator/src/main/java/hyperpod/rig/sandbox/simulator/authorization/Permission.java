package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a caller needs to be allowed.
 *
 * @param action such as {@code fsx:CreateFileSystem}
 * @param resource an ARN, in which {@code *} stands for what does not exist yet; or {@code *} for an action on no
 *     resource
 * @param context values of the condition keys that the call has: strings and lists of strings
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html">Service
 *     Authorization Reference</a>
 */
public record Permission(String action, String resource, Map<String, Object> context) {

    /** Keeps a copy of the context. */
    public Permission {
        context = Map.copyOf(context);
    }

    /** A permission without condition keys. */
    public Permission(String action, String resource) {
        this(action, resource, Map.of());
    }

    /** The condition keys of tags that a request puts on something; none if it has none. */
    static Map<String, Object> requestTags(JsonNode tags) {
        Map<String, Object> context = new LinkedHashMap<>();
        List<String> keys =
                tags.valueStream().map(tag -> tag.path("Key").asText()).toList();
        if (!keys.isEmpty()) {
            context.put("aws:TagKeys", keys);
        }
        tags.forEach(tag -> context.put(
                "aws:RequestTag/" + tag.path("Key").asText(), tag.path("Value").asText()));
        return context;
    }

    /** The condition keys of the tags that a resource has. */
    static Map<String, Object> resourceTags(JsonNode tags) {
        Map<String, Object> context = new LinkedHashMap<>();
        tags.forEach(tag -> context.put(
                "aws:ResourceTag/" + tag.path("Key").asText(), tag.path("Value").asText()));
        return context;
    }

    /** All condition keys of two maps. */
    static Map<String, Object> both(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> context = new LinkedHashMap<>(one);
        context.putAll(other);
        return context;
    }
}
