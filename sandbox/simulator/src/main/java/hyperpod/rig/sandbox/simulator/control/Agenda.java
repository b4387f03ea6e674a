package hyperpod.rig.sandbox.simulator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What is going to happen to resources, and when. Due steps run in the order of their times whenever somebody looks,
 * each with the time it was due at as "now"; a late look therefore sees exactly what a punctual one would have seen.
 *
 * <p>A step that fails (the local EC2 does not answer) is tried again a second later and holds up nothing else. Not
 * thread-safe: the simulator's lock guards it.
 */
public final class Agenda {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Step(Instant due, long sequence, Object owner, Consumer<Instant> action) {}

    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparing(Step::due).thenComparing(Step::sequence));
    private long sequence;

    /** Plans a step for a resource. */
    public void at(Instant due, Object owner, Consumer<Instant> action) {
        steps.add(new Step(due, sequence++, owner, action));
    }

    /** Forgets every step that is planned for a resource. */
    public void cancel(Object owner) {
        steps.removeIf(step -> step.owner() == owner);
    }

    /** Runs every step that is due, including those that the steps themselves plan. */
    public void runDue(Instant now) {
        while (!steps.isEmpty() && !steps.peek().due().isAfter(now)) {
            Step step = steps.poll();
            try {
                step.action().accept(step.due());
            } catch (RuntimeException e) {
                System.err.println("A step of " + step.owner() + " failed and is tried again: " + e);
                at(now.plus(RETRY), step.owner(), step.action());
            }
        }
    }
}
