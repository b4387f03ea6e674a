package hyperpod.rig.sandbox.simulator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What is going to happen to resources, and when. Due steps run in the order of their times whenever somebody looks,
 * each with the time it was due at as "now"; a late look therefore sees exactly what a punctual one would have seen.
 *
 * <p>A step that fails (the local EC2 does not answer) is tried again a second later and holds up nothing else. Not
 * thread-safe: the simulator's lock guards it. What takes long is done {@link #outside} that lock.
 */
public final class Agenda {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Step(Instant due, long sequence, Object owner, Consumer<Instant> action) {}

    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparing(Step::due).thenComparing(Step::sequence));
    private final Queue<Consumer<Instant>> results = new ConcurrentLinkedQueue<>();
    private final boolean inTurn;
    private long sequence;

    private Agenda(boolean inTurn) {
        this.inTurn = inTurn;
    }

    /** In real time: what takes long runs on threads of its own. */
    public static Agenda ofThreads() {
        return new Agenda(false);
    }

    /** In virtual time, in which nothing takes long: everything is done by whoever looks, at once. */
    public static Agenda inTurn() {
        return new Agenda(true);
    }

    /** When the next step is due; it can plan earlier ones by what it does outside the lock. */
    public Optional<Instant> nextDue() {
        return Optional.ofNullable(steps.peek()).map(Step::due);
    }

    /** Plans a step for a resource. */
    public void at(Instant due, Object owner, Consumer<Instant> action) {
        steps.add(new Step(due, sequence++, owner, action));
    }

    /**
     * Starts work that takes long on a thread of its own, without the simulator's lock. What it returns is done under
     * the lock at the next look, whatever became of the resource meanwhile: nothing cancels it. Work that fails is
     * tried again, so it has to know how far it got.
     */
    public void outside(Callable<Consumer<Instant>> work) {
        if (inTurn) {
            results.add(attempt(work));
        } else {
            Thread.startVirtualThread(() -> results.add(attempt(work)));
        }
    }

    private Consumer<Instant> attempt(Callable<Consumer<Instant>> work) {
        try {
            return work.call();
        } catch (Exception e) {
            System.err.println("Work outside the lock failed and is tried again: " + e);
            return now -> at(now.plus(RETRY), work, at -> outside(work));
        }
    }

    /** Forgets every step that is planned for a resource. */
    public void cancel(Object owner) {
        steps.removeIf(step -> step.owner() == owner);
    }

    /** Runs every step that is due, including those that the steps themselves plan. */
    public void runDue(Instant now) {
        finish(now, now);
        while (!steps.isEmpty() && !steps.peek().due().isAfter(now)) {
            Step step = steps.poll();
            run(step.action(), step.due(), step.owner(), now);
            if (inTurn) {
                finish(step.due(), now);
            }
        }
    }

    /** Does what follows from work that ended outside the lock; it ended when {@code due} says. */
    private void finish(Instant due, Instant now) {
        for (Consumer<Instant> result = results.poll(); result != null; result = results.poll()) {
            run(result, due, this, now);
        }
    }

    private void run(Consumer<Instant> action, Instant due, Object owner, Instant now) {
        try {
            action.accept(due);
        } catch (RuntimeException e) {
            System.err.println("A step of " + owner + " failed and is tried again: " + e);
            at(now.plus(RETRY), owner, action);
        }
    }
}
