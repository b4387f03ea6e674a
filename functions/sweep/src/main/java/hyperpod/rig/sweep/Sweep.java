package hyperpod.rig.sweep;

import hyperpod.rig.core.FunctionHandler;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.ResourceEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Compares what the ledger says with what the control planes show: looks for resources that an execution without
 * success left and that no rollback deletes, and for those of which only one of the two knows. Publishes an event for
 * each, and starts the rollback of what is left if the settings allow that. How many calls it makes depends on the
 * application's own executions and resources alone.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /** The rates of SageMaker and Step Functions are shared with all who create clusters. */
    private static final int AT_ONCE = 8;

    private final Ledger ledger;
    private final TaggedResources tagged;
    private final EntrySweep entries;
    private final TagSweep tags;
    private final ResourceEvents events;
    private final InstantSource clock;

    /**
     * How to sweep.
     *
     * @param grace for how long an execution must have ended: the rule that starts its rollback needs time, and lists
     *     lag behind
     * @param startsRollback whether to start the rollback of what is found
     */
    record Settings(Duration grace, boolean startsRollback) {}

    Sweep(
            Ledger ledger,
            TaggedResources tagged,
            EntrySweep entries,
            TagSweep tags,
            ResourceEvents events,
            InstantSource clock) {
        this.ledger = ledger;
        this.tagged = tagged;
        this.entries = entries;
        this.tags = tags;
        this.events = events;
        this.clock = clock;
    }

    /** One run over the entries that are not closed and the resources that carry the application's tag. */
    SweepReport run() {
        // The time is taken first: an execution that ends later is left to the next run, because its own rollback may
        // only be starting. How each execution stands is asked for when its turn has come: a person may have redriven
        // it.
        Instant now = clock.instant();
        SweepReportCollector collector = new SweepReportCollector();
        List<LedgerEntry> open = ledger.open().toList();
        judge(open, now, collector);
        List<String> unaccounted = unaccounted(open, collector);
        Map<String, LedgerEntry> reopened = new ConcurrentSkipListMap<>();
        each(
                unaccounted,
                arn -> arn,
                arn -> "unknown",
                collector,
                (arn, part) -> tags.judge(arn, open, now, part)
                        .ifPresent(entry -> reopened.put(entry.execution().arn(), entry)));
        judge(List.copyOf(reopened.values()), now, collector);
        publish(collector);
        SweepReport report = collector.report();
        LOG.info(
                "{} executions are not closed, {} tagged resources are none that they created; {} executions left {}"
                        + " behind; {} resources are disputed, {} executions closed",
                open.size(),
                unaccounted.size(),
                report.orphaned().size(),
                report.orphanedResources(),
                report.disputedResources(),
                report.closed().size());
        return report;
    }

    private void judge(List<LedgerEntry> some, Instant now, SweepReportCollector collector) {
        each(
                some,
                entry -> entry.execution().arn(),
                entry -> entry.execution().name(),
                collector,
                (entry, part) -> entries.judge(entry, now, part));
    }

    /** What carries the tag and is not among what executions are known to have created. */
    private List<String> unaccounted(List<LedgerEntry> open, SweepReportCollector collector) {
        Set<String> created = open.stream()
                .flatMap(entry -> entry.created().values().stream())
                .map(Created::arn)
                .collect(Collectors.toSet());
        return collector
                .attempt("the resources with the application's tag could not be listed", tagged::all)
                .orElse(List.of())
                .stream()
                .filter(arn -> !created.contains(arn))
                .toList();
    }

    /** Judges each, a few at a time; one that fails does not hide the others. */
    private static <T> void each(
            List<T> all,
            Function<T, String> id,
            Function<T, String> about,
            SweepReportCollector collector,
            BiConsumer<T, SweepReportCollector> judge) {
        Map<String, Supplier<SweepReport>> calls = new LinkedHashMap<>();
        for (T one : all) {
            calls.put(calls.size() + " " + id.apply(one), () -> {
                try (MDC.MDCCloseable _ = FunctionHandler.about(about.apply(one))) {
                    SweepReportCollector part = new SweepReportCollector();
                    part.attempt(id.apply(one) + " could not be judged", () -> judge.accept(one, part));
                    return part.report();
                }
            });
        }
        SideBySide.call(calls, AT_ONCE).values().forEach(collector::add);
    }

    private void publish(SweepReportCollector collector) {
        SweepReport found = collector.report();
        for (SweepReport.Orphaned orphaned : found.orphaned()) {
            collector.attempt(
                    "what " + orphaned.executionArn() + " left could not be reported",
                    () -> OrphanedResourcesFound.of(orphaned).publish(events));
        }
        for (SweepReport.Disputed disputed : found.disputed()) {
            LOG.warn("disputed: {}", disputed);
            collector.attempt(
                    "that resources are disputed could not be reported",
                    () -> DisputedResourcesFound.of(disputed).publish(events));
        }
    }
}
