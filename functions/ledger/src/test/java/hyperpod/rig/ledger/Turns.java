package hyperpod.rig.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Lets several writers make their calls in an order that a seed decides: only one runs at a time, and each waits before
 * each call until it is its turn.
 */
final class Turns {

    private final SdkHttpClient http;
    private final Random random;
    private final ThreadLocal<Writer> current = new ThreadLocal<>();

    /** @param http answers the calls */
    Turns(SdkHttpClient http, long seed) {
        this.http = http;
        random = new Random(seed);
    }

    private static final class Writer {
        private final SynchronousQueue<Boolean> turn = new SynchronousQueue<>();
        /** True: it waits for its turn. False: it is done. */
        private final SynchronousQueue<Boolean> stops = new SynchronousQueue<>();
    }

    /** For the clients of the writers. */
    SdkHttpClient http() {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                Optional.ofNullable(current.get()).ifPresent(Turns::pause);
                return http.prepareRequest(request);
            }

            @Override
            public void close() {
                // Whoever made the client closes it.
            }
        };
    }

    private static void pause(Writer writer) {
        try {
            writer.stops.put(true);
            writer.turn.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs all to their ends. */
    void run(List<Runnable> writers) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Writer> waiting = new ArrayList<>();
            List<Future<?>> ends = new ArrayList<>();
            for (Runnable work : writers) {
                Writer writer = new Writer();
                CountDownLatch begun = new CountDownLatch(1);
                ends.add(threads.submit(() -> {
                    current.set(writer);
                    begun.countDown();
                    try {
                        pause(writer);
                        work.run();
                    } finally {
                        writer.stops.put(false);
                    }
                    return null;
                }));
                begun.await();
                writer.stops.take();
                waiting.add(writer);
            }
            while (!waiting.isEmpty()) {
                Writer next = waiting.get(random.nextInt(waiting.size()));
                next.turn.put(true);
                if (!next.stops.take()) {
                    waiting.remove(next);
                }
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }
}
