package hyperpod.rig.rollback;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import hyperpod.rig.resources.DeletionOrder;
import hyperpod.rig.resources.ExecutionStandings;
import hyperpod.rig.resources.Standing;
import hyperpod.rig.rollback.RollbackDecision.Way;
import hyperpod.rig.rollback.StartRefusedException.Error;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decides what a rollback does, by how the execution stands: the ledger's word counts, whoever started the rollback and
 * whatever its input says of a failure.
 */
final class ExecutionLookUp {

    private final Ledger ledger;
    private final ExecutionStandings standings;
    private final InstantSource clock;

    ExecutionLookUp(Ledger ledger, ExecutionStandings standings, InstantSource clock) {
        this.ledger = ledger;
        this.standings = standings;
        this.clock = clock;
    }

    /**
     * Looks the execution up, and records that its rollback began, if it does.
     *
     * @param inFlight for so long a call that the execution made may still take effect
     * @throws StartRefusedException if nobody knows the execution
     */
    RollbackDecision decide(RollbackStart start, String rollbackArn, Duration inFlight) {
        Standing standing = standings.of(start.executionArn(), start.startDate());
        return standing.entry()
                .map(entry -> known(start, entry, standing, rollbackArn, inFlight))
                .orElseGet(() -> unknown(start, standing));
    }

    private RollbackDecision known(
            RollbackStart start, LedgerEntry entry, Standing standing, String rollbackArn, Duration inFlight) {
        DeletionOrder order = start.order();
        if (order.resources().isEmpty() && entry.closed()) {
            return of(
                    Way.NOTHING_TO_DO,
                    entry,
                    standing,
                    order,
                    "nothing of it remains: the ledger closed it at "
                            + entry.closedAt().map(Instant::toString).orElse("an unknown time"));
        }
        if (start.byEvent() && ranToItsEnd(entry, standing)) {
            return of(
                    Way.NOTHING_TO_DO,
                    entry,
                    standing,
                    order,
                    "its rollback ran to its end and said what remains."
                            + " Start another when the reason for that is gone");
        }
        if (!order.confirmed() && !standing.isGivenUp()) {
            return of(
                    start.byEvent() ? Way.LEAVE_ALONE : Way.CONFIRMATION_MISSING,
                    entry,
                    standing,
                    order,
                    standing.inWords());
        }
        if (!order.confirmed() && !order.resources().isEmpty()) {
            return of(Way.CONFIRMATION_MISSING, entry, standing, order, "the input names resources");
        }
        boolean stillCreates = !standing.committed() && !standing.isGivenUp();
        if (stillCreates) {
            // A person wants it gone whatever it does: from now on it creates nothing and cannot succeed.
            ledger.deleting(entry.execution(), ResourceType.CLUSTER, rollbackArn, true);
            ledger.deleting(entry.execution(), ResourceType.FILE_SYSTEM, rollbackArn, true);
        }
        ledger.rollbackBegan(entry.execution(), rollbackArn, start.confirmation());
        return new RollbackDecision(
                Way.ROLL_BACK,
                Optional.of(entry.execution()),
                Optional.of(entry.clusterName()),
                order,
                stillCreates ? inFlight.toSeconds() : waitSeconds(standing, inFlight),
                failure(standing),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether a rollback that began when the execution could no longer create anything left something and said so. */
    private static boolean ranToItsEnd(LedgerEntry entry, Standing standing) {
        return entry.rollbacks().stream()
                .filter(record -> standing.lastActive()
                        .filter(last -> !record.began().isBefore(last))
                        .isPresent())
                .anyMatch(record -> record.outcome() == RollbackRecord.Outcome.INCOMPLETE);
    }

    private long waitSeconds(Standing standing, Duration inFlight) {
        if (standing.committed() || standing.forgotten()) {
            return 0;
        }
        Instant last = standing.lastActive().orElseGet(clock::instant);
        Duration left = inFlight.minus(Duration.between(last, clock.instant()));
        return Math.clamp(left.plusMillis(999).toSeconds(), 0, inFlight.toSeconds());
    }

    private static Optional<Failure> failure(Standing standing) {
        return standing.entry()
                .flatMap(LedgerEntry::failure)
                .or(() -> standing.run()
                        .filter(Standing.Run::endedInVain)
                        .map(run -> Failure.of(
                                "unknown",
                                run.error().orElse("States." + run.status()),
                                run.cause().orElse("The execution was stopped from outside or timed out"))));
    }

    /** What the ledger does not know it did not allow to create anything, unless it is older than the ledger. */
    private static RollbackDecision unknown(RollbackStart start, Standing standing) {
        Execution execution = new Execution(
                start.executionArn().substring(start.executionArn().lastIndexOf(':') + 1),
                start.executionArn(),
                standing.run().map(Standing.Run::startDate).or(start::startDate));
        DeletionOrder order = start.order();
        if (order.confirmed() && !order.resources().isEmpty()) {
            return new RollbackDecision(
                    Way.ROLL_BACK,
                    Optional.of(execution),
                    Optional.empty(),
                    order,
                    0,
                    failure(standing),
                    Optional.empty(),
                    Optional.empty());
        }
        boolean runsOrSucceeded =
                standing.run().filter(run -> !run.endedInVain()).isPresent();
        if (standing.run().isEmpty() && !start.byEvent()) {
            throw new StartRefusedException(
                    Error.UNKNOWN_EXECUTION,
                    "neither the ledger nor Step Functions knows execution " + start.executionArn()
                            + start.startDate()
                                    .map(date -> " that started at " + date)
                                    .orElse("")
                            + ". Look at the ARN and the start date. To delete what an execution created that is older"
                            + " than the ledger, name its ARNs in \"resources\", with \"artifactsSynchronised\": true.");
        }
        if (runsOrSucceeded && !start.byEvent()) {
            throw new StartRefusedException(
                    Error.UNKNOWN_EXECUTION,
                    "the ledger has no entry of execution " + start.executionArn() + ", and " + standing.inWords()
                            + ": it began a moment ago, or is older than the ledger. Wait, or name the ARNs of what it"
                            + " created in \"resources\", with \"artifactsSynchronised\": true.");
        }
        return new RollbackDecision(
                runsOrSucceeded ? Way.LEAVE_ALONE : Way.NOTHING_TO_DO,
                Optional.of(execution),
                Optional.empty(),
                order,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of("the ledger has no entry of it, so it was not allowed to create anything"));
    }

    private static RollbackDecision of(
            Way way, LedgerEntry entry, Standing standing, DeletionOrder order, String reason) {
        return new RollbackDecision(
                way,
                Optional.of(entry.execution()),
                Optional.of(entry.clusterName()),
                order,
                0,
                failure(standing),
                Optional.empty(),
                Optional.of(reason));
    }
}
