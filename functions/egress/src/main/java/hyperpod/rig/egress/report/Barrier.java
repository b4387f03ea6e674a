package hyperpod.rig.egress.report;

import java.util.Optional;

/**
 * One fact that closes ways: a route table, a security group, a network ACL, an endpoint's policy.
 *
 * @param layer what it belongs to, in words
 * @param resourceId the resource that it stands in
 * @param fact what the resource says
 * @param document the whole of it where a sentence cannot hold it, such as an endpoint's policy
 */
public record Barrier(String layer, String resourceId, String fact, Optional<String> document) {

    Barrier(String layer, String resourceId, String fact) {
        this(layer, resourceId, fact, Optional.empty());
    }
}
