package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.RollbackRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Starts executions of {@code rollback} for what an execution of {@code provision} made. It asks for the confirmation
 * that {@code rollback} itself asks for, so that the caller learns at once that it is missing; what is deleted is
 * decided there.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
final class DeletionStart {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionStart.class);

    /** Of rollbacks that were stopped before they could say in the ledger that they had begun. */
    private static final int ATTEMPTS = 5;

    private final Ledger ledger;
    private final Executions executions;
    private final OwnCluster clusters;
    private final SfnClient stepFunctions;
    private final String stateMachineArn;
    private final InstantSource clock;

    DeletionStart(
            Ledger ledger,
            Executions executions,
            OwnCluster clusters,
            SfnClient stepFunctions,
            String stateMachineArn,
            InstantSource clock) {
        this.ledger = ledger;
        this.executions = executions;
        this.clusters = clusters;
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
        this.clock = clock;
    }

    /**
     * What a confirmation would delete.
     *
     * @param executionArn the execution that made it
     * @param clusterArn the cluster, if there is one
     * @param clusterStatus as SageMaker says it
     * @param fileSystemId the shared file system, if there is one
     * @param artifacts where the jobs of each group put what they made: it must be elsewhere before
     * @param notAnswered what could not be asked and why
     */
    record WouldBeDeleted(
            String executionArn,
            Optional<String> clusterArn,
            Optional<String> clusterStatus,
            Optional<String> fileSystemId,
            List<Artifacts> artifacts,
            List<String> notAnswered) {}

    /**
     * The artifacts of a restricted instance group.
     *
     * @param s3OutputPath the service-managed location, if SageMaker says it
     */
    record Artifacts(String restrictedInstanceGroup, Optional<String> s3OutputPath) {}

    /** A rollback that runs. */
    record Accepted(String clusterName, String executionArn, String rollbackArn, String message) {}

    /** What is refused: the shape of other errors, with what the confirmation would delete. */
    record Refused(String message, List<String> violations, WouldBeDeleted wouldBeDeleted) {}

    /**
     * 202 with the ARN of the rollback, 404 if nothing is there to be deleted, or 409 with what would be deleted if a
     * confirmation is missing.
     */
    APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event, String clusterName) {
        DeletionRequest request = DeletionRequest.of(event);
        Optional<LedgerEntry> entry = ledger.ofCluster(clusterName);
        if (entry.isEmpty()) {
            return Answers.unknownCluster(clusterName);
        }
        ApiHandler.logExecution(entry.get().execution().name());
        Inspection inspection = new Inspection(entry.get(), executions, clusters);
        ClusterState state = ClusterState.of(inspection);
        if (state == ClusterState.GONE && (entry.get().closed() || !entry.get().committed())) {
            return Answers.error(404, gone(entry.get()));
        }
        if (!entry.get().committed()
                && !entry.get().gaveUp()
                && inspection.execution().unsaid().isPresent()) {
            return Answers.error(
                    503,
                    "Step Functions did not say whether the execution still runs; nothing was started."
                            + " Send the same request again");
        }
        if (needsConfirmation(inspection) && !request.artifactsSynchronised()) {
            return Answers.of(409, refused(inspection));
        }
        Confirmation confirmation =
                new Confirmation(request.artifactsSynchronised(), request.loseQueuedExports(), Caller.of(event));
        String rollbackArn = running(inspection, confirmation)
                .map(RollbackRecord::arn)
                .orElseGet(() -> start(inspection, confirmation));
        return Answers.of(
                        202,
                        new Accepted(
                                clusterName,
                                entry.get().execution().arn(),
                                rollbackArn,
                                "GET /clusters/" + clusterName
                                        + " says BEING_TAKEN_BACK while it is deleted, then GONE, or REMAINS with what"
                                        + " remains and why"))
                .withHeaders(Map.of("Content-Type", "application/json", "Location", clusterName));
    }

    private static String gone(LedgerEntry entry) {
        return "nothing remains of cluster '" + entry.clusterName() + "'"
                + entry.closedAt().map(at -> ": it is gone since " + at).orElse(": nothing was ever made")
                + "; nothing was started";
    }

    /**
     * As rollback decides it: only what gave up, or ended in vain, or is older than Step Functions remembers, may go
     * without.
     */
    private boolean needsConfirmation(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        if (entry.committed() || entry.gaveUp()) {
            return entry.committed();
        }
        return switch (inspection.execution()) {
            case Reply.Found<DescribeExecutionResponse>(DescribeExecutionResponse found) ->
                Executions.runs(found) || found.status() == ExecutionStatus.SUCCEEDED;
            case Reply.Absent<DescribeExecutionResponse> _, Reply.Unsaid<DescribeExecutionResponse> _ ->
                entry.execution().startDate().stream()
                        .noneMatch(start -> start.plus(Execution.REMEMBERED).isBefore(clock.instant()));
        };
    }

    private static Refused refused(Inspection inspection) {
        LedgerEntry entry = inspection.entry();
        Optional<DescribeClusterResponse> cluster = inspection.cluster().found();
        return new Refused(
                "cluster '" + entry.clusterName() + "' "
                        + (entry.committed() ? "is counted on" : "is being created")
                        + ": to delete it needs \"artifactsSynchronised\": true in the body, or in the query. Up to 30"
                        + " minutes after a job, artifacts are still on their way to the service-managed bucket, and"
                        + " deletion loses them. Nothing was started",
                List.of(),
                new WouldBeDeleted(
                        entry.execution().arn(),
                        cluster.map(DescribeClusterResponse::clusterArn),
                        cluster.map(DescribeClusterResponse::clusterStatusAsString),
                        Optional.ofNullable(entry.created().get(ResourceType.FILE_SYSTEM))
                                .map(Created::id),
                        cluster.stream()
                                .flatMap(found -> StandingCluster.groups(found).stream())
                                .map(group -> new Artifacts(group.name(), group.s3OutputPath()))
                                .toList(),
                        inspection.cluster().unsaid().stream()
                                .map(reason -> "SageMaker, for the cluster: " + reason)
                                .toList()));
    }

    /** One that does all that is wished, whoever started it. */
    private static Optional<RollbackRecord> running(Inspection inspection, Confirmation wished) {
        return inspection.rollbacks().stream()
                .filter(Inspection.SeenRollback::runs)
                .map(Inspection.SeenRollback::record)
                .filter(rollback -> covers(rollback.confirmation(), wished))
                .findFirst();
    }

    private static boolean covers(Confirmation given, Confirmation wished) {
        return (given.artifactsSynchronised() || !wished.artifactsSynchronised())
                && (given.loseQueuedExports() || !wished.loseQueuedExports());
    }

    private String start(Inspection inspection, Confirmation confirmation) {
        LedgerEntry entry = inspection.entry();
        String input = input(entry.execution(), confirmation);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String name = StartedName.ofDeletion(entry.clusterName(), wish(inspection, confirmation, attempt));
            String rollbackArn = Execution.arnOf(stateMachineArn, name);
            if (startsOrRuns(name, rollbackArn, input)) {
                LOG.info("{} started {}", confirmation.requestedBy().orElse("an unknown caller"), rollbackArn);
                record(entry.execution(), rollbackArn, confirmation);
                return rollbackArn;
            }
        }
        throw new IllegalStateException("the rollbacks of " + entry.execution().arn() + " that DELETE started were all"
                + " stopped before they began; start rollback itself");
    }

    /** The same until a rollback has ended: then the same request is another wish. */
    private static String wish(Inspection inspection, Confirmation confirmation, int attempt) {
        LedgerEntry entry = inspection.entry();
        return String.join(
                "\n",
                entry.execution().arn(),
                entry.execution().startDate().map(Instant::toString).orElse(""),
                String.valueOf(confirmation.artifactsSynchronised()),
                String.valueOf(confirmation.loseQueuedExports()),
                inspection.rollbacks().reversed().stream()
                        .filter(rollback -> !rollback.runs() && !rollback.mayRun())
                        .map(rollback -> rollback.record().arn())
                        .findFirst()
                        .orElse(""),
                String.valueOf(attempt));
    }

    private boolean startsOrRuns(String name, String rollbackArn, String input) {
        try {
            stepFunctions.startExecution(
                    r -> r.stateMachineArn(stateMachineArn).name(name).input(input));
            return true;
        } catch (ExecutionAlreadyExistsException e) {
            // Another caller's is the same but for who asked. What Step Functions does not describe yet has just begun.
            Optional<DescribeExecutionResponse> earlier = executions.describe(rollbackArn);
            return earlier.map(Executions::runs).orElse(true);
        }
    }

    /** So that it is seen from now on; the rollback itself records it too. */
    private void record(Execution execution, String rollbackArn, Confirmation confirmation) {
        Reply.to(() -> {
            ledger.rollbackBegan(execution, rollbackArn, confirmation);
            return Optional.of(rollbackArn);
        });
    }

    private static String input(Execution execution, Confirmation confirmation) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("executionArn", execution.arn());
        execution.startDate().ifPresent(startDate -> input.put("startDate", startDate.toString()));
        if (confirmation.artifactsSynchronised()) {
            input.put("artifactsSynchronised", true);
        }
        if (confirmation.loseQueuedExports()) {
            input.put("loseQueuedExports", true);
        }
        confirmation.requestedBy().ifPresent(by -> input.put("requestedBy", by));
        return Json.text(input);
    }
}
