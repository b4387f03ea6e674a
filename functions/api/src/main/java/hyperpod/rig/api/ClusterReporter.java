package hyperpod.rig.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import hyperpod.rig.ledger.Success;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.ListClusterNodesResponse;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Puts together what the ledger, Step Functions and SageMaker say of one cluster. */
final class ClusterReporter {

    private static final String FORGOTTEN = "FORGOTTEN";
    private static final String UNKNOWN = "UNKNOWN";

    private final CurrentStep currentStep;
    private final ClusterNodes nodes;
    private final Deadlines deadlines;
    private final InstantSource clock;

    ClusterReporter(CurrentStep currentStep, ClusterNodes nodes, Deadlines deadlines, InstantSource clock) {
        this.currentStep = currentStep;
        this.nodes = nodes;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    ClusterReport of(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        ClusterState state = ClusterState.of(inspection);
        Optional<DescribeExecutionResponse> execution = inspection.execution().found();
        boolean runs = execution.filter(Executions::runs).isPresent();
        Optional<DescribeClusterResponse> cluster = inspection.cluster().found();
        Optional<Reply<ListClusterNodesResponse>> listed =
                cluster.map(found -> Reply.to(() -> nodes.of(found.clusterArn())));
        Optional<Reply<String>> step = execution.map(found -> Reply.to(() -> currentStep.of(found.executionArn())));
        return new ClusterReport(
                entry.clusterName(),
                state,
                entry.execution().arn(),
                status(inspection.execution()),
                step.flatMap(Reply::found),
                entry.execution().startDate(),
                execution.map(DescribeExecutionResponse::stopDate),
                entry.execution()
                        .startDate()
                        .filter(_ -> runs)
                        .map(start -> Duration.between(start, clock.instant()).toSeconds()),
                Optional.of(entry).filter(_ -> state == ClusterState.UNDER_WAY).flatMap(deadlines::of),
                entry.requestedBy(),
                entry.succeededAt(),
                cluster.map(found -> StandingCluster.of(found, listed.flatMap(Reply::found))),
                Optional.ofNullable(entry.created().get(ResourceType.FILE_SYSTEM))
                        .map(Created::id),
                execution.map(DescribeExecutionResponse::output).flatMap(ClusterReporter::json),
                entry.success().map(Success::egress),
                entry.drift(),
                execution.map(DescribeExecutionResponse::error),
                entry.failure().or(() -> execution.flatMap(found -> failure(entry, found))),
                inspection.rollbacks().stream().map(ClusterReporter::rollback).toList(),
                state == ClusterState.REMAINS ? Remains.of(inspection) : List.of(),
                entry.closedAt(),
                notAnswered(inspection, listed.flatMap(Reply::unsaid), step.flatMap(Reply::unsaid)));
    }

    private static Optional<String> status(Reply<DescribeExecutionResponse> execution) {
        return switch (execution) {
            case Reply.Found<DescribeExecutionResponse>(DescribeExecutionResponse found) ->
                Optional.ofNullable(found.statusAsString());
            case Reply.Absent<DescribeExecutionResponse> _ -> Optional.of(FORGOTTEN);
            case Reply.Unsaid<DescribeExecutionResponse> _ -> Optional.empty();
        };
    }

    /** Of one that could not say itself why: it was stopped, or timed out. */
    private static Optional<Failure> failure(LedgerEntry entry, DescribeExecutionResponse execution) {
        return Optional.of(execution)
                .filter(found -> !entry.committed() && !Executions.runs(found))
                .filter(found -> found.status() != ExecutionStatus.SUCCEEDED)
                .map(found -> Failure.of(
                        "unknown",
                        Optional.ofNullable(found.error()).orElse("States." + found.statusAsString()),
                        Optional.ofNullable(found.cause())
                                .orElse("The execution was stopped from outside or timed out")));
    }

    private static ClusterReport.Rollback rollback(Inspection.SeenRollback rollback) {
        RollbackRecord record = rollback.record();
        String status = switch (record.outcome()) {
            case COMPLETE, INCOMPLETE -> record.outcome().name();
            case RUNNING_OR_BROKEN ->
                rollback.described().flatMap(ClusterReporter::status).orElse(UNKNOWN);
        };
        return new ClusterReport.Rollback(
                record.arn(), status, record.began(), record.ended(), record.confirmation(), record.remaining());
    }

    private static List<String> notAnswered(Inspection inspection, Optional<String> nodes, Optional<String> step) {
        List<String> all = new ArrayList<>(inspection.notAnswered());
        nodes.ifPresent(reason -> all.add("SageMaker, for the nodes: " + reason));
        step.ifPresent(reason -> all.add("Step Functions, for the current step: " + reason));
        return all;
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
