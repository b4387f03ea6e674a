package hyperpod.rig.egress.endpoint;

import hyperpod.rig.egress.endpoint.ConditionOperator.Comparison;
import hyperpod.rig.egress.iam.Condition;
import java.util.List;
import java.util.Locale;

/**
 * Whether a condition holds for requests of a kind. Whatever only the request itself knows holds for some of them.
 *
 * @param perimeter what is not foreign
 */
record ConditionJudge(Perimeter perimeter) {

    /** Whether all conditions of a statement hold. */
    Truth hold(List<Condition> conditions, RequestKind kind) {
        return conditions.stream().map(condition -> holds(condition, kind)).reduce(Truth.ALWAYS, Truth::and);
    }

    private Truth holds(Condition condition, RequestKind kind) {
        ConditionOperator operator = ConditionOperator.of(condition.operator());
        if (operator.comparison().isEmpty() || condition.values().isEmpty()) {
            return Truth.SOMETIMES;
        }
        KeyValue value = kind.value(condition.key());
        Comparison comparison = operator.comparison().get();
        if (comparison == Comparison.ABSENCE) {
            return absence(condition, value);
        }
        if (value.content().isEmpty()) {
            return operator.withoutKey();
        }
        Truth present = compare(condition, operator, comparison, value.content().get(), kind);
        return value.mayBeAbsent() ? present.join(operator.withoutKey()) : present;
    }

    private static Truth absence(Condition condition, KeyValue value) {
        Truth absent = value.content().isEmpty() ? Truth.ALWAYS : value.mayBeAbsent() ? Truth.SOMETIMES : Truth.NEVER;
        return condition.values().stream()
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> absent;
                    case "false" -> absent.not();
                    default -> Truth.SOMETIMES;
                })
                .reduce(Truth.NEVER, Truth::or);
    }

    private Truth compare(
            Condition condition,
            ConditionOperator operator,
            Comparison comparison,
            KeyContent content,
            RequestKind kind) {
        Truth equal = Truth.NEVER;
        boolean resolved = true;
        for (String value : condition.values()) {
            if (value.contains("${")) {
                Variable variable = Variable.of(value, condition.key(), kind);
                resolved &= variable != Variable.WITHOUT_VALUE;
                equal = equal.or(variable.equalsForeign());
            } else {
                equal = equal.or(equal(comparison, content, value));
            }
        }
        if (!operator.negated()) {
            return equal;
        }
        // A statement whose variable has no value may count for nothing.
        return resolved ? equal.not() : equal.not().and(Truth.SOMETIMES);
    }

    private Truth equal(Comparison comparison, KeyContent content, String value) {
        return switch (comparison) {
            case TEXT -> content.matches(value, false, perimeter);
            case TEXT_IGNORING_CASE ->
                // Accounts and organisations have one way to be written; of other texts the answer is open.
                content instanceof KeyContent.Text
                        ? Truth.SOMETIMES
                        : content.matches(value.toLowerCase(Locale.ROOT), false, perimeter);
            case PATTERN -> content.matches(value, true, perimeter);
            case ARN ->
                content instanceof KeyContent.OwnArn || content instanceof KeyContent.ForeignArn
                        ? content.matches(value, true, perimeter)
                        : Truth.SOMETIMES;
            case BOOLEAN ->
                content instanceof KeyContent.Text
                        ? content.matches(value.toLowerCase(Locale.ROOT), false, perimeter)
                        : Truth.SOMETIMES;
            case ABSENCE -> throw new IllegalArgumentException("absence compares no values");
        };
    }

    /**
     * A value of the policy that stands for one of the request.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Policy
     *     variables</a>
     */
    private enum Variable {
        /** It names the account or organisation of a caller who is not foreign, and the resource is. */
        NEVER_THAT_OF_THE_RESOURCE(Truth.NEVER),
        /** The request has no such value. */
        WITHOUT_VALUE(Truth.NEVER),
        OPEN(Truth.SOMETIMES);

        private final Truth equalsForeign;

        Variable(Truth equalsForeign) {
            this.equalsForeign = equalsForeign;
        }

        Truth equalsForeign() {
            return equalsForeign;
        }

        static Variable of(String value, String key, RequestKind kind) {
            return switch (key + " " + value.toLowerCase(Locale.ROOT)) {
                case "aws:resourceaccount ${aws:principalaccount}", "s3:resourceaccount ${aws:principalaccount}" ->
                    ofPair(kind, kind.caller() != Caller.ANONYMOUS);
                case "aws:resourceorgid ${aws:principalorgid}" ->
                    ofPair(kind, kind.caller().hasOrganization());
                case "aws:principalaccount ${aws:resourceaccount}", "aws:principalaccount ${s3:resourceaccount}" ->
                    ofPair(kind, kind.accountKey());
                case "aws:principalorgid ${aws:resourceorgid}" -> ofPair(kind, kind.organizationKey());
                default -> OPEN;
            };
        }

        private static Variable ofPair(RequestKind kind, boolean hasValue) {
            if (!hasValue) {
                return WITHOUT_VALUE;
            }
            return kind.caller().isInside() ? NEVER_THAT_OF_THE_RESOURCE : OPEN;
        }
    }
}
