package hyperpod.rig.validate;

import hyperpod.rig.egress.iam.Condition;
import hyperpod.rig.egress.iam.PolicyDocument;
import hyperpod.rig.egress.iam.PolicyStatement;
import hyperpod.rig.egress.iam.Wildcards;
import java.util.List;
import java.util.function.Predicate;

/**
 * A role's trust policy, read for one question: can a service assume the role on behalf of an account? Of conditions,
 * only the one on the account that the service acts for is known beforehand. A Deny whose conditions are not known to
 * hold counts for nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Policy grammar</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">Conditions on the source
 *     account</a>
 */
record TrustPolicy(List<PolicyStatement> statements) {

    /** Whether the service can assume the role. */
    enum Answer {
        YES,
        /** Only if conditions hold that are not known before the call. */
        ON_CONDITIONS,
        NO
    }

    private static final String ASSUME_ROLE = "sts:AssumeRole";
    private static final String SOURCE_ACCOUNT = "aws:sourceaccount";
    private static final List<String> EQUALS =
            List.of("stringequals", "stringequalsifexists", "stringlike", "stringlikeifexists");

    /** @throws IllegalArgumentException if it is not a policy */
    static TrustPolicy parse(String json) {
        try {
            return new TrustPolicy(PolicyDocument.parse(json).statements());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "IAM answered with a trust policy that cannot be read: " + e.getMessage() + ": " + json, e);
        }
    }

    /**
     * Whether a service may assume the role when it acts for an account.
     *
     * @param servicePrincipal such as {@code sagemaker.amazonaws.com}
     * @param account 12 digits
     */
    Answer allows(String servicePrincipal, String account) {
        if (strongest(PolicyStatement::denies, servicePrincipal, account) == Answer.YES) {
            return Answer.NO;
        }
        return strongest(PolicyStatement::allows, servicePrincipal, account);
    }

    private Answer strongest(Predicate<PolicyStatement> effect, String servicePrincipal, String account) {
        return statements.stream()
                .filter(effect)
                .filter(statement -> statement.isAboutService(servicePrincipal) && statement.isAboutAction(ASSUME_ROLE))
                .map(statement -> conditionsHold(statement.conditions(), account))
                .min(Answer::compareTo)
                .orElse(Answer.NO);
    }

    /** All conditions of a statement must hold; of one condition's values, any. */
    private static Answer conditionsHold(List<Condition> conditions, String account) {
        return conditions.stream()
                .map(condition -> holds(condition, account))
                .max(Answer::compareTo)
                .orElse(Answer.YES);
    }

    private static Answer holds(Condition condition, String account) {
        if (!condition.key().equals(SOURCE_ACCOUNT) || !EQUALS.contains(condition.operator())) {
            return Answer.ON_CONDITIONS;
        }
        return condition.values().stream().anyMatch(value -> Wildcards.includes(value, account))
                ? Answer.YES
                : Answer.NO;
    }
}
