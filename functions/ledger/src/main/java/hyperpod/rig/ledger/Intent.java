package hyperpod.rig.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What an execution is about to create, written before the call: the call's answer can be lost, and what is created is
 * then found and known by this.
 *
 * @param type what it is
 * @param at when it was first meant
 * @param name the name that it will have, if the caller chooses it
 * @param token the client request token of the call, if it takes one
 * @param tags the tags that it will carry
 * @param fields what else must be equal, by the name of the call's parameter
 */
public record Intent(
        ResourceType type,
        Instant at,
        Optional<String> name,
        Optional<String> token,
        Map<String, String> tags,
        Map<String, String> fields) {

    public Intent {
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        fields = fields == null ? Map.of() : Map.copyOf(fields);
    }

    /** What was created before this is not it. A control plane may tell whole seconds. */
    public Instant earliestCreation() {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }
}
