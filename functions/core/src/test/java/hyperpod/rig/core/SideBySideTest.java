package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    /** Each waits for the other two: one after another they would never end. */
    @Test
    void callsRunSideBySideAndKeepTheirNames() {
        CyclicBarrier all = new CyclicBarrier(3);
        Map<String, Supplier<String>> calls = new LinkedHashMap<>();
        for (String name : new String[] {"c", "a", "b"}) {
            calls.put(name, () -> await(all, name));
        }
        assertThat(SideBySide.call(calls))
                .containsExactly(Map.entry("c", "c!"), Map.entry("a", "a!"), Map.entry("b", "b!"));
    }

    @Test
    void whatACallThrowsIsThrownAsItWas() {
        IllegalStateException refused = new IllegalStateException("refused");
        Map<String, Supplier<String>> calls = Map.of("one", () -> {
            throw refused;
        });
        assertThatThrownBy(() -> SideBySide.call(calls)).isSameAs(refused);
    }

    private static String await(CyclicBarrier all, String name) {
        try {
            all.await(30, TimeUnit.SECONDS);
            return name + "!";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noMoreThanAskedForRunAtOnce() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<String, Supplier<Integer>> calls = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            calls.put("call " + i, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                return number;
            });
        }
        assertThat(SideBySide.call(calls, 3)).hasSize(50).containsEntry("call 49", 49);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void inTurnTheCallersThreadMakesAllCallsInAnOrderThatChanceGives() {
        assertThat(orderOf(7, NAMES)).containsExactlyInAnyOrderElementsOf(NAMES).isEqualTo(orderOf(7, NAMES));
        assertThat(Stream.of(1, 2, 3, 4)
                        .map(seed -> orderOf(seed, NAMES))
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }

    /** As in a map whose order is another one in each process. */
    @Test
    void inTurnTheOrderIsThatOfChanceAlone() {
        assertThat(orderOf(7, NAMES.reversed())).isEqualTo(orderOf(7, NAMES));
    }

    private static List<String> orderOf(int seed, List<String> names) {
        Thread caller = Thread.currentThread();
        List<String> order = new ArrayList<>();
        Map<String, Supplier<String>> calls = new LinkedHashMap<>();
        for (String name : names) {
            calls.put(name, () -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                order.add(name);
                return name;
            });
        }
        assertThat(SideBySide.inTurn(new Random(seed), () -> SideBySide.call(calls, 2))
                        .keySet())
                .containsExactlyElementsOf(names);
        return order;
    }

    @Test
    void inTurnTooAllCallsEndAndTheFirstThatFailedIsThrown() {
        Map<String, Supplier<String>> calls = new LinkedHashMap<>();
        List<String> made = new ArrayList<>();
        for (String name : NAMES) {
            calls.put(name, () -> {
                made.add(name);
                throw new IllegalStateException(name);
            });
        }
        Random chance = new Random(2);
        assertThatThrownBy(() -> SideBySide.inTurn(chance, () -> SideBySide.call(calls)))
                .hasMessage(NAMES.getFirst());
        assertThat(made).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    @Test
    void inTurnAnErrorEndsAllWhereItHappens() {
        List<String> made = new ArrayList<>();
        Map<String, Supplier<String>> calls = new LinkedHashMap<>();
        for (String name : NAMES) {
            calls.put(name, () -> {
                made.add(name);
                throw new AssertionError("killed in " + name);
            });
        }
        Random chance = new Random(3);
        assertThatThrownBy(() -> SideBySide.inTurn(chance, () -> SideBySide.call(calls)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("killed in " + made.getFirst());
        assertThat(made).hasSize(1);
    }
}
