package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One statement of a policy.
 *
 * @param effect whether it allows or denies; empty if it says something else, so that it does neither
 * @param principals whom it is about: {@code Principal} or {@code NotPrincipal}; empty if it has neither
 * @param actions what it is about: {@code Action} or {@code NotAction}; empty if it has neither
 * @param resources what it applies to: {@code Resource} or {@code NotResource}; empty if it has neither, as in a trust
 *     policy
 * @param conditions all of which must hold; none if it has no {@code Condition}
 * @param json the statement as it stands in the policy, for reports
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">Policy elements</a>
 */
public record PolicyStatement(
        Optional<Effect> effect,
        Optional<Principals> principals,
        Optional<Selection> actions,
        Optional<Selection> resources,
        List<Condition> conditions,
        String json) {

    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    /** What a statement does with the requests that it is about. A Deny is stronger than any Allow. */
    public enum Effect {
        ALLOW,
        DENY
    }

    public PolicyStatement {
        conditions = List.copyOf(conditions);
    }

    /** @throws IllegalArgumentException if it is not a statement */
    static PolicyStatement from(JsonNode statement) {
        if (!statement.isObject()) {
            throw new IllegalArgumentException("its Statement holds what is not an object");
        }
        for (Map.Entry<String, JsonNode> element : statement.properties()) {
            if (!ELEMENTS.contains(element.getKey())) {
                throw new IllegalArgumentException("a statement has an element that IAM does not know");
            }
        }
        Optional<Effect> effect = switch (statement.path("Effect").asText()) {
            case "Allow" -> Optional.of(Effect.ALLOW);
            case "Deny" -> Optional.of(Effect.DENY);
            default -> Optional.empty();
        };
        return new PolicyStatement(
                effect,
                Principals.in(statement),
                Selection.in(statement, "Action"),
                Selection.in(statement, "Resource"),
                Condition.in(statement),
                statement.toString());
    }

    public boolean allows() {
        return effect.equals(Optional.of(Effect.ALLOW));
    }

    public boolean denies() {
        return effect.equals(Optional.of(Effect.DENY));
    }

    /**
     * Whether it is about an action, the principal and conditions aside.
     *
     * @param action such as {@code sts:AssumeRole}, in any case
     */
    public boolean isAboutAction(String action) {
        String text = action.toLowerCase(Locale.ROOT);
        return actions.filter(selection -> selection.inverted()
                        != selection.patterns().stream()
                                .anyMatch(pattern -> Wildcards.includes(pattern.toLowerCase(Locale.ROOT), text)))
                .isPresent();
    }

    /**
     * Whether it is about calls by a service of AWS.
     *
     * @param service the service's principal, such as {@code sagemaker.amazonaws.com}
     */
    public boolean isAboutService(String service) {
        return principals
                .filter(who -> who.inverted() != who.namesService(service))
                .isPresent();
    }
}
