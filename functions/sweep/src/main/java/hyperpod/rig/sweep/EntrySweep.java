package hyperpod.rig.sweep;

import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.DriftRecord;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import hyperpod.rig.resources.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges one execution that the ledger has not closed: whether somebody looks after it, whether it left something, or
 * whether nothing of it is there any more.
 */
final class EntrySweep {

    private static final Logger LOG = LoggerFactory.getLogger(EntrySweep.class);

    /** Step Functions shows an execution within seconds; one that it does not show then does not exist. */
    private static final Duration SHOWN = Duration.ofHours(1);

    private final Ledger ledger;
    private final ExecutionStandings standings;
    private final MeantClusters clusters;
    private final MeantFileSystems fileSystems;
    private final RollbackExecutions rollbacks;
    private final Sweep.Settings settings;

    EntrySweep(
            Ledger ledger,
            ExecutionStandings standings,
            MeantClusters clusters,
            MeantFileSystems fileSystems,
            RollbackExecutions rollbacks,
            Sweep.Settings settings) {
        this.ledger = ledger;
        this.standings = standings;
        this.clusters = clusters;
        this.fileSystems = fileSystems;
        this.rollbacks = rollbacks;
        this.settings = settings;
    }

    /**
     * Judges an execution as it stands now.
     *
     * @param listed its entry, as a list showed it that may lag behind
     * @param now when the run began: what ended later is left to the next run
     */
    void judge(LedgerEntry listed, Instant now, SweepReportCollector report) {
        Standing standing = standings.of(listed.execution());
        LedgerEntry entry = standing.entry().orElse(listed);
        Instant graceBegan = now.minus(settings.grace());
        if (entry.closed()) {
            LOG.info("execution {} has been closed", entry.execution().name());
        } else if (entry.committed()) {
            if (lastSeen(entry).isBefore(graceBegan) && !rollbacks.isRunning(entry)) {
                standing(entry, report);
            }
        } else if (standing.isGivenUp()) {
            boolean over = standing.lastActive()
                    .filter(last -> !last.isBefore(graceBegan))
                    .isEmpty();
            if (over && !rollbacks.isRunning(entry)) {
                ended(entry, standing, now, report);
            }
        } else if (standing.run().isEmpty()
                && entry.execution().startDate().orElseThrow().isBefore(now.minus(SHOWN))) {
            unknown(entry, report);
        } else {
            LOG.info("execution {}: {}", entry.execution().name(), standing.inWords());
        }
    }

    /** When its cluster was there for sure. */
    private static Instant lastSeen(LedgerEntry entry) {
        return Stream.concat(entry.succeededAt().stream(), entry.drift().map(DriftRecord::at).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** An execution that succeeded: its cluster stands, or somebody deleted it. */
    private void standing(LedgerEntry entry, SweepReportCollector report) {
        Remains remains = Remains.of(entry, clusters, fileSystems, report);
        disputeTags(entry, remains, report);
        if (remains.isNothing()) {
            close(entry, goneBecause(entry), report);
        } else if (remains.complete() && !remains.hasCluster()) {
            report.add(new SweepReport.Disputed(
                    SweepReport.Dispute.CLUSTER_GONE,
                    Optional.of(entry.execution().name()),
                    goneBecause(entry) + ". What else execution "
                            + entry.execution().arn() + " created stands and costs money. Start its"
                            + " rollback with \"artifactsSynchronised\": true if nobody needs it",
                    listed(remains.own())));
        }
    }

    /** A deletion that a person confirmed may have been stopped, or broken, when the cluster was on its way out. */
    private static String goneBecause(LedgerEntry entry) {
        return entry.rollbacks().stream()
                .filter(rollback -> rollback.confirmation().artifactsSynchronised())
                .reduce((earlier, later) -> later)
                .map(rollback -> "cluster " + entry.clusterName() + " is gone: its deletion was confirmed at "
                        + rollback.began() + ", and " + rollback.arn() + " took not everything back")
                .orElse("cluster " + entry.clusterName() + " is gone, and no rollback deleted it: somebody else did");
    }

    private void ended(LedgerEntry entry, Standing standing, Instant now, SweepReportCollector report) {
        Remains remains = Remains.of(entry, clusters, fileSystems, report);
        disputeTags(entry, remains, report);
        if (!remains.own().isEmpty()) {
            orphaned(entry, standing, remains.own(), now, report);
        } else if (remains.isNothing()) {
            close(entry, "it ended without success, and nothing that it meant to create is there", report);
        }
    }

    private void orphaned(
            LedgerEntry entry, Standing standing, List<MeantResource> own, Instant now, SweepReportCollector report) {
        String arn = entry.execution().arn();
        String status = standing.run().map(Standing.Run::status).orElse(standing.forgotten() ? "FORGOTTEN" : "FAILED");
        List<Remaining> resources = listed(own);
        LOG.warn("{} ended {} and left {}", arn, status, resources);
        boolean started = settings.startsRollback()
                && report.attempt(
                                "the rollback of " + arn + " could not be started",
                                () -> rollbacks.start(entry.execution(), now))
                        .orElse(false);
        report.add(new SweepReport.Orphaned(
                arn, status, standing.lastActive().map(Instant::toString), resources, started));
    }

    /** Of an execution that does not exist nothing is taken back without a person: perhaps the question was wrong. */
    private void unknown(LedgerEntry entry, SweepReportCollector report) {
        Remains remains = Remains.of(entry, clusters, fileSystems, report);
        disputeTags(entry, remains, report);
        if (!remains.own().isEmpty()) {
            report.add(new SweepReport.Disputed(
                    SweepReport.Dispute.EXECUTION_UNKNOWN,
                    Optional.of(entry.execution().name()),
                    "Step Functions does not know execution "
                            + entry.execution().arn() + ", which neither succeeded nor"
                            + " gave up: perhaps its state machine was deleted. Start its rollback with"
                            + " \"artifactsSynchronised\": true if nobody needs what it created",
                    listed(remains.own())));
        } else if (remains.isNothing()) {
            close(entry, "Step Functions does not know it, and nothing that it meant to create is there", report);
        }
    }

    private static void disputeTags(LedgerEntry entry, Remains remains, SweepReportCollector report) {
        if (!remains.doubtful().isEmpty()) {
            report.add(new SweepReport.Disputed(
                    SweepReport.Dispute.TAG_MISSING,
                    Optional.of(entry.execution().name()),
                    remains.doubtful().stream()
                            .flatMap(found -> found.doubt().stream())
                            .distinct()
                            .collect(Collectors.joining("; ")),
                    listed(remains.doubtful())));
        }
    }

    private void close(LedgerEntry entry, String because, SweepReportCollector report) {
        if (ledger.close(entry, because)) {
            LOG.warn("execution {} is closed: {}", entry.execution().name(), because);
            report.add(new SweepReport.Closed(entry.execution().arn(), because));
        }
    }

    private static List<Remaining> listed(List<MeantResource> resources) {
        return resources.stream()
                .map(resource -> resource.remaining(resource.doubt()))
                .toList();
    }
}
