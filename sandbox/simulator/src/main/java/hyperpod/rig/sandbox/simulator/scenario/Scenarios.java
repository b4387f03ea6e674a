package hyperpod.rig.sandbox.simulator.scenario;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which scenario governs which subnets, and what of its faults is still to come. Several scenarios live side by side,
 * each on its own subnets.
 */
public final class Scenarios {

    private static final class Binding {
        private final Set<String> subnets;
        private final Scenario scenario;
        private final Map<String, Integer> throttle;
        private final Map<String, Deque<Fault>> faults = new HashMap<>();
        private final Map<String, Deque<Duration>> slow = new HashMap<>();

        private Binding(Set<String> subnets, Scenario scenario) {
            this.subnets = new LinkedHashSet<>(subnets);
            this.scenario = scenario;
            this.throttle = new HashMap<>(scenario.throttle());
            scenario.faults().forEach((operation, list) -> faults.put(operation, new ArrayDeque<>(list)));
            scenario.slow().forEach((operation, list) -> slow.put(operation, new ArrayDeque<>(list)));
        }
    }

    private final List<Binding> bindings = new ArrayList<>();
    private Lag lag = Lag.NONE;

    /** Binds a scenario to subnets; a subnet that was bound before changes over to this one. */
    public void bind(Set<String> subnets, Scenario scenario) {
        unbind(subnets);
        bindings.add(new Binding(subnets, scenario));
    }

    /** Frees subnets from their scenarios. */
    public void unbind(Set<String> subnets) {
        bindings.forEach(binding -> binding.subnets.removeAll(subnets));
        bindings.removeIf(binding -> binding.subnets.isEmpty());
    }

    /** The scenario that governs a resource in these subnets. */
    public Scenario governing(Set<String> subnets) {
        return binding(subnets).map(binding -> binding.scenario).orElse(Scenario.UNEVENTFUL);
    }

    /**
     * Whether a call is to be throttled; counts it if so. A call about no subnet in particular (a list) meets the first
     * scenario that has something in store for its operation.
     */
    public boolean throttles(String operation, Set<String> subnets) {
        for (Binding binding : concerned(subnets)) {
            int left = binding.throttle.getOrDefault(operation, 0);
            if (left > 0) {
                binding.throttle.put(operation, left - 1);
                return true;
            }
        }
        return false;
    }

    /** What goes wrong with a call; uses it up. */
    public Fault nextFault(String operation, Set<String> subnets) {
        for (Binding binding : concerned(subnets)) {
            Deque<Fault> left = binding.faults.getOrDefault(operation, new ArrayDeque<>());
            if (!left.isEmpty()) {
                return left.removeFirst();
            }
        }
        return new Fault.None();
    }

    /** How long the answer to a call takes on top of what it takes anyway; uses it up. */
    public Duration nextDelay(String operation, Set<String> subnets) {
        for (Binding binding : concerned(subnets)) {
            Deque<Duration> left = binding.slow.getOrDefault(operation, new ArrayDeque<>());
            if (!left.isEmpty()) {
                return left.removeFirst();
            }
        }
        return Duration.ZERO;
    }

    /** How late changes are seen where no scenario says it. */
    public void lag(Lag elsewhere) {
        lag = elsewhere;
    }

    /** How late changes of a resource in these subnets are seen. */
    public Lag lag(Set<String> subnets) {
        return governing(subnets).lag().orElse(lag);
    }

    /** How late the tagging API sees changes. */
    public Duration lagOfTagIndex() {
        return Stream.concat(Stream.of(lag), bindings.stream().flatMap(binding -> binding.scenario.lag().stream()))
                .map(Lag::tagIndex)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Which subnets are bound, and to what. */
    public Map<Set<String>, Scenario> all() {
        Map<Set<String>, Scenario> all = new HashMap<>();
        bindings.forEach(binding -> all.put(Set.copyOf(binding.subnets), binding.scenario));
        return all;
    }

    private List<Binding> concerned(Set<String> subnets) {
        return subnets.isEmpty() ? bindings : binding(subnets).map(List::of).orElse(List.of());
    }

    private Optional<Binding> binding(Set<String> subnets) {
        return bindings.stream()
                .filter(b -> !Collections.disjoint(b.subnets, subnets))
                .findFirst();
    }
}
