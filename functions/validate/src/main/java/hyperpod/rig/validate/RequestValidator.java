package hyperpod.rig.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RequestEnvelope;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.core.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a request for everything that can be known to be wrong before anything is created: by the schema alone, then
 * by asking AWS.
 */
final class RequestValidator {

    private static final Logger LOG = LoggerFactory.getLogger(RequestValidator.class);

    /** So that the message of an error stays within what Step Functions takes. */
    private static final int MAX_LISTED = 20;

    private final RequestSchema schema;
    private final RegionRule region;
    private final EksClusterRule eksCluster;
    private final NetworkRule network;
    private final ExecutionRoleRule executionRoles;
    private final LinkedBucketRule linkedBucket;
    private final ClusterNameRule clusterName;

    RequestValidator(
            RequestSchema schema,
            RegionRule region,
            EksClusterRule eksCluster,
            NetworkRule network,
            ExecutionRoleRule executionRoles,
            LinkedBucketRule linkedBucket,
            ClusterNameRule clusterName) {
        this.schema = schema;
        this.region = region;
        this.eksCluster = eksCluster;
        this.network = network;
        this.executionRoles = executionRoles;
        this.linkedBucket = linkedBucket;
        this.clusterName = clusterName;
    }

    /**
     * The request, checked.
     *
     * @throws InvalidRequestException with everything that is wrong
     * @throws hyperpod.rig.core.ClusterNameTakenException if only the cluster's name is wrong: it is somebody else's
     */
    ValidateRequestHandler.Output validate(Execution execution, JsonNode input) {
        JsonNode json = RequestEnvelope.unwrap(input);
        refuse(schema.violations(json));
        ProvisionRequest request = read(json);
        ViolationCollector found = new ViolationCollector();
        region.check(request, execution, found);
        // In another Region or account nothing of what follows could be found.
        refuse(found.violations());
        Optional<String> vpcId = eksCluster.vpcOf(request.eksClusterArn(), found);
        network.check(request, vpcId, found);
        region.checkTrainingPlans(request, found);
        executionRoles.check(request, found);
        linkedBucket.check(request, found);
        Optional<Violation> nameTaken = clusterName.check(request.clusterName(), execution);
        if (found.violations().isEmpty() && nameTaken.isPresent()) {
            throw new ClusterNameTakenException(nameTaken.get().sentence());
        }
        nameTaken.ifPresent(found::violation);
        refuse(found.violations());
        LOG.info("request for cluster {} is valid; warnings: {}", request.clusterName(), found.warnings());
        return new ValidateRequestHandler.Output(request, vpcId.orElseThrow(), found.warnings());
    }

    private static ProvisionRequest read(JsonNode json) {
        try {
            return Json.MAPPER.treeToValue(json, ProvisionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("request.schema.json lets pass what ProvisionRequest cannot hold", e);
        }
    }

    private static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            String listed = violations.stream()
                    .limit(MAX_LISTED)
                    .map(Violation::sentence)
                    .collect(Collectors.joining("; "));
            String others = violations.size() > MAX_LISTED ? "; and " + (violations.size() - MAX_LISTED) + " more" : "";
            throw new InvalidRequestException(
                    (violations.size() == 1 ? "1 violation" : violations.size() + " violations")
                            + "; nothing was created. " + listed + others);
        }
    }
}
