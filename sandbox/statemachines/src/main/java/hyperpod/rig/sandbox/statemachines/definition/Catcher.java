package hyperpod.rig.sandbox.statemachines.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One element of {@code Catch}. */
public record Catcher(List<String> errors, String next, Map<String, Template> assign, Optional<Template> output) {}
