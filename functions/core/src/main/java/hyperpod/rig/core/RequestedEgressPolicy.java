package hyperpod.rig.core;

import java.util.List;
import java.util.Optional;

/**
 * How closed the network must be.
 *
 * @param mode {@code strict} accepts the verdict LOCKED alone, {@code standard} also WEAKENED
 * @param allowedCidrs destinations that may be reached, in CIDR notation
 */
public record RequestedEgressPolicy(Optional<String> mode, List<String> allowedCidrs) {

    public RequestedEgressPolicy {
        allowedCidrs = allowedCidrs == null ? List.of() : List.copyOf(allowedCidrs);
    }
}
