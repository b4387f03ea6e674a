package hyperpod.rig.cluster;

import hyperpod.rig.core.ServiceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/**
 * Whether the execution roles of restricted instance groups can still do what SageMaker does through them when it
 * deletes a cluster: remove the network interfaces of the nodes.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html">IAM for
 *     HyperPod, IAM role for SageMaker HyperPod</a>
 */
final class ExecutionRoles {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionRoles.class);

    private static final List<String> ON_INTERFACES = List.of(
            "ec2:DeleteNetworkInterface",
            "ec2:DeleteNetworkInterfacePermission",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DetachNetworkInterface");

    private final Supplier<IamClient> iam;

    ExecutionRoles(Supplier<IamClient> iam) {
        this.iam = iam;
    }

    /**
     * What these roles lack, each with its name. Nothing where IAM does not say: only what is proven may keep a
     * cluster, which costs money, from being deleted.
     *
     * @param roleArns the execution roles of the groups
     * @param clusterArn the cluster, whose Region and account are those of the interfaces
     */
    List<String> lacking(List<String> roleArns, String clusterArn) {
        List<String> lacking = new ArrayList<>();
        try {
            for (String roleArn : roleArns) {
                lacking(roleArn, anyInterface(clusterArn)).ifPresent(lacking::add);
            }
        } catch (SdkClientException | ServiceUnavailableException e) {
            // Each further role would take as long again as the one for which no answer came.
            LOG.warn("IAM does not answer, so the execution roles are not looked at: {}", e.getMessage());
        }
        return lacking;
    }

    private Optional<String> lacking(String roleArn, String resource) {
        try {
            if (!exists(roleArn)) {
                return Optional.of("the execution role " + roleArn + " does not exist any more");
            }
            List<String> denied = denied(roleArn, resource);
            return denied.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the execution role " + roleArn + " is not allowed " + String.join(", ", denied));
        } catch (IamException e) {
            LOG.warn("whether {} can remove network interfaces is not known: {}", roleArn, e.getMessage());
            return Optional.empty();
        }
    }

    private boolean exists(String roleArn) {
        try {
            return ServiceUnavailableException.unlessMissing(
                            iam.get()
                                    .getRole(r -> r.roleName(roleArn.substring(roleArn.lastIndexOf('/') + 1)))
                                    .role(),
                            "GetRole.Role")
                    .arn()
                    .equals(roleArn);
        } catch (NoSuchEntityException e) {
            return false;
        }
    }

    private List<String> denied(String roleArn, String resource) {
        return iam
                .get()
                .simulatePrincipalPolicyPaginator(r ->
                        r.policySourceArn(roleArn).actionNames(ON_INTERFACES).resourceArns(resource))
                .stream()
                .map(SimulatePrincipalPolicyResponse::evaluationResults)
                .flatMap(List::stream)
                .filter(ExecutionRoles::isDenied)
                .map(EvaluationResult::evalActionName)
                .toList();
    }

    /** A decision that hangs on a condition of the real call, which is not known here, is none. */
    private static boolean isDenied(EvaluationResult result) {
        return switch (result.evalDecision()) {
            case ALLOWED, UNKNOWN_TO_SDK_VERSION -> false;
            case EXPLICIT_DENY, IMPLICIT_DENY -> result.missingContextValues().isEmpty();
        };
    }

    private static String anyInterface(String clusterArn) {
        return Arn.fromString(clusterArn).toBuilder()
                .service("ec2")
                .resource("network-interface/eni-0123456789abcdef0")
                .build()
                .toString();
    }
}
