package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.Excerpt;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.Page;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * Lists the executions of which something stands, is under way, is being taken back or remains, by the names of their
 * clusters. Of each on the page Step Functions and SageMaker are asked what its state depends on, and nothing else.
 */
final class ClusterList {

    private static final String MAX_RESULTS = "maxResults";
    private static final String NEXT_TOKEN = "nextToken";
    private static final Set<String> PARAMETERS = Set.of(MAX_RESULTS, NEXT_TOKEN);
    private static final int DEFAULT_RESULTS = 20;
    private static final int MOST_RESULTS = 50;
    private static final int MAX_SHOWN = 100;
    /** The services' rates are shared with the workflow. */
    private static final int AT_ONCE = 8;

    private final Ledger ledger;
    private final Executions executions;
    private final OwnCluster clusters;

    ClusterList(Ledger ledger, Executions executions, OwnCluster clusters) {
        this.ledger = ledger;
        this.executions = executions;
        this.clusters = clusters;
    }

    /**
     * A page of the list.
     *
     * @param clusters at most {@code maxResults}, and fewer where something turned out to be gone
     * @param nextToken asks for what follows; absent on the last page
     */
    record Listed(List<Summary> clusters, Optional<String> nextToken) {}

    /**
     * A cluster on the list; {@code GET /clusters/{clusterName}} says more.
     *
     * @param state all of it in one word
     * @param clusterStatus as SageMaker says it, of a cluster that stands
     * @param succeededAt when the cluster was verified and recorded
     */
    record Summary(
            String clusterName,
            ClusterState state,
            String executionArn,
            Optional<Instant> startDate,
            Optional<String> requestedBy,
            Optional<Instant> succeededAt,
            Optional<String> clusterArn,
            Optional<String> clusterStatus) {}

    /**
     * 200 with a {@link Listed}.
     *
     * @throws InvalidRequestException if a parameter of the query cannot be used
     */
    APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
        Map<String, String> query =
                Optional.ofNullable(event.getQueryStringParameters()).orElse(Map.of());
        Set<String> unknown = new TreeSet<>(query.keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw new InvalidRequestException("GET /clusters takes " + MAX_RESULTS + " and " + NEXT_TOKEN + ", and not "
                    + Excerpt.of(String.join(", ", unknown), MAX_SHOWN));
        }
        Page<LedgerEntry> page = ledger.open(
                Optional.ofNullable(query.get(NEXT_TOKEN)),
                Optional.ofNullable(query.get(MAX_RESULTS))
                        .map(ClusterList::results)
                        .orElse(DEFAULT_RESULTS));
        return Answers.of(200, new Listed(summaries(page.items()), page.nextToken()));
    }

    private static int results(String text) {
        try {
            int results = Integer.parseInt(text);
            if (results >= 1 && results <= MOST_RESULTS) {
                return results;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidRequestException(MAX_RESULTS + " is " + Excerpt.of(text, MAX_SHOWN)
                + "; give a whole number from 1 to " + MOST_RESULTS + ", or leave it out for " + DEFAULT_RESULTS);
    }

    private List<Summary> summaries(List<LedgerEntry> entries) {
        Map<String, Supplier<Summary>> inspections = new LinkedHashMap<>();
        entries.forEach(entry -> inspections.put(
                entry.execution().arn() + entry.execution().startDate(),
                () -> summary(new Inspection(entry, executions, clusters))));
        return SideBySide.call(inspections, AT_ONCE).values().stream()
                .filter(summary -> summary.state() != ClusterState.GONE)
                .toList();
    }

    private static Summary summary(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        ClusterState state = ClusterState.of(inspection);
        Optional<DescribeClusterResponse> cluster =
                state == ClusterState.STANDS ? inspection.cluster().found() : Optional.empty();
        return new Summary(
                entry.clusterName(),
                state,
                entry.execution().arn(),
                entry.execution().startDate(),
                entry.requestedBy(),
                entry.succeededAt(),
                cluster.map(DescribeClusterResponse::clusterArn),
                cluster.map(DescribeClusterResponse::clusterStatusAsString));
    }
}
