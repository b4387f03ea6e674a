package hyperpod.rig.sandbox.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long things take: the real services' durations in seconds from {@code durations.json}, shortened by one factor.
 */
public final class Pace {

    private final double timeScale;
    private final Map<String, Double> seconds;

    private Pace(double timeScale, Map<String, Double> seconds) {
        this.timeScale = timeScale;
        this.seconds = seconds;
    }

    /**
     * The defaults for one kind of resource.
     *
     * @param kind a key of {@code durations.json}: {@code cluster} or {@code fileSystem}
     * @param timeScale what a second of the real service takes here, in seconds
     */
    public static Pace defaults(String kind, double timeScale) {
        try (InputStream file = Pace.class.getResourceAsStream("/hyperpod/rig/sandbox/simulator/durations.json")) {
            JsonNode durations = new ObjectMapper().readTree(file).path(kind);
            Map<String, Double> seconds = new LinkedHashMap<>();
            durations
                    .properties()
                    .forEach(e -> seconds.put(e.getKey(), e.getValue().asDouble()));
            return new Pace(timeScale, seconds);
        } catch (IOException e) {
            throw new UncheckedIOException("durations.json cannot be read", e);
        }
    }

    /** The names of the durations, which are also the keys a scenario may override. */
    public Set<String> names() {
        return seconds.keySet();
    }

    /** The same pace with some durations, in real seconds, replaced. */
    public Pace with(Map<String, Double> overrides) {
        Map<String, Double> merged = new LinkedHashMap<>(seconds);
        merged.putAll(overrides);
        return new Pace(timeScale, merged);
    }

    /** How long it takes here. */
    public Duration of(String name) {
        return part(name, 1);
    }

    /** How long a fraction of it takes here. */
    public Duration part(String name, double fraction) {
        return Duration.ofNanos(Math.round(seconds.get(name) * fraction * timeScale * 1e9));
    }
}
