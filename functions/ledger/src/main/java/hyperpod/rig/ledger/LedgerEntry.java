package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledger knows of one execution.
 *
 * @param execution whose entry it is; its start date is present
 * @param clusterName name of the cluster that it is to create
 * @param eksClusterArn the EKS cluster that orchestrates it
 * @param requestDigest digest of the request
 * @param request the request, without its envelope
 * @param requestedBy ARN of who asked, if the request came through the API
 * @param intents what it was about to create
 * @param created what it is known to have created
 * @param failure why it gave up
 * @param failedAt when it gave up
 * @param success what it succeeded with
 * @param succeededAt when it succeeded: the commit
 * @param rollbacks the newest {@value Ledger#MAX_ROLLBACKS} rollbacks, oldest first
 * @param deleting of what a delete call was or is about to be made
 * @param closedAt when nothing of it remained
 * @param closedBecause why it was closed, if no rollback closed it
 * @param drift the newest audit since it succeeded
 */
public record LedgerEntry(
        Execution execution,
        String clusterName,
        String eksClusterArn,
        String requestDigest,
        JsonNode request,
        Optional<String> requestedBy,
        Map<ResourceType, Intent> intents,
        Map<ResourceType, Created> created,
        Optional<Failure> failure,
        Optional<Instant> failedAt,
        Optional<Success> success,
        Optional<Instant> succeededAt,
        List<RollbackRecord> rollbacks,
        Set<ResourceType> deleting,
        Optional<Instant> closedAt,
        Optional<String> closedBecause,
        Optional<DriftRecord> drift) {

    public LedgerEntry {
        intents = Map.copyOf(intents);
        created = Map.copyOf(created);
        rollbacks = List.copyOf(rollbacks);
        deleting = Set.copyOf(deleting);
    }

    /** Whether it succeeded: what it created is counted on, whatever its status is now. */
    public boolean committed() {
        return succeededAt.isPresent();
    }

    /** Whether it gave up before it succeeded, which it then cannot any more. */
    public boolean gaveUp() {
        return failedAt.isPresent() && !committed();
    }

    /** Whether nothing of it remains. */
    public boolean closed() {
        return closedAt.isPresent();
    }

    /** The request as the handlers read it; members that a newer version wrote are left out. */
    public ProvisionRequest provisionRequest() {
        try {
            return Json.MAPPER
                    .readerFor(ProvisionRequest.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(request);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the ledger's request of execution " + execution.arn() + " cannot be read", e);
        }
    }
}
