package hyperpod.rig.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
        Map<String, CompletableFuture<T>> started = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.forEach((name, call) -> started.put(name, CompletableFuture.supplyAsync(call, threads)));
        }
        Map<String, T> results = new LinkedHashMap<>();
        started.forEach((name, call) -> results.put(name, result(call)));
        return results;
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
