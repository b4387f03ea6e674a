package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.schedules.deployment.Deployment;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.statemachines.StepFunctionsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.event.ruler.Ruler;

/**
 * The template's rule ProvisionStopped: gives the events that its pattern takes to rollback.
 *
 * @see <a href="https://github.com/aws/event-ruler">Event Ruler, with which EventBridge matches</a>
 */
final class Rule {

    private static final Duration USUAL = Duration.ofSeconds(1);

    private final World world;
    private final String pattern;
    private final List<Disturbance.Delivered> disturbances;
    private final Instant begin;
    private boolean over;
    private int delivered;

    Rule(World world, String pattern, List<Disturbance.Delivered> disturbances) {
        this.world = world;
        this.pattern = pattern;
        this.disturbances = disturbances;
        begin = world.now();
    }

    void endAll() {
        over = true;
    }

    void deliver(JsonNode event) {
        if (!takes(event) || world.planted().filter(bug -> !bug.takes(event)).isPresent()) {
            return;
        }
        delivered++;
        Duration delay = USUAL;
        for (Disturbance.Delivered disturbance : over ? List.<Disturbance.Delivered>of() : disturbances) {
            switch (disturbance.how()) {
                case LATE -> delay = disturbance.late();
                case TWICE -> world.after(disturbance.late(), () -> start(event));
                case REVERSED -> delay = delivered == 1 ? disturbance.late() : delay;
                case LOST -> {
                    if (world.now().isBefore(begin.plus(disturbance.late()))) {
                        world.trace().tell("    the event is lost");
                        world.truth().rung("UndeliveredEvents");
                        return;
                    }
                }
            }
        }
        world.after(delay, () -> start(event));
    }

    private boolean takes(JsonNode event) {
        try {
            return Ruler.matchesRule(event.toString(), pattern);
        } catch (Exception e) {
            throw new IllegalStateException("Event Ruler takes no such event or pattern: " + pattern, e);
        }
    }

    private void start(JsonNode event) {
        try {
            world.stepFunctions()
                    .startExecution(
                            Deployment.ROLLBACK,
                            Optional.empty(),
                            world.planted().map(bug -> bug.event(event)).orElse(event));
        } catch (StepFunctionsException e) {
            world.trace().tell("    the rule cannot start rollback: " + e.code());
        }
    }
}
