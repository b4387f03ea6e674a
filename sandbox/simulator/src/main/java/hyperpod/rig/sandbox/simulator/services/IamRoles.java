package hyperpod.rig.sandbox.simulator.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Role;

/** The roles of the local stack's IAM. */
final class IamRoles implements ExecutionRoles {

    private static final String SAGEMAKER = "sagemaker.amazonaws.com";

    private final IamClient iam;
    private final ObjectMapper json = new ObjectMapper();

    IamRoles(IamClient iam) {
        this.iam = iam;
    }

    @Override
    public Optional<String> whyNotAssumed(String roleArn, Instant now, Duration youngest) {
        Optional<Role> role = role(roleArn);
        if (role.isEmpty()) {
            return Optional.of("it does not exist");
        }
        if (!trustsSageMaker(role.get().assumeRolePolicyDocument())) {
            return Optional.of("its trust policy does not name " + SAGEMAKER);
        }
        return role.get().createDate().plus(youngest).isAfter(now)
                ? Optional.of("it was made a moment ago")
                : Optional.empty();
    }

    @Override
    public Optional<String> whyNotAllowed(String roleArn, List<String> actions) {
        try {
            String refused = iam
                    .simulatePrincipalPolicy(r -> r.policySourceArn(roleArn).actionNames(actions))
                    .evaluationResults()
                    .stream()
                    .filter(result -> result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
                    .map(EvaluationResult::evalActionName)
                    .collect(Collectors.joining(", "));
            return refused.isEmpty() ? Optional.empty() : Optional.of("the role may not " + refused);
        } catch (NoSuchEntityException e) {
            return Optional.of("the role does not exist");
        }
    }

    /** The role of this whole ARN: one of the same name with another path or in another account is another role. */
    private Optional<Role> role(String arn) {
        try {
            Role role = iam.getRole(r -> r.roleName(arn.substring(arn.lastIndexOf('/') + 1)))
                    .role();
            return Optional.of(role).filter(found -> found.arn().equals(arn));
        } catch (NoSuchEntityException e) {
            return Optional.empty();
        }
    }

    private boolean trustsSageMaker(String document) {
        try {
            JsonNode statements = json.readTree(URLDecoder.decode(document, StandardCharsets.UTF_8))
                    .path("Statement");
            Iterable<JsonNode> all = statements.isArray() ? statements : List.of(statements);
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                    .map(statement -> statement.path("Principal").path("Service"))
                    .anyMatch(service -> service.isArray()
                            ? holds(service)
                            : service.asText().equals(SAGEMAKER));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("IAM returned a trust policy that is not JSON", e);
        }
    }

    private static boolean holds(JsonNode services) {
        return StreamSupport.stream(services.spliterator(), false)
                .anyMatch(service -> service.asText().equals(SAGEMAKER));
    }
}
