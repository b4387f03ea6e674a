package hyperpod.rig.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What an execution succeeded with.
 *
 * @param clusterArn the cluster, which stands from then on
 * @param fileSystemId the shared file system, if one was asked for
 * @param egress the verdict on its network: {@code verdict}, {@code ingressVerdict}, {@code policyHolds},
 *     {@code evidence}
 */
public record Success(String clusterArn, Optional<String> fileSystemId, JsonNode egress) {}
