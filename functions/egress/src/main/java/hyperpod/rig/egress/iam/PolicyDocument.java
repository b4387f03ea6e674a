package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * A policy in IAM's language: a VPC endpoint's, a role's trust policy, a bucket's. Only what it says is read here; what
 * that means for an audit is for the caller to judge.
 *
 * @param statements in the order of the document
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Policy grammar</a>
 */
public record PolicyDocument(List<PolicyStatement> statements) {

    /** A key that stands twice, or text after the end, could be read in another way by AWS. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /**
     * The longest policy that AWS takes has 20,480 characters without white space; what is far longer is no policy of
     * AWS's.
     */
    private static final int MAX_CHARACTERS = 1_000_000;

    public PolicyDocument {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a policy.
     *
     * @param json the policy as JSON text
     * @throws IllegalArgumentException if it is not a policy; the message goes on from a name for it, as in "it has no
     *     Statement"
     */
    public static PolicyDocument parse(String json) {
        if (json.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("it has " + json.length() + " characters, far more than AWS takes");
        }
        try {
            JsonNode statements = JSON.readTree(json).path("Statement");
            if (!statements.isContainerNode()) {
                throw new IllegalArgumentException("it has no Statement");
            }
            return new PolicyDocument(
                    OneOrMany.of(statements).map(PolicyStatement::from).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
