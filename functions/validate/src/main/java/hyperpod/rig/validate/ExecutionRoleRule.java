package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.egress.iam.Wildcards;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The execution roles exist, SageMaker may assume them, and they allow what nodes do: they are the only source of a
 * restricted instance group's permissions.
 */
final class ExecutionRoleRule {

    private static final String SAGEMAKER = "sagemaker.amazonaws.com";

    private final IamClient iam;
    private final String passable;

    /**
     * Asks IAM.
     *
     * @param passable the template's parameter ExecutionRoleResource: the last part of the ARNs of the roles that this
     *     application may read and pass; {@code *} stands for any characters
     */
    ExecutionRoleRule(IamClient iam, String passable) {
        this.iam = iam;
        this.passable = passable;
    }

    void check(ProvisionRequest request, ViolationCollector found) {
        Map<String, String> pathOfRole = new LinkedHashMap<>();
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            RestrictedInstanceGroup group = request.restrictedInstanceGroups().get(i);
            pathOfRole.putIfAbsent(group.executionRoleArn(), "restrictedInstanceGroups[" + i + "].executionRoleArn");
        }
        pathOfRole.forEach((arn, path) -> check(arn, path, request, found));
    }

    private void check(String arn, String path, ProvisionRequest request, ViolationCollector found) {
        String account = account(request.eksClusterArn());
        if (!account(arn).equals(account)) {
            found.violation(
                    path,
                    arn,
                    "belongs to account " + account(arn),
                    "name a role of the EKS cluster's account, " + account);
            return;
        }
        if (!Wildcards.includes(passable, Arn.fromString(arn).resourceAsString())) {
            found.violation(
                    path,
                    arn,
                    "is no role that this application may pass to SageMaker: the template's parameter"
                            + " ExecutionRoleResource is " + passable,
                    "have the parameter widened, or name another role");
            return;
        }
        Optional<Role> role = role(arn);
        if (role.isEmpty()) {
            found.violation(path, arn, "does not exist", "create the role, or correct the ARN");
            return;
        }
        String trust = URLDecoder.decode(role.get().assumeRolePolicyDocument(), StandardCharsets.UTF_8);
        switch (TrustPolicy.parse(trust).allows(SAGEMAKER, account)) {
            case YES -> {}
            case ON_CONDITIONS ->
                found.warning("the trust policy of " + arn + " lets SageMaker assume the role on conditions that"
                        + " cannot be checked before the call");
            case NO -> {
                found.violation(
                        path,
                        arn,
                        "does not let SageMaker assume it",
                        "allow the principal {\"Service\": \"" + SAGEMAKER
                                + "\"} the action sts:AssumeRole in its trust policy,"
                                + " with no condition or with aws:SourceAccount " + account);
                return;
            }
        }
        permissions(arn, path, RolePermission.of(request), found);
    }

    /** What a simulation says of an action. */
    private enum Allowed {
        YES,
        /** Only on conditions whose values are not known before. */
        ON_CONDITIONS,
        NO
    }

    /** By the role's own policies; bucket policies and service control policies can still deny. */
    private void permissions(String arn, String path, List<RolePermission> needed, ViolationCollector found) {
        Map<String, Supplier<Map<String, Allowed>>> simulations = new LinkedHashMap<>();
        for (int i = 0; i < needed.size(); i++) {
            RolePermission permission = needed.get(i);
            simulations.put(Integer.toString(i), () -> simulate(arn, permission));
        }
        Map<String, Map<String, Allowed>> results;
        try {
            results = SideBySide.call(simulations);
        } catch (IamException e) {
            if (e.statusCode() != HttpStatusCode.FORBIDDEN) {
                throw e;
            }
            found.warning("whether " + arn + " allows what its nodes need is not known: IAM refuses"
                    + " SimulatePrincipalPolicy");
            return;
        }
        for (int i = 0; i < needed.size(); i++) {
            judge(arn, path, needed.get(i), results.get(Integer.toString(i)), found);
        }
    }

    private static void judge(
            String arn, String path, RolePermission needed, Map<String, Allowed> results, ViolationCollector found) {
        String denied = named(results, Allowed.NO);
        String conditional = named(results, Allowed.ON_CONDITIONS);
        String on = needed.resource().equals("*") ? "all resources" : needed.resource();
        if (!denied.isEmpty() && needed.required()) {
            found.violation(
                    path, arn, "does not allow " + denied + " on " + on, "allow these actions in the role's policy");
        } else if (!denied.isEmpty()) {
            found.warning(arn + " does not allow " + denied + " on " + on + "; see that it allows what the nodes use");
        }
        if (!conditional.isEmpty()) {
            found.warning(arn + " allows " + conditional + " on " + on
                    + " on conditions that cannot be checked before the call");
        }
    }

    private static String named(Map<String, Allowed> results, Allowed wanted) {
        return results.entrySet().stream()
                .filter(result -> result.getValue() == wanted)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private Map<String, Allowed> simulate(String roleArn, RolePermission permission) {
        Map<String, Allowed> results = new LinkedHashMap<>();
        iam.simulatePrincipalPolicyPaginator(r -> r.policySourceArn(roleArn)
                        .actionNames(permission.actions())
                        .resourceArns(permission.resource()))
                .evaluationResults()
                .forEach(result -> results.put(result.evalActionName(), allowed(result)));
        return results;
    }

    private static Allowed allowed(EvaluationResult result) {
        return switch (result.evalDecision()) {
            case ALLOWED -> Allowed.YES;
            // An explicit deny may also be on a condition, but then nobody should count on it not to hold.
            case IMPLICIT_DENY -> result.missingContextValues().isEmpty() ? Allowed.NO : Allowed.ON_CONDITIONS;
            case EXPLICIT_DENY, UNKNOWN_TO_SDK_VERSION -> Allowed.NO;
        };
    }

    private static String account(String arn) {
        return Arn.fromString(arn).accountId().orElseThrow();
    }

    private Optional<Role> role(String arn) {
        try {
            return Optional.of(iam.getRole(r -> r.roleName(arn.substring(arn.lastIndexOf('/') + 1)))
                            .role())
                    .filter(role -> role.arn().equals(arn));
        } catch (NoSuchEntityException e) {
            return Optional.empty();
        }
    }
}
