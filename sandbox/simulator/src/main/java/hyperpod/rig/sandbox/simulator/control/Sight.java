package hyperpod.rig.sandbox.simulator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Resources as callers see them: what is new not yet, and what is gone still.
 *
 * @param <T> their kind
 */
public final class Sight<T> {

    /** Nothing is seen that has been gone for longer. */
    private static final Duration LONGEST_LAG = Duration.ofHours(1);

    private record Gone<T>(T resource, Instant at) {}

    private final Supplier<Stream<T>> existing;
    private final Function<T, Instant> created;
    private final List<Gone<T>> gone = new ArrayList<>();

    /**
     * Over what exists.
     *
     * @param existing those that exist when it is asked
     * @param created when each was created
     */
    public Sight(Supplier<Stream<T>> existing, Function<T, Instant> created) {
        this.existing = existing;
        this.created = created;
    }

    /** It does not exist any more. */
    public void gone(T resource, Instant at) {
        gone.removeIf(earlier -> earlier.at().plus(LONGEST_LAG).isBefore(at));
        gone.add(new Gone<>(resource, at));
    }

    /** What is seen now, what is gone last, if a change of each is seen so much later. */
    public List<T> at(Instant now, Function<T, Duration> lag) {
        return Stream.concat(
                        existing.get(),
                        gone.stream()
                                .filter(each -> each.at()
                                        .plus(lag.apply(each.resource()))
                                        .isAfter(now))
                                .map(Gone::resource))
                .filter(each -> !created.apply(each).plus(lag.apply(each)).isAfter(now))
                .toList();
    }
}
