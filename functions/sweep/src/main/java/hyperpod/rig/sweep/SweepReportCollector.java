package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what a run, or a part of it, finds and what fails in it. */
final class SweepReportCollector {

    private static final Logger LOG = LoggerFactory.getLogger(SweepReportCollector.class);

    private final List<SweepReport.Orphaned> orphaned = new ArrayList<>();
    private final List<SweepReport.Disputed> disputed = new ArrayList<>();
    private final List<SweepReport.Closed> closed = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(SweepReport.Orphaned found) {
        orphaned.add(found);
    }

    void add(SweepReport.Disputed found) {
        disputed.add(found);
    }

    void add(SweepReport.Closed done) {
        closed.add(done);
    }

    void add(SweepReport part) {
        orphaned.addAll(part.orphaned());
        disputed.addAll(part.disputed());
        closed.addAll(part.closed());
        failures.addAll(part.failures());
    }

    /**
     * Does a part of the run. If it throws, the report names the failure and the run goes on.
     *
     * @param failure what could not be done, without the reason
     * @return what the part returns; empty if it threw
     */
    <T> Optional<T> attempt(String failure, Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (RuntimeException e) {
            LOG.error(failure, e);
            failures.add(failure + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The same for a part that returns nothing. */
    void attempt(String failure, Runnable part) {
        attempt(failure, () -> {
            part.run();
            return true;
        });
    }

    /** What was found so far; resources that are disputed for the same reason are together. */
    SweepReport report() {
        Map<SweepReport.Disputed, List<Remaining>> together = new LinkedHashMap<>();
        disputed.forEach(one -> together.computeIfAbsent(
                        new SweepReport.Disputed(one.dispute(), one.executionName(), one.reason(), List.of()),
                        reason -> new ArrayList<>())
                .addAll(one.resources()));
        return new SweepReport(
                orphaned,
                together.entrySet().stream()
                        .map(one -> new SweepReport.Disputed(
                                one.getKey().dispute(),
                                one.getKey().executionName(),
                                one.getKey().reason(),
                                one.getValue()))
                        .toList(),
                closed,
                failures);
    }
}
