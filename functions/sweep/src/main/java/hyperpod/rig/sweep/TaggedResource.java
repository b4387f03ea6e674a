package hyperpod.rig.sweep;

import hyperpod.rig.resources.Remaining;
import java.time.Instant;

/**
 * A resource that carries the application's tag.
 *
 * @param executionName the tag that says which execution created it; anybody may have put it there
 * @param creationTime when it was created, as its control plane says
 * @param resource what it is
 */
record TaggedResource(String executionName, Instant creationTime, Remaining resource) {}
