package hyperpod.rig.egress.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A VPC endpoint's policy, read for one question: can data go to an account that nobody named? It can if some action is allowed on
 * resources of any account and no Deny takes it back. A limit on who calls does not help: a caller of one's own can write to a
 * foreign bucket. A limit of the resource to the caller's own account or organisation helps only with a limit on the caller: code
 * on a node can bring foreign credentials.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy evaluation logic</a>
 */
public final class EndpointPolicy {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** AWS takes 20,480 characters without white space; what is far longer is no policy of AWS's. */
    private static final int MAX_CHARACTERS = 1_000_000;
    private static final int SHOWN_CHARACTERS = 300;

    private final List<PolicyStatement> allows;
    private final List<PolicyStatement> denies;

    private EndpointPolicy(List<PolicyStatement> statements) {
        allows = statements.stream().filter(PolicyStatement::allows).toList();
        denies = statements.stream().filter(PolicyStatement::denies).toList();
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException if it is not a policy
     */
    public static EndpointPolicy parse(String json) {
        if (json.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("it has " + json.length() + " characters, far more than AWS takes");
        }
        try {
            JsonNode policy = JSON.readTree(json);
            if (!policy.path("Statement").isContainerNode()) {
                throw new IllegalArgumentException("it has no Statement");
            }
            return new EndpointPolicy(several(policy.get("Statement")).map(PolicyStatement::new).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A statement by which data can leave to accounts that the policy does not name.
     *
     * @param serviceName such as {@code com.amazonaws.us-east-1.s3}, which decides what condition keys a request surely has
     */
    public Optional<String> leak(String serviceName) {
        boolean callerNamed = denies.stream().anyMatch(PolicyStatement::deniesForeignCallers);
        boolean s3 = serviceName.endsWith(".s3");
        return allows.stream()
                .filter(allow -> allow.reachesForeignResources(callerNamed, s3))
                .filter(allow -> !takenBack(allow, callerNamed || allow.namesCaller()))
                .map(PolicyStatement::toString)
                .map(text -> text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...")
                .findFirst();
    }

    /** Whether Denies together forbid each of the statement's actions on foreign resources. */
    private boolean takenBack(PolicyStatement allow, boolean callerNamed) {
        List<PolicyStatement> ofForeign = denies.stream().filter(deny -> deny.coversForeignResourcesOf(allow, callerNamed)).toList();
        return allow.actions().stream().allMatch(action -> ofForeign.stream().anyMatch(deny -> deny.coversAction(action)));
    }

    /** A policy lets a single element stand without its list. */
    static Stream<JsonNode> several(JsonNode node) {
        return node.isArray() ? Stream.iterate(0, i -> i < node.size(), i -> i + 1).map(node::get) : Stream.of(node);
    }
}
