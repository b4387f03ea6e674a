package hyperpod.rig.sandbox.statemachines.definition;

import java.util.Map;
import java.util.Optional;

/** One element of {@code Choices}. */
public record ChoiceRule(Template condition, String next, Map<String, Template> assign, Optional<Template> output) {}
