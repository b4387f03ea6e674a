package hyperpod.rig.sweep;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.resources.Remaining;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks for what executions that ended without success have left and nobody takes back, tells it, and starts their rollback if it
 * is allowed to.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final TaggedResources resources;
    private final ProvisionExecutions executions;
    private final Rollbacks rollbacks;
    private final OrphanEvents events;
    private final Settings settings;
    private final Clock clock;

    /**
     * How to sweep.
     *
     * @param grace how long an execution must have ended: the rule that starts a rollback needs time
     * @param startsRollback whether to start the rollback of what is found
     */
    record Settings(Duration grace, boolean startsRollback) {}

    Sweep(TaggedResources resources, ProvisionExecutions executions, Rollbacks rollbacks, OrphanEvents events, Settings settings,
            Clock clock) {
        this.resources = resources;
        this.executions = executions;
        this.rollbacks = rollbacks;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    /** One run over all that carries the application's tag. */
    SweepReport run() {
        // The order: an execution that ends after this moment, its own rollback included, is the next run's affair. A rollback that
        // runs while the resources are listed is seen before or after. The execution is asked last, right before its rollback starts,
        // because it could have been redriven meanwhile.
        Instant now = clock.instant();
        Instant endedBefore = now.minus(settings.grace());
        Set<String> rollingBack = new HashSet<>(rollbacks.rollingBack());
        SweepReport report = new SweepReport(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, List<TaggedResource>> byExecution = byExecution(report);
        rollingBack.addAll(rollbacks.rollingBack());
        byExecution.forEach((name, tagged) -> {
            if (!rollingBack.contains(name)) {
                try (MDC.MDCCloseable _ = FunctionHandler.about(name)) {
                    attempt("what execution '" + name + "' left could not be judged", report, () -> {
                        judge(name, tagged, endedBefore, now, report);
                        return true;
                    });
                }
            }
        });
        LOG.info("{} executions have resources; {} left {} behind; of {} nothing is known", byExecution.size(),
                report.orphaned().size(), report.orphanedResources(), report.unknown().size());
        return report;
    }

    private Map<String, List<TaggedResource>> byExecution(SweepReport report) {
        Map<String, List<TaggedResource>> byExecution = new LinkedHashMap<>();
        List<TaggedResource> tagged = new ArrayList<>();
        attempt("the clusters could not be listed", report, () -> tagged.addAll(resources.clusters()));
        attempt("the file systems could not be listed", report, () -> tagged.addAll(resources.fileSystems()));
        tagged.forEach(found -> byExecution.computeIfAbsent(found.executionName(), name -> new ArrayList<>()).add(found));
        return byExecution;
    }

    private void judge(String name, List<TaggedResource> tagged, Instant endedBefore, Instant now, SweepReport report) {
        switch (executions.ending(name)) {
            case Ending.NotFailed() -> LOG.info("execution {} runs or succeeded; its {} resources stay", name, tagged.size());
            case Ending.Unknown(String reason) -> unknown(name, reason, tagged, report);
            case Ending.WithoutSuccess ended when isOlder(tagged, ended) ->
                unknown(name, "some are older than the execution of this name; names can be used again after 90 days", tagged, report);
            case Ending.WithoutSuccess ended when ended.stopDate().isBefore(endedBefore) -> orphaned(ended, tagged, now, report);
            case Ending.WithoutSuccess ended -> LOG.info("execution {} ended {} just now", name, ended.status());
        }
    }

    private static boolean isOlder(List<TaggedResource> tagged, Ending.WithoutSuccess execution) {
        Instant earliest = Execution.earliestCreation(execution.startDate());
        return tagged.stream().anyMatch(found -> found.creationTime().isBefore(earliest));
    }

    private static void unknown(String name, String reason, List<TaggedResource> tagged, SweepReport report) {
        LOG.warn("nobody can say whether the resources tagged with execution '{}' are orphaned: {}: {}", name, reason, listed(tagged));
        report.unknown().add(new SweepReport.Unknown(name, reason, listed(tagged)));
    }

    private void orphaned(Ending.WithoutSuccess ended, List<TaggedResource> tagged, Instant now, SweepReport report) {
        LOG.warn("{} ended {} and left {}", ended.executionArn(), ended.status(), listed(tagged));
        boolean started = settings.startsRollback()
                && attempt("the rollback of " + ended.executionArn() + " could not be started", report, () -> rollbacks.start(ended, now));
        SweepReport.Orphaned orphaned = new SweepReport.Orphaned(
                ended.executionArn(), ended.status(), ended.stopDate().toString(), listed(tagged), started);
        report.orphaned().add(orphaned);
        attempt("what " + ended.executionArn() + " left could not be told", report, () -> {
            events.publish(orphaned);
            return true;
        });
    }

    private static List<Remaining> listed(List<TaggedResource> tagged) {
        return tagged.stream().map(TaggedResource::resource).toList();
    }

    /** What the work answers; false if it fails, which the report then tells and the rest does not suffer from. */
    private static boolean attempt(String failure, SweepReport report, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.error(failure, e);
            report.failures().add(failure + ": " + e.getMessage());
            return false;
        }
    }
}
