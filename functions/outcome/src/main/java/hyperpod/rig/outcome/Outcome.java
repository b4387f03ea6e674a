package hyperpod.rig.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.VerificationTooOldException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.outcome.RecordOutcomeHandler.Output;
import hyperpod.rig.outcome.RecordOutcomeHandler.Result;
import hyperpod.rig.outcome.RecordOutcomeHandler.TakeBack;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an execution ended, written into the ledger. */
final class Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

    /** What later audits compare with; the rest is in the execution's result and in the evidence. */
    private static final List<String> KEPT = List.of("verdict", "ingressVerdict", "policyHolds", "evidence");

    /** In this time VerifyEgressLockdown is repeated many times over. An execution may be redriven for 14 days. */
    private static final Duration OLDEST_LOOK = Duration.ofMinutes(30);

    private final Ledger ledger;
    private final InstantSource clock;

    Outcome(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Commits the execution. One that is committed stays so.
     *
     * @param lookedAt when it was begun to look at what is to be counted on
     * @throws VerificationTooOldException if that is too long ago
     * @throws ExecutionTakenBackException if it gave up, or what it created is being deleted
     * @throws EgressNotLockedException if the result does not show that its network was audited and accepted
     */
    Output succeeded(Execution execution, Result result, Optional<Instant> lookedAt) {
        lookedAt.ifPresent(at -> refuseOld(execution, at));
        ObjectNode egress = result.egress()
                .filter(Outcome::holds)
                .<ObjectNode>map(JsonNode::deepCopy)
                .orElseThrow(
                        () -> new EgressNotLockedException("the result shows no audit of the cluster's network that"
                                + " the policy accepts, and nothing succeeds without: let VerifyEgressLockdown run before"
                                + " RecordSuccess"));
        String clusterArn = result.clusterArn()
                .orElseThrow(() -> new InvalidRequestException(
                        "success.clusterArn is missing: the state gives no cluster that could be counted on"));
        ledger.succeeded(execution, new Success(clusterArn, result.fileSystemId(), egress.retain(KEPT)));
        LOG.info("the execution succeeded: {} is counted on from now on", clusterArn);
        return new Output(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void refuseOld(Execution execution, Instant lookedAt) {
        boolean isOld = lookedAt.isBefore(clock.instant().minus(OLDEST_LOOK));
        if (isOld
                && ledger.entry(execution.arn(), execution.startDate())
                        .filter(Outcome::mayStillSucceed)
                        .isPresent()) {
            throw new VerificationTooOldException("the cluster was looked at at " + lookedAt + ", more than "
                    + OLDEST_LOOK.toMinutes() + " minutes ago: what became of it, of its file system and of its network"
                    + " since then is not known. All are looked at again");
        }
    }

    /** Otherwise there is nothing to look at: the ledger says what became of it. */
    private static boolean mayStillSucceed(LedgerEntry entry) {
        return !entry.committed()
                && !entry.gaveUp()
                && !entry.closed()
                && entry.deleting().isEmpty();
    }

    private static boolean holds(JsonNode egress) {
        return egress.path("verdict").isTextual() && egress.path("policyHolds").equals(BooleanNode.TRUE);
    }

    /** Gives up, unless the execution succeeded: then only the answer to that got lost. */
    Output failed(Execution execution, Failure failure) {
        ledger.failed(execution, failure);
        Optional<LedgerEntry> entry = ledger.entry(execution.arn(), execution.startDate());
        TakeBack takeBack = entry.map(this::toTakeBack).orElse(TakeBack.NOTHING);
        LOG.info("state {} failed with {}; to take back: {}", failure.state(), failure.error(), takeBack);
        return new Output(Optional.of(failure), Optional.of(takeBack), entry.map(LedgerEntry::clusterName));
    }

    private TakeBack toTakeBack(LedgerEntry entry) {
        if (entry.committed()) {
            return TakeBack.COMMITTED;
        }
        // Since it gave up it can mean nothing more.
        return entry.intents().isEmpty()
                        && entry.created().isEmpty()
                        && ledger.close(entry, "it failed, and nothing that it asked AWS for was created")
                ? TakeBack.NOTHING
                : TakeBack.WHAT_IT_MEANT;
    }
}
