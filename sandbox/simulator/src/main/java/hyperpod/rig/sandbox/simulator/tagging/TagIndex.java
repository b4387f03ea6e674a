package hyperpod.rig.sandbox.simulator.tagging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import hyperpod.rig.sandbox.simulator.control.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the Resource Groups Tagging API knows of the tags of resources: later than the services that have them, and of
 * resources that are gone for a while longer ("tagged or previously tagged resources", its reference says; callers tell
 * of <a href="https://github.com/aws/aws-sdk/issues/676">hours</a>).
 */
public final class TagIndex {

    private final Supplier<Map<String, Tags>> resources;
    private final Supplier<Duration> lag;
    private final Duration goneListed;
    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param resources the tags of what exists now, by ARN
     * @param lag after how long a change of tags is seen
     * @param goneListed for how long a resource is listed that is gone
     */
    public TagIndex(Supplier<Map<String, Tags>> resources, Supplier<Duration> lag, Duration goneListed) {
        this.resources = resources;
        this.lag = lag;
        this.goneListed = goneListed;
    }

    private record Version(Instant at, ArrayNode tags) {}

    private static final class Known {
        private final List<Version> versions = new ArrayList<>();
        private Optional<Instant> gone = Optional.empty();

        private void record(Instant at, ArrayNode tags) {
            if (versions.isEmpty() || !versions.getLast().tags().equals(tags)) {
                versions.add(new Version(at, tags));
            }
        }

        private void forgetBefore(Instant seen) {
            while (versions.size() > 1 && !versions.get(1).at().isAfter(seen)) {
                versions.removeFirst();
            }
        }
    }

    /** Notes what has changed since the last time. */
    public void note(Instant now) {
        Map<String, Tags> existing = resources.get();
        existing.forEach((arn, tags) ->
                known.computeIfAbsent(arn, unknown -> new Known()).record(now, tags.list()));
        known.forEach((arn, resource) -> {
            if (resource.gone.isEmpty() && !existing.containsKey(arn)) {
                resource.gone = Optional.of(now);
            }
        });
        known.values()
                .removeIf(resource -> resource.gone
                        .filter(gone -> !gone.plus(goneListed).isAfter(now))
                        .isPresent());
    }

    /** The tags of resources by ARN, as they are seen now. */
    Map<String, ArrayNode> at(Instant now) {
        note(now);
        Instant seen = now.minus(lag.get());
        Map<String, ArrayNode> tags = new LinkedHashMap<>();
        known.forEach((arn, resource) -> {
            resource.forgetBefore(seen);
            if (!resource.versions.getFirst().at().isAfter(seen)) {
                tags.put(arn, resource.versions.getFirst().tags());
            }
        });
        return tags;
    }
}
