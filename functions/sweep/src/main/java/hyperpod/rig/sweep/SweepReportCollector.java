package hyperpod.rig.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what a run finds and what fails in it. */
final class SweepReportCollector {

    private static final Logger LOG = LoggerFactory.getLogger(SweepReportCollector.class);

    private final List<SweepReport.Orphaned> orphaned = new ArrayList<>();
    private final List<SweepReport.Unknown> unknown = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(SweepReport.Orphaned found) {
        orphaned.add(found);
    }

    void add(SweepReport.Unknown found) {
        unknown.add(found);
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

    SweepReport report() {
        return new SweepReport(orphaned, unknown, failures);
    }
}
