package hyperpod.rig.sandbox.statemachines;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time, and what is to happen in it. One thread; what is due at the same moment happens in the order in which
 * it was put here, so the same entries always give the same run. Time stands still while an entry runs.
 */
public final class Agenda implements InstantSource {

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparingLong(Entry::number));
    private Instant now;
    private long nextNumber;

    public Agenda(Instant start) {
        now = start;
    }

    /** The moment of the entry that runs, or ran last. */
    @Override
    public Instant instant() {
        return now;
    }

    /** Has something happen at a moment; at once if the moment has passed. */
    public Entry at(Instant due, Runnable action) {
        Entry entry = new Entry(due.isBefore(now) ? now : due, nextNumber++, action);
        entries.add(entry);
        return entry;
    }

    public Entry after(Duration delay, Runnable action) {
        return at(now.plus(delay), action);
    }

    /** Runs the next entry. False if there is none. */
    public boolean runNext() {
        dropCancelled();
        Entry entry = entries.poll();
        if (entry == null) {
            return false;
        }
        if (now.isBefore(entry.due)) {
            now = entry.due;
        }
        entry.action.run();
        return true;
    }

    /**
     * Runs everything up to and at a moment, which is the present then. An entry may itself do so, and let time pass in
     * the middle of what it does.
     */
    public void runUntil(Instant end) {
        dropCancelled();
        while (!entries.isEmpty() && !entries.peek().due.isAfter(end)) {
            runNext();
            dropCancelled();
        }
        if (now.isBefore(end)) { // an entry may have gone further
            now = end;
        }
    }

    private void dropCancelled() {
        while (!entries.isEmpty() && entries.peek().cancelled) {
            entries.poll();
        }
    }

    /** Runs until nothing is left. Does not return if entries keep making new ones. */
    public void runAll() {
        while (runNext()) {
            // the entry was run
        }
    }

    /** One thing that will happen unless it is taken back. */
    public final class Entry {

        private final Instant due;
        private final long number;
        private final Runnable action;
        private boolean cancelled;

        private Entry(Instant due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        public Instant due() {
            return due;
        }

        private long number() {
            return number;
        }

        /** Takes it back; nothing happens if it ran already. */
        public void cancel() {
            cancelled = true;
        }
    }
}
