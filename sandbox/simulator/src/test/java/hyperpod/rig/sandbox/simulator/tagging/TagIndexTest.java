package hyperpod.rig.sandbox.simulator.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The index lags behind the tags, and keeps what is gone for a while. */
class TagIndexTest {

    private static final Instant NOON = Instant.parse("2026-07-11T12:00:00Z");
    private static final String ARN = "arn:aws:fsx:us-east-1:000000000000:file-system/fs-1";

    private final Map<String, Tags> resources = new LinkedHashMap<>();
    private final TagIndex index = new TagIndex(() -> resources, () -> Duration.ofSeconds(60), Duration.ofSeconds(600));

    @Test
    void aChangeIsSeenAfterItsTime() {
        Tags tags = new Tags();
        resources.put(ARN, tags);
        put(tags, "a", NOON);
        index.note(NOON);
        assertThat(index.at(NOON.plusSeconds(59))).isEmpty();
        put(tags, "b", NOON.plusSeconds(59));
        index.note(NOON.plusSeconds(59));
        assertThat(seen(60)).isEqualTo("a");
        assertThat(seen(118)).isEqualTo("a");
        assertThat(seen(119)).isEqualTo("b");
    }

    @Test
    void whatIsGoneIsListedUntilItsTimeIsOver() {
        Tags tags = new Tags();
        put(tags, "a", NOON);
        resources.put(ARN, tags);
        index.note(NOON);
        resources.clear();
        index.note(NOON.plusSeconds(10));
        assertThat(seen(609)).isEqualTo("a");
        assertThat(index.at(NOON.plusSeconds(610))).isEmpty();
    }

    private static void put(Tags tags, String value, Instant now) {
        JsonNode list = JsonNodeFactory.instance
                .arrayNode()
                .add(JsonNodeFactory.instance.objectNode().put("Key", "owner").put("Value", value));
        tags.put(list, now);
    }

    private String seen(int seconds) {
        return index.at(NOON.plusSeconds(seconds)).get(ARN).at("/0/Value").asText();
    }
}
