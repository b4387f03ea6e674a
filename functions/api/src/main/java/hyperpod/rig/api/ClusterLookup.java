package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.node.NullNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/**
 * Reports a cluster by its name: the one that the execution made which holds the name; after it is gone, the execution
 * that asked for the name last.
 */
final class ClusterLookup {

    private final Ledger ledger;
    private final Executions executions;
    private final OwnCluster clusters;
    private final ClusterReporter reporter;
    private final String stateMachineArn;

    ClusterLookup(
            Ledger ledger,
            Executions executions,
            OwnCluster clusters,
            ClusterReporter reporter,
            String stateMachineArn) {
        this.ledger = ledger;
        this.executions = executions;
        this.clusters = clusters;
        this.reporter = reporter;
        this.stateMachineArn = stateMachineArn;
    }

    /** 200 with a {@link ClusterReport}, or 404. */
    APIGatewayProxyResponseEvent answer(String clusterName) {
        Optional<Inspection> holder = ledger.ofCluster(clusterName).map(this::inspection);
        Optional<Inspection> reported = holder.filter(found -> ClusterState.of(found) != ClusterState.GONE)
                .or(() -> startedSince(holder, clusterName))
                .or(() -> holder);
        if (reported.isEmpty()) {
            return Answers.unknownCluster(clusterName);
        }
        ApiHandler.logExecution(reported.get().entry().execution().name());
        return Answers.of(200, reporter.of(reported.get()));
    }

    private Inspection inspection(LedgerEntry entry) {
        return new Inspection(entry, executions, clusters);
    }

    /** What the API started later: it takes the name within seconds, and may not even have begun its entry yet. */
    private Optional<Inspection> startedSince(Optional<Inspection> holder, String clusterName) {
        Optional<Instant> since =
                holder.flatMap(found -> found.entry().execution().startDate());
        return ledger.newestAsked(clusterName)
                .flatMap(name -> {
                    String arn = Execution.arnOf(stateMachineArn, name);
                    return ledger.entry(arn, Optional.empty())
                            .or(() ->
                                    executions.describe(arn).map(execution -> notBegun(clusterName, name, execution)));
                })
                .filter(entry -> since.isEmpty()
                        || entry.execution().startDate().stream().anyMatch(since.get()::isBefore))
                .map(this::inspection);
    }

    private static LedgerEntry notBegun(String clusterName, String name, DescribeExecutionResponse execution) {
        return new LedgerEntry(
                new Execution(name, execution.executionArn(), Optional.of(execution.startDate())),
                clusterName,
                "",
                "",
                NullNode.instance,
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
