package hyperpod.rig.egress.policy;

import java.util.List;
import java.util.Optional;

/**
 * A prefix list that a policy names, as far as it is known.
 *
 * @param id {@code pl-...}
 * @param ownerId the account that owns it, or {@code AWS}; absent if it is not known
 * @param cidrs its entries; absent if they are not known
 */
public record NamedPrefixList(String id, Optional<String> ownerId, Optional<List<String>> cidrs) {

    /** One of which nothing is known. */
    public static NamedPrefixList unknown(String id) {
        return new NamedPrefixList(id, Optional.empty(), Optional.empty());
    }
}
