package hyperpod.rig.sweep;

import hyperpod.rig.core.Execution;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.MeantClusters;
import hyperpod.rig.resources.MeantFileSystems;
import hyperpod.rig.resources.MeantResource;
import hyperpod.rig.resources.TaggedResource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges one resource that carries the application's tag: whether an execution meant to create it. */
final class TagSweep {

    private static final Logger LOG = LoggerFactory.getLogger(TagSweep.class);

    private final Ledger ledger;
    private final MeantClusters clusters;
    private final MeantFileSystems fileSystems;
    private final String stateMachineArn;
    private final Sweep.Settings settings;

    TagSweep(
            Ledger ledger,
            MeantClusters clusters,
            MeantFileSystems fileSystems,
            String stateMachineArn,
            Sweep.Settings settings) {
        this.ledger = ledger;
        this.clusters = clusters;
        this.fileSystems = fileSystems;
        this.stateMachineArn = stateMachineArn;
        this.settings = settings;
    }

    /**
     * Judges a resource.
     *
     * @param arn what carries the tag, or did not long ago
     * @param open the entries that are not closed
     * @param now when the run began
     * @return the entry of an execution that is closed and meant it, which is open again now; empty otherwise
     */
    Optional<LedgerEntry> judge(String arn, List<LedgerEntry> open, Instant now, SweepReportCollector report) {
        Optional<TaggedResource> shown = MeantClusters.isOne(arn) ? clusters.tagged(arn) : fileSystems.tagged(arn);
        if (shown.isEmpty()) {
            LOG.info("{} is gone, or has lost its tag", arn);
            return Optional.empty();
        }
        List<LedgerEntry> lives = lives(shown.get(), open);
        for (LedgerEntry life : lives) {
            Optional<MeantResource> meant = meantBy(life, arn);
            if (meant.isPresent()) {
                return reopened(life, meant.get(), now);
            }
        }
        report.add(disputed(shown.get(), lives));
        return Optional.empty();
    }

    /** The executions of the name in its tag: the newest, and those of before that are not closed. */
    private List<LedgerEntry> lives(TaggedResource tagged, List<LedgerEntry> open) {
        return tagged.executionName()
                .map(name -> Stream.concat(
                                ledger.entry(Execution.arnOf(stateMachineArn, name), Optional.empty()).stream(),
                                open.stream()
                                        .filter(entry ->
                                                entry.execution().name().equals(name)))
                        .toList())
                .orElse(List.of());
    }

    private Optional<MeantResource> meantBy(LedgerEntry entry, String arn) {
        List<MeantResource> meant = MeantClusters.isOne(arn) ? clusters.of(entry) : fileSystems.of(entry);
        return meant.stream().filter(found -> found.arn().equals(arn)).findFirst();
    }

    /** What is closed has nothing left, or so it was believed. What a deletion has just finished may still be shown. */
    private Optional<LedgerEntry> reopened(LedgerEntry entry, MeantResource meant, Instant now) {
        boolean closedLong = entry.closedAt()
                .filter(closed -> closed.isBefore(now.minus(settings.grace())))
                .isPresent();
        if (!closedLong || meant.isBeingDeleted() || meant.doubt().isPresent()) {
            return Optional.empty();
        }
        LOG.error(
                "{} exists although the ledger closed {}",
                meant.arn(),
                entry.execution().arn());
        ledger.created(entry.execution(), meant.type(), meant.id(), meant.arn());
        return ledger.entry(entry.execution().arn(), entry.execution().startDate());
    }

    private static SweepReport.Disputed disputed(TaggedResource tagged, List<LedgerEntry> lives) {
        String reason = tagged.executionName()
                .map(name -> lives.isEmpty()
                        ? "the ledger knows no execution '" + name + "', which its tag names"
                        : "execution '" + name + "', which its tag names, meant to create no such resource, or another"
                                + " one: it began at "
                                + lives.getFirst().execution().startDate().orElseThrow()
                                + createdOther(
                                        lives.getFirst(), tagged.resource().type()))
                .orElse("it carries the application's tag, and no execution's");
        return new SweepReport.Disputed(
                SweepReport.Dispute.NOT_MEANT,
                tagged.executionName(),
                reason + ". Nobody deletes it. Find out who put the tags on it (CloudTrail), and remove them or it",
                List.of(tagged.resource().remaining(Optional.empty())));
    }

    private static String createdOther(LedgerEntry entry, ResourceType type) {
        return Optional.ofNullable(entry.created().get(type))
                .map(created -> ", and created " + created.arn())
                .orElse("");
    }
}
