package hyperpod.rig.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What makes the audit run. */
sealed interface Occasion {

    /** The schedule, or a person who invokes the function: every cluster is audited. */
    record Always() implements Occasion {}

    /**
     * Changes of a network, some of which may be of one that no cluster has to do with.
     *
     * @param changes in the order in which the queue delivered them
     */
    record Changed(List<NetworkChange> changes) implements Occasion {

        public Changed {
            changes = List.copyOf(changes);
        }

        /** The VPCs that all changes together are about; empty if one does not tell. */
        Set<String> vpcIds() {
            Set<String> vpcIds = new TreeSet<>();
            for (NetworkChange change : changes) {
                if (change.vpcIds().isEmpty()) {
                    return Set.of();
                }
                vpcIds.addAll(change.vpcIds());
            }
            return vpcIds;
        }
    }

    /** What the function was given: a batch of the queue of changes has records, the schedule's event has none. */
    static Occasion of(JsonNode event) {
        if (!event.path("Records").isArray()) {
            return new Always();
        }
        List<NetworkChange> changes = new ArrayList<>();
        event.path("Records").forEach(message -> changes.add(NetworkChange.of(body(message))));
        return new Changed(changes);
    }

    /** Whatever it is that came, something has changed: nothing is lost for its form. */
    private static JsonNode body(JsonNode message) {
        try {
            return Json.MAPPER.readTree(message.path("body").asText());
        } catch (JsonProcessingException e) {
            return message;
        }
    }
}
