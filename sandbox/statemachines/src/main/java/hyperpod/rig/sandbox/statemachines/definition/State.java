package hyperpod.rig.sandbox.statemachines.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A state of a machine whose query language is JSONata.
 *
 * @see <a href="https://states-language.net/">Amazon States Language</a>
 */
public sealed interface State {

    String name();

    /** States that go on to one other, or end the execution. */
    sealed interface Flowing extends State {

        Map<String, Template> assign();

        Optional<Template> output();

        /** Empty where the definition says {@code "End": true}. */
        Optional<String> next();
    }

    record Pass(String name, Map<String, Template> assign, Optional<Template> output, Optional<String> next)
            implements Flowing {}

    /** @param timeoutSeconds for each attempt */
    record Task(
            String name,
            TaskResource resource,
            Optional<Template> arguments,
            Optional<Template> timeoutSeconds,
            List<Retrier> retriers,
            List<Catcher> catchers,
            Map<String, Template> assign,
            Optional<Template> output,
            Optional<String> next)
            implements Flowing {}

    /** Has either {@code seconds} or {@code timestamp}. */
    record Wait(
            String name,
            Optional<Template> seconds,
            Optional<Template> timestamp,
            Map<String, Template> assign,
            Optional<Template> output,
            Optional<String> next)
            implements Flowing {}

    /** {@code assign} and {@code output} are for the default. */
    record Choice(
            String name,
            List<ChoiceRule> rules,
            Optional<String> otherwise,
            Map<String, Template> assign,
            Optional<Template> output)
            implements State {}

    record Succeed(String name, Optional<Template> output) implements State {}

    record Fail(String name, Optional<Template> error, Optional<Template> cause) implements State {}
}
