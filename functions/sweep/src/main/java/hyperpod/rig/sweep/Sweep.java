package hyperpod.rig.sweep;

import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.resources.Inventory;
import hyperpod.rig.resources.OwnedResource;
import hyperpod.rig.resources.ResourceEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks for resources that an execution without success left and that no rollback deletes. Publishes an event for each
 * such execution, and starts its rollback if the settings allow that.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Inventory inventory;
    private final ProvisionExecutions executions;
    private final Rollbacks rollbacks;
    private final ResourceEvents events;
    private final Settings settings;
    private final InstantSource clock;

    /**
     * How to sweep.
     *
     * @param grace for how long an execution must have ended: the rule that starts its rollback needs time
     * @param startsRollback whether to start the rollback of what is found
     */
    record Settings(Duration grace, boolean startsRollback) {}

    Sweep(
            Inventory inventory,
            ProvisionExecutions executions,
            Rollbacks rollbacks,
            ResourceEvents events,
            Settings settings,
            InstantSource clock) {
        this.inventory = inventory;
        this.executions = executions;
        this.rollbacks = rollbacks;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    /** One run over everything that carries the application's tag. */
    SweepReport run() {
        // This order makes the run safe against what happens meanwhile:
        // - The time is taken first. An execution that ends later is left to the next run, because its own rollback may
        // only be starting.
        // - Running rollbacks are listed before and after the resources, so that one which starts or ends in between is
        // seen once at least.
        // - Step Functions is asked for an execution's status last, just before its rollback starts: a person may have
        // redriven it.
        Instant now = clock.instant();
        Set<String> rollingBack = new HashSet<>(rollbacks.rollingBack());
        SweepReportCollector collector = new SweepReportCollector();
        Map<String, List<OwnedResource>> byExecution = byExecution(collector);
        rollingBack.addAll(rollbacks.rollingBack());
        byExecution.forEach((name, resources) -> {
            if (!rollingBack.contains(executions.arn(name))) {
                try (MDC.MDCCloseable _ = FunctionHandler.about(name)) {
                    collector.attempt(
                            "what execution '" + name + "' left could not be judged",
                            () -> judge(name, resources, now, collector));
                }
            }
        });
        SweepReport report = collector.report();
        LOG.info(
                "{} executions have resources; {} left {} behind; of {} nothing is known",
                byExecution.size(),
                report.orphaned().size(),
                report.orphanedResources(),
                report.unknown().size());
        return report;
    }

    private Map<String, List<OwnedResource>> byExecution(SweepReportCollector collector) {
        return Stream.of(
                        collector.attempt("the clusters could not be listed", inventory::clusters),
                        collector.attempt("the file systems could not be listed", inventory::fileSystems))
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(OwnedResource::executionName, LinkedHashMap::new, Collectors.toList()));
    }

    private void judge(String name, List<OwnedResource> resources, Instant now, SweepReportCollector collector) {
        switch (executions.ending(name)) {
            case Ending.NotFailed() ->
                LOG.info("execution {} runs or succeeded; its {} resources stay", name, resources.size());
            case Ending.Unknown(String reason) -> unknown(name, reason, resources, collector);
            case Ending.WithoutSuccess ended
            when resources.stream().anyMatch(found -> found.isOlderThanExecution(ended.startDate())) ->
                unknown(
                        name,
                        "some are older than the execution of this name; names can be used again after 90 days",
                        resources,
                        collector);
            case Ending.WithoutSuccess ended
            when ended.stopDate().isBefore(now.minus(settings.grace())) ->
                orphaned(ended, listed(resources), now, collector);
            case Ending.WithoutSuccess ended -> LOG.info("execution {} ended {} just now", name, ended.status());
        }
    }

    private static void unknown(
            String name, String reason, List<OwnedResource> resources, SweepReportCollector collector) {
        List<Remaining> listed = listed(resources);
        LOG.warn(
                "whether the resources tagged with execution '{}' are orphaned is not known: {}: {}",
                name,
                reason,
                listed);
        collector.add(new SweepReport.Unknown(name, reason, listed));
    }

    private void orphaned(
            Ending.WithoutSuccess ended, List<Remaining> resources, Instant now, SweepReportCollector collector) {
        LOG.warn("{} ended {} and left {}", ended.executionArn(), ended.status(), resources);
        boolean started = settings.startsRollback()
                && collector
                        .attempt(
                                "the rollback of " + ended.executionArn() + " could not be started",
                                () -> rollbacks.start(ended, now))
                        .orElse(false);
        SweepReport.Orphaned orphaned = new SweepReport.Orphaned(
                ended.executionArn(), ended.status(), ended.stopDate().toString(), resources, started);
        collector.add(orphaned);
        collector.attempt(
                "what " + ended.executionArn() + " left could not be reported",
                () -> OrphanedResourcesFound.of(orphaned).publish(events));
    }

    private static List<Remaining> listed(List<OwnedResource> resources) {
        return resources.stream()
                .map(resource -> resource.remaining(Optional.empty()))
                .toList();
    }
}
