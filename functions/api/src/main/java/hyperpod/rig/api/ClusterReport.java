package hyperpod.rig.api;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.DriftRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code GET /clusters/{clusterName}} answers. Times are ISO 8601 in UTC; what is not known or does not apply is
 * left out.
 *
 * @param clusterName the name that was asked for
 * @param state all of it in one word
 * @param executionArn the execution of {@code provision} that made the cluster, holds its name, or asked for it last
 * @param status the execution's: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE, or FORGOTTEN if Step
 *     Functions does not know it any more
 * @param currentStep the state of {@code provision} that it entered last
 * @param startDate when it began
 * @param stopDate when it ended
 * @param elapsedSeconds since it began, while it runs
 * @param deadline when it gives up waiting for what it waits for now, while it waits
 * @param requestedBy ARN of who asked for it through the API
 * @param succeededAt when the cluster was verified and recorded: since then nobody deletes it without a confirmation
 * @param cluster what SageMaker shows
 * @param fileSystemId the shared file system that it made
 * @param result what the execution succeeded with
 * @param egress the verdict on the network when it succeeded, and where the evidence is
 * @param drift the newest verdict since
 * @param error name of the error that the execution ended with
 * @param failure why it did not succeed
 * @param rollbacks the rollbacks that ran or run, oldest first
 * @param remaining what remains, with AWS's reasons, if {@code state} is REMAINS
 * @param closedAt when nothing of it remained any more
 * @param notAnswered what could not be asked and why
 */
record ClusterReport(
        String clusterName,
        ClusterState state,
        String executionArn,
        Optional<String> status,
        Optional<String> currentStep,
        Optional<Instant> startDate,
        Optional<Instant> stopDate,
        Optional<Long> elapsedSeconds,
        Optional<Instant> deadline,
        Optional<String> requestedBy,
        Optional<Instant> succeededAt,
        Optional<StandingCluster> cluster,
        Optional<String> fileSystemId,
        Optional<JsonNode> result,
        Optional<JsonNode> egress,
        Optional<DriftRecord> drift,
        Optional<String> error,
        Optional<Failure> failure,
        List<Rollback> rollbacks,
        List<Remaining> remaining,
        Optional<Instant> closedAt,
        List<String> notAnswered) {

    /**
     * A rollback.
     *
     * @param arn its execution
     * @param status COMPLETE: it left nothing. INCOMPLETE: it left something. Else it did not come to its end, and this
     *     is Step Functions' word: RUNNING, FAILED, ABORTED, TIMED_OUT, SUCCEEDED (it left all alone), FORGOTTEN or
     *     UNKNOWN
     * @param began when it began
     * @param ended when it came to its end
     * @param confirmation what a person accepted
     * @param remaining what it left, with AWS's reasons
     */
    record Rollback(
            String arn,
            String status,
            Instant began,
            Optional<Instant> ended,
            Confirmation confirmation,
            List<Remaining> remaining) {}
}
