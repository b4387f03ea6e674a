package hyperpod.rig.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Runs blocking calls side by side, each on a virtual thread of its own. */
public final class SideBySide {

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
        Semaphore free = new Semaphore(atOnce);
        Map<String, CompletableFuture<T>> started = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.forEach((name, call) -> {
                free.acquireUninterruptibly();
                started.put(name, CompletableFuture.supplyAsync(() -> released(call, free), threads));
            });
        }
        Map<String, T> results = new LinkedHashMap<>();
        started.forEach((name, call) -> results.put(name, result(call)));
        return results;
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
