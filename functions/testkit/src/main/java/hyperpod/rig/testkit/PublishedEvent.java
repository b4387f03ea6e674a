package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An event that EventBridge took.
 *
 * @param source such as {@code hyperpod.rig}
 * @param detailType what happened
 * @param resources ARNs
 * @param detail the event itself
 */
public record PublishedEvent(String source, String detailType, List<String> resources, JsonNode detail) {}
