package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.node.NullNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
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
        Optional<LedgerEntry> recorded = ledger.ofCluster(clusterName);
        Optional<LedgerEntry> entry = recorded.filter(found -> !found.closed())
                .or(() -> startedJustNow(clusterName))
                .or(() -> recorded);
        if (entry.isEmpty()) {
            return Answers.unknownCluster(clusterName);
        }
        ApiHandler.logExecution(entry.get().execution().name());
        return Answers.of(200, reporter.of(new Inspection(entry.get(), executions, clusters)));
    }

    /** What the API has started and what has not yet begun its entry in the ledger. */
    private Optional<LedgerEntry> startedJustNow(String clusterName) {
        return ledger.newestAsked(clusterName).flatMap(name -> {
            String arn = Execution.arnOf(stateMachineArn, name);
            return ledger.entry(arn, Optional.empty()).isPresent()
                    ? Optional.empty()
                    : executions.describe(arn).map(execution -> notBegun(clusterName, name, execution));
        });
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
