package hyperpod.rig.sandbox.simulator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * How much later than it happens callers see what is created, tagged, untagged or gone; in time of the caller's clock,
 * which no time scale shortens. AWS promises nothing, and publishes no figure.
 *
 * @param lists in lists of resources
 * @param describes where a resource is asked for by name, id or ARN
 * @param tags in the tags of a resource
 * @param tagIndex in the Resource Groups Tagging API; the longest holds for all resources
 */
public record Lag(Duration lists, Duration describes, Duration tags, Duration tagIndex) {

    /** Everything is seen at once. */
    public static final Lag NONE = new Lag(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Reads the {@code lag} part of a scenario.
     *
     * @throws InvalidScenarioException if anything in it is unknown or of the wrong type
     */
    public static Lag read(JsonNode document) {
        return read(new StrictObject(document, "lag"));
    }

    static Lag read(StrictObject object) {
        Lag lag = new Lag(
                object.duration("lists"),
                object.duration("describes"),
                object.duration("tags"),
                object.duration("tagIndex"));
        object.finish();
        return lag;
    }
}
