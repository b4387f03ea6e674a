package hyperpod.rig.egress.check;

import hyperpod.rig.egress.iam.PolicyDocument;
import hyperpod.rig.egress.iam.PolicyStatement;
import java.util.List;
import java.util.Optional;

/**
 * Judges a VPC endpoint's policy by one question: can data go to an account that the policy does not name? It can if
 * some action is allowed on resources of any account and no Deny forbids it again. Naming the callers is not enough,
 * because a permitted caller can write to a foreign bucket. Limiting resources to the account or organisation of
 * whoever calls helps only if the callers are named too, because code on a node can bring credentials of a foreign
 * account.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
final class EndpointPolicy {

    private static final int SHOWN_CHARACTERS = 300;

    private final List<EndpointStatement> allows;
    private final List<EndpointStatement> denies;

    EndpointPolicy(PolicyDocument policy) {
        allows = policy.statements().stream()
                .filter(PolicyStatement::allows)
                .map(EndpointStatement::new)
                .toList();
        denies = policy.statements().stream()
                .filter(PolicyStatement::denies)
                .map(EndpointStatement::new)
                .toList();
    }

    /**
     * A statement by which data can leave to accounts that the policy does not name.
     *
     * @param serviceName such as {@code com.amazonaws.us-east-1.s3}, which decides what condition keys a request surely
     *     has
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

    /**
     * Whether whoever calls may act on a resource of an account that the policy does not name. Image layers are read
     * with a signature of AWS's.
     */
    boolean admitsAnybody(String action, String resource) {
        return allows.stream().anyMatch(allow -> allow.admitsAnybody(action, resource))
                && denies.stream().noneMatch(deny -> deny.surelyDenies(action, resource));
    }

    /** Whether some caller may act on some resource of this pattern that an account of AWS's owns. */
    boolean admitsSomebody(String action, String resourcePattern) {
        return allows.stream().anyMatch(allow -> allow.admitsSomebody(action, resourcePattern))
                && denies.stream().noneMatch(deny -> deny.surelyDenies(action, resourcePattern));
    }

    /** Whether Denies together forbid each of the statement's actions on foreign resources. */
    private boolean takenBack(EndpointStatement allow, boolean callerNamed) {
        List<EndpointStatement> ofForeign = denies.stream()
                .filter(deny -> deny.coversForeignResourcesOf(allow, callerNamed))
                .toList();
        return allow.actions().stream()
                .allMatch(action -> ofForeign.stream().anyMatch(deny -> deny.coversAction(action)));
    }
}
