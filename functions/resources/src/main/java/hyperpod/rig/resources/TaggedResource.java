package hyperpod.rig.resources;

import java.util.Optional;

/**
 * A resource that carries the application's tag, as its control plane shows it now.
 *
 * @param resource the resource; whose it is only its tags say
 * @param executionName the execution that its tag names; anybody may have put it there
 */
public record TaggedResource(MeantResource resource, Optional<String> executionName) {}
