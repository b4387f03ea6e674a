package hyperpod.rig.sandbox.statemachines;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events of one execution. The last of 25,000 is kept for its end. */
final class History {

    private final List<HistoryEvent> events = new ArrayList<>();
    private final InstantSource clock;

    History(InstantSource clock) {
        this.clock = clock;
    }

    /** There is no room but for the end. */
    static final class FullException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private FullException() {
            super("The execution reached the maximum number of history events (" + Limits.HISTORY_EVENTS + ").");
        }
    }

    /** @return the event's id */
    long add(String type, Map<String, Object> details) {
        if (events.size() >= Limits.HISTORY_EVENTS - 1) {
            throw new FullException();
        }
        // The first state's entry follows nothing.
        return append(type, events.size() <= 1 ? 0 : events.size(), details);
    }

    /** The end of an execution that came to it by itself. */
    void end(String type, Map<String, Object> details) {
        append(type, events.size(), details);
    }

    /** The end of an execution that was ended. */
    void endFromOutside(String type, Map<String, Object> details) {
        append(type, 0, details);
    }

    /** It goes on after an end. */
    void redriven(int redriveCount) {
        append("ExecutionRedriven", events.size(), details("redriveCount", redriveCount));
    }

    Instant now() {
        return clock.instant();
    }

    private long append(String type, long previous, Map<String, Object> details) {
        events.add(new HistoryEvent(events.size() + 1L, previous, clock.instant(), type, details));
        return events.size();
    }

    List<HistoryEvent> events() {
        return Collections.unmodifiableList(events);
    }

    static Map<String, Object> details(Object... namesAndValues) {
        Map<String, Object> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            details.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return details;
    }
}
