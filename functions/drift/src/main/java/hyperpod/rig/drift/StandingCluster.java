package hyperpod.rig.drift;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.DriftRecord;
import hyperpod.rig.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * A cluster of the application as it stands now.
 *
 * @param entry the ledger's entry of the execution that succeeded with it
 * @param described as SageMaker describes it
 */
record StandingCluster(LedgerEntry entry, DescribeClusterResponse described) {

    /** The cluster's name. */
    String name() {
        return entry.clusterName();
    }

    /** The cluster's ARN. */
    String arn() {
        return described.clusterArn();
    }

    /** The execution that created it, under whose name the evidence lies. */
    String executionName() {
        return entry.execution().name();
    }

    /** When it was created; no evidence of it is older. */
    Instant creationTime() {
        return ServiceUnavailableException.unlessMissing(described.creationTime(), "DescribeCluster.CreationTime");
    }

    /** What its execution was asked for, and how its network was then. */
    Beginning beginning() {
        return Beginning.of(entry);
    }

    /** The newest audit: that of its execution, as long as there is none later. */
    DriftRecord lastAudit() {
        JsonNode egress = entry.success().orElseThrow().egress();
        return entry.drift()
                .orElseGet(() -> new DriftRecord(
                        egress.path("verdict").asText(),
                        egress.path("ingressVerdict").asText(),
                        egress.path("policyHolds").asBoolean(true),
                        entry.succeededAt().orElseThrow(),
                        Optional.of(egress.path("evidence")).filter(JsonNode::isObject),
                        Optional.empty(),
                        List.of()));
    }
}
