package hyperpod.rig.egress.path;

import java.util.List;
import java.util.function.Supplier;

/** Ends a walk that would take too long: somebody could make a snapshot whose ways multiply, or lead on without end. */
final class StepLimit {

    /** Far more than the ways through any network that people build. */
    private static final int MAX_STEPS = 2_000;
    /** Longer than any way that people build; every hop is followed inside the one before it. */
    private static final int MAX_HOPS = 200;

    private int steps;

    /** Takes one step more, unless there were too many; the path on which that shows is not proven. */
    List<NextHop> step(Traffic at, Supplier<List<NextHop>> next) {
        steps++;
        if (steps == MAX_STEPS || at.hops().size() > MAX_HOPS) {
            return NextHop.end(
                    at.unproven("there are more ways through the network, or longer ones, than can be followed"));
        }
        return steps < MAX_STEPS ? next.get() : List.of();
    }
}
