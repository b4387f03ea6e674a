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

/** Everything that can be known to be wrong before anything is created: first by the schema alone, then by asking AWS. */
final class RequestValidation {

    private static final Logger LOG = LoggerFactory.getLogger(RequestValidation.class);

    /** So that the message of an error stays within what Step Functions takes. */
    private static final int MAX_TOLD = 20;

    private final RequestSchema schema;
    private final RegionRule region;
    private final EksClusterRule eksCluster;
    private final NetworkRule network;
    private final ExecutionRoleRule executionRoles;
    private final ClusterNameRule clusterName;

    RequestValidation(
            RequestSchema schema,
            RegionRule region,
            EksClusterRule eksCluster,
            NetworkRule network,
            ExecutionRoleRule executionRoles,
            ClusterNameRule clusterName) {
        this.schema = schema;
        this.region = region;
        this.eksCluster = eksCluster;
        this.network = network;
        this.executionRoles = executionRoles;
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
        Findings findings = new Findings();
        region.check(request, execution, findings);
        // In another Region or account nothing of what follows could be found.
        refuse(findings.violations());
        Optional<String> vpcId = eksCluster.vpcOf(request.eksClusterArn(), findings);
        network.check(request, vpcId, findings);
        region.checkTrainingPlans(request, findings);
        executionRoles.check(request, findings);
        Optional<Violation> nameTaken = clusterName.check(request.clusterName(), execution);
        if (findings.violations().isEmpty() && nameTaken.isPresent()) {
            throw new ClusterNameTakenException(nameTaken.get().sentence());
        }
        nameTaken.ifPresent(findings::violation);
        refuse(findings.violations());
        LOG.info("request for cluster {} is valid; warnings: {}", request.clusterName(), findings.warnings());
        return new ValidateRequestHandler.Output(request, vpcId.orElseThrow(), findings.warnings());
    }

    private static ProvisionRequest read(JsonNode json) {
        try {
            return Json.MAPPER.treeToValue(json, ProvisionRequest.class);
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the request cannot be read: " + e.getOriginalMessage());
        }
    }

    private static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            String told = violations.stream().limit(MAX_TOLD).map(Violation::sentence).collect(Collectors.joining("; "));
            String untold = violations.size() > MAX_TOLD ? "; and " + (violations.size() - MAX_TOLD) + " more" : "";
            throw new InvalidRequestException(
                    (violations.size() == 1 ? "1 violation" : violations.size() + " violations") + "; nothing was created. " + told + untold);
        }
    }
}
