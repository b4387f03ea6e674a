package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    private final AtomicInteger made = new AtomicInteger();

    @Test
    void itIsMadeWhenItIsAskedForAndKept() {
        Once<Object> once = new Once<>(this::make);
        assertThat(made).hasValue(0);

        assertThat(once.get()).isSameAs(once.get());
        assertThat(made).hasValue(1);
    }

    @Test
    void whoeverAsksAtTheSameTimeGetsTheSame() {
        Once<Object> once = new Once<>(this::make);
        Set<Object> got = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> got.add(once.get()));
            }
        }
        assertThat(got).hasSize(1);
        assertThat(made).hasValue(1);
    }

    @Test
    void afterAFailureItIsMadeAgain() {
        Once<Object> once = new Once<>(() -> {
            if (made.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return "made";
        });
        assertThatThrownBy(once::get).hasMessage("not yet");
        assertThat(once.get()).isEqualTo("made");
    }

    private Object make() {
        made.incrementAndGet();
        Thread.yield();
        return new Object();
    }
}
