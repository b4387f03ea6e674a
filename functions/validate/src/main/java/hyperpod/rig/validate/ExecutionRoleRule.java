package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.S3Buckets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The execution roles exist, SageMaker may assume them, and they reach the request's buckets: they are the only source
 * of a restricted instance group's permissions.
 */
final class ExecutionRoleRule {

    private static final String SAGEMAKER = "sagemaker.amazonaws.com";
    private static final List<String> BUCKET = List.of("s3:ListBucket");
    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> WRITE = List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject");

    private final IamClient iam;

    ExecutionRoleRule(IamClient iam) {
        this.iam = iam;
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
        String partition = Arn.fromString(arn).partition();
        request.s3()
                .flatMap(S3Buckets::inputBucket)
                .ifPresent(bucket -> reach(arn, path, bucketArn(partition, bucket), READ, found));
        request.s3()
                .flatMap(S3Buckets::outputBucket)
                .ifPresent(bucket -> reach(arn, path, bucketArn(partition, bucket), WRITE, found));
    }

    /** By the role's own policies; bucket policies and service control policies can still deny. */
    private void reach(
            String arn, String path, String bucketArn, List<String> objectActions, ViolationCollector found) {
        List<String> denied;
        try {
            denied = Stream.concat(denied(arn, bucketArn, BUCKET), denied(arn, bucketArn + "/*", objectActions))
                    .toList();
        } catch (IamException e) {
            if (e.statusCode() != HttpStatusCode.FORBIDDEN) {
                throw e;
            }
            found.warning(
                    "whether " + arn + " reaches " + bucketArn + " is not known: IAM refuses SimulatePrincipalPolicy");
            return;
        }
        if (!denied.isEmpty()) {
            found.violation(
                    path,
                    arn,
                    "does not allow " + String.join(", ", denied) + " on " + bucketArn,
                    "allow these actions in the role's policy");
        }
    }

    private Stream<String> denied(String roleArn, String resource, List<String> actions) {
        return iam
                .simulatePrincipalPolicyPaginator(
                        r -> r.policySourceArn(roleArn).actionNames(actions).resourceArns(resource))
                .evaluationResults()
                .stream()
                .filter(result -> result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
                .map(EvaluationResult::evalActionName);
    }

    private static String bucketArn(String partition, String bucket) {
        return Arn.builder()
                .partition(partition)
                .service("s3")
                .resource(bucket)
                .build()
                .toString();
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
