package hyperpod.rig.egress.check;

import hyperpod.rig.egress.iam.PolicyDocument;
import hyperpod.rig.egress.iam.PolicyStatement;
import java.util.List;
import java.util.Optional;

/**
 * Judges a VPC endpoint's policy by one question: can data go to an account that nobody named? It can if some action is allowed on
 * resources of any account and no Deny takes it back. A limit on who calls does not help: a caller of one's own can write to a
 * foreign bucket. A limit of the resource to the caller's own account or organisation helps only with a limit on the caller: code
 * on a node can bring foreign credentials.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy evaluation logic</a>
 */
final class EndpointPolicy {

    private static final int SHOWN_CHARACTERS = 300;

    private final List<EndpointStatement> allows;
    private final List<EndpointStatement> denies;

    EndpointPolicy(PolicyDocument policy) {
        allows = policy.statements().stream().filter(PolicyStatement::allows).map(EndpointStatement::new).toList();
        denies = policy.statements().stream().filter(PolicyStatement::denies).map(EndpointStatement::new).toList();
    }

    /**
     * A statement by which data can leave to accounts that the policy does not name.
     *
     * @param serviceName such as {@code com.amazonaws.us-east-1.s3}, which decides what condition keys a request surely has
     */
    Optional<String> leak(String serviceName) {
        boolean callerNamed = denies.stream().anyMatch(EndpointStatement::deniesForeignCallers);
        boolean s3 = serviceName.endsWith(".s3");
        return allows.stream()
                .filter(allow -> allow.reachesForeignResources(callerNamed, s3))
                .filter(allow -> !takenBack(allow, callerNamed || allow.namesCaller()))
                .map(allow -> allow.statement().json())
                .map(text -> text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...")
                .findFirst();
    }

    /** Whether Denies together forbid each of the statement's actions on foreign resources. */
    private boolean takenBack(EndpointStatement allow, boolean callerNamed) {
        List<EndpointStatement> ofForeign = denies.stream().filter(deny -> deny.coversForeignResourcesOf(allow, callerNamed)).toList();
        return allow.actions().stream().allMatch(action -> ofForeign.stream().anyMatch(deny -> deny.coversAction(action)));
    }
}
