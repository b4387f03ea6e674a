package hyperpod.rig.api;

import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.util.List;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/** What is of a cluster, in one word. It follows from the ledger, Step Functions and SageMaker, see {@link #of}. */
enum ClusterState {
    /** Its execution runs, and has neither succeeded nor given up. */
    UNDER_WAY,
    /** Its execution succeeded, and SageMaker has the cluster, in whatever status. */
    STANDS,
    /** A rollback runs, or the execution has given up and runs its own. */
    BEING_TAKEN_BACK,
    /** Something was meant or stands, nobody takes it back, and nobody has found that nothing is left of it. */
    REMAINS,
    /** Nothing is left of it, or nothing was ever made. */
    GONE,
    /** What it depends on could not be asked. */
    UNKNOWN;

    /** Asks no more than it needs. */
    static ClusterState of(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        List<Inspection.SeenRollback> rollbacks = inspection.rollbacks();
        if (rollbacks.stream().anyMatch(Inspection.SeenRollback::runs)) {
            return BEING_TAKEN_BACK;
        }
        if (entry.closed()) {
            return inspection.cluster().found().isPresent() ? REMAINS : GONE;
        }
        if (rollbacks.stream().anyMatch(Inspection.SeenRollback::mayRun)) {
            return UNKNOWN;
        }
        return entry.committed() ? ofCommitted(inspection) : ofUncommitted(inspection);
    }

    private static ClusterState ofCommitted(Inspection inspection) {
        return switch (inspection.cluster()) {
            case Reply.Found<DescribeClusterResponse> _ -> STANDS;
            case Reply.Absent<DescribeClusterResponse> _ ->
                inspection.entry().intents().containsKey(ResourceType.FILE_SYSTEM) ? REMAINS : GONE;
            case Reply.Unsaid<DescribeClusterResponse> _ -> UNKNOWN;
        };
    }

    private static ClusterState ofUncommitted(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        return switch (inspection.execution()) {
            case Reply.Unsaid<DescribeExecutionResponse> _ -> UNKNOWN;
            case Reply.Found<DescribeExecutionResponse>(DescribeExecutionResponse found)
            when Executions.runs(found) -> entry.gaveUp() ? BEING_TAKEN_BACK : UNDER_WAY;
            case Reply.Found<DescribeExecutionResponse> _, Reply.Absent<DescribeExecutionResponse> _ ->
                entry.intents().isEmpty() ? GONE : REMAINS;
        };
    }
}
