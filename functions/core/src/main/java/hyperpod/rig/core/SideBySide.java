package hyperpod.rig.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Runs blocking calls side by side, each on a virtual thread of its own, or {@linkplain #inTurn in turn}. */
public final class SideBySide {

    private static final ScopedValue<RandomGenerator> CHANCE = ScopedValue.newInstance();

    private SideBySide() {}

    /**
     * The results under the calls' names, in their order; returns when all calls have ended.
     *
     * @throws RuntimeException what the first of the calls that failed threw
     */
    public static <T> Map<String, T> call(Map<String, Supplier<T>> calls) {
        return call(calls, Math.max(1, calls.size()));
    }

    /**
     * The same, begun in the calls' order and with no more than so many at a time: a service's rate is shared with
     * others, and what each call reads takes memory.
     *
     * @throws RuntimeException what the first of the calls that failed threw
     */
    public static <T> Map<String, T> call(Map<String, Supplier<T>> calls, int atOnce) {
        Map<String, CompletableFuture<T>> started = CHANCE.isBound() ? inTurn(calls) : onThreads(calls, atOnce);
        Map<String, T> results = new LinkedHashMap<>();
        started.forEach((name, call) -> results.put(name, result(call)));
        return results;
    }

    /**
     * Runs work during which nothing runs side by side: the caller's thread makes the calls, in an order that chance
     * gives, as they may reach AWS in any. So whoever gives the same chance again gets the same run. An {@link Error}
     * ends it where it happens, and the calls that are left are not made.
     *
     * @param <R> the work's result
     * @param <X> what the work throws
     */
    public static <R, X extends Throwable> R inTurn(RandomGenerator chance, ScopedValue.CallableOp<R, X> work)
            throws X {
        return ScopedValue.where(CHANCE, chance).call(work);
    }

    private static <T> Map<String, CompletableFuture<T>> inTurn(Map<String, Supplier<T>> calls) {
        Map<String, CompletableFuture<T>> made = new LinkedHashMap<>();
        calls.keySet().forEach(name -> made.put(name, new CompletableFuture<>()));
        // Of maps that the JDK orders differently in each process, too, the same chance makes the same.
        List<String> order = new ArrayList<>(new TreeSet<>(calls.keySet()));
        Collections.shuffle(order, CHANCE.get());
        for (String name : order) {
            try {
                made.get(name).complete(calls.get(name).get());
            } catch (RuntimeException e) {
                made.get(name).completeExceptionally(e);
            }
        }
        return made;
    }

    private static <T> Map<String, CompletableFuture<T>> onThreads(Map<String, Supplier<T>> calls, int atOnce) {
        Semaphore free = new Semaphore(atOnce);
        Map<String, CompletableFuture<T>> started = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.forEach((name, call) -> {
                free.acquireUninterruptibly();
                started.put(name, CompletableFuture.supplyAsync(() -> released(call, free), threads));
            });
        }
        return started;
    }

    private static <T> T released(Supplier<T> call, Semaphore free) {
        try {
            return call.get();
        } finally {
            free.release();
        }
    }

    private static <T> T result(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
