package hyperpod.rig.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.EgressNotLockedException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.outcome.RecordOutcomeHandler.Output;
import hyperpod.rig.outcome.RecordOutcomeHandler.Result;
import hyperpod.rig.outcome.RecordOutcomeHandler.TakeBack;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an execution ended, written into the ledger. */
final class Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

    /** What later audits compare with; the rest is in the execution's result and in the evidence. */
    private static final List<String> KEPT = List.of("verdict", "ingressVerdict", "policyHolds", "evidence");

    private final Ledger ledger;

    Outcome(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Commits the execution.
     *
     * @throws ExecutionTakenBackException if it gave up, or what it created is being deleted
     * @throws EgressNotLockedException if the result does not show that its network was audited and accepted
     */
    Output succeeded(Execution execution, Result result) {
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
        return entry.intents().isEmpty() && ledger.close(entry, "it failed before it asked AWS for anything")
                ? TakeBack.NOTHING
                : TakeBack.WHAT_IT_MEANT;
    }
}
