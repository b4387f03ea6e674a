package hyperpod.rig.api;

import hyperpod.rig.core.Once;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.RollbackRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/**
 * One look at one execution and what it made. Each question is put once, when it is needed; their number depends on
 * nothing else in the account.
 */
final class Inspection {

    /** Of those without an end in the ledger, the newest are asked for: those before them were stopped or broke. */
    private static final int ASKED_ROLLBACKS = 3;

    private final LedgerEntry entry;
    private final Once<Reply<DescribeExecutionResponse>> execution;
    private final Once<Reply<DescribeClusterResponse>> cluster;
    private final Once<List<SeenRollback>> rollbacks;

    Inspection(LedgerEntry entry, Executions executions, OwnCluster clusters) {
        this.entry = entry;
        execution = new Once<>(() -> Reply.to(() -> executions.describe(entry.execution())));
        cluster = new Once<>(() -> Reply.to(() -> clusters.of(entry)));
        rollbacks = new Once<>(() -> seen(entry.rollbacks(), executions));
    }

    /**
     * A rollback.
     *
     * @param described what Step Functions says of it, if it was asked: only of one that has no end in the ledger
     */
    record SeenRollback(RollbackRecord record, Optional<Reply<DescribeExecutionResponse>> described) {

        boolean runs() {
            return described.flatMap(Reply::found).filter(Executions::runs).isPresent();
        }

        /** Whether Step Functions did not say. */
        boolean mayRun() {
            return described.flatMap(Reply::unsaid).isPresent();
        }
    }

    /** What the ledger says of it. */
    LedgerEntry entry() {
        return entry;
    }

    /** What Step Functions says of the execution; empty if it has forgotten it. */
    Reply<DescribeExecutionResponse> execution() {
        return execution.get();
    }

    /** The execution's cluster; empty if SageMaker knows none. */
    Reply<DescribeClusterResponse> cluster() {
        return cluster.get();
    }

    /** The execution's rollbacks, oldest first. */
    List<SeenRollback> rollbacks() {
        return rollbacks.get();
    }

    /** What was asked and not answered, a sentence each. */
    List<String> notAnswered() {
        return Stream.concat(
                        Stream.of(
                                execution().unsaid().map(reason -> "Step Functions, for the execution: " + reason),
                                cluster().unsaid().map(reason -> "SageMaker, for the cluster: " + reason)),
                        rollbacks().stream()
                                .map(rollback -> rollback.described()
                                        .flatMap(Reply::unsaid)
                                        .map(reason -> "Step Functions, for the rollback "
                                                + rollback.record().arn() + ": " + reason)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<SeenRollback> seen(List<RollbackRecord> records, Executions executions) {
        List<SeenRollback> newestFirst = new ArrayList<>();
        int asked = 0;
        for (RollbackRecord record : records.reversed()) {
            boolean asks = record.ended().isEmpty() && asked < ASKED_ROLLBACKS;
            asked += asks ? 1 : 0;
            newestFirst.add(new SeenRollback(
                    record, asks ? Optional.of(Reply.to(() -> executions.describe(record))) : Optional.empty()));
        }
        return newestFirst.reversed();
    }
}
