package hyperpod.rig.egress.endpoint;

import java.util.Map;
import java.util.Optional;

/**
 * A condition operator, taken apart.
 *
 * @param quantifier how it treats several values of the request
 * @param comparison what it compares; empty if it is one whose answer only the request knows
 * @param negated whether it is true where the comparison is false
 * @param ifExists whether it is true where the request lacks the key
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">Condition
 *     operators</a>
 */
record ConditionOperator(Quantifier quantifier, Optional<Comparison> comparison, boolean negated, boolean ifExists) {

    private static final String IF_EXISTS = "ifexists";
    private static final Map<String, ConditionOperator> BASES = Map.ofEntries(
            base("stringequals", Comparison.TEXT, false),
            base("stringequalsignorecase", Comparison.TEXT_IGNORING_CASE, false),
            base("stringlike", Comparison.PATTERN, false),
            base("stringnotequals", Comparison.TEXT, true),
            base("stringnotequalsignorecase", Comparison.TEXT_IGNORING_CASE, true),
            base("stringnotlike", Comparison.PATTERN, true),
            base("arnequals", Comparison.ARN, false),
            base("arnlike", Comparison.ARN, false),
            base("arnnotequals", Comparison.ARN, true),
            base("arnnotlike", Comparison.ARN, true),
            base("bool", Comparison.BOOLEAN, false),
            base("null", Comparison.ABSENCE, false));

    /** How several values under one key are treated. */
    enum Quantifier {
        NONE,
        FOR_ALL_VALUES,
        FOR_ANY_VALUE
    }

    /** What is compared. */
    enum Comparison {
        TEXT,
        TEXT_IGNORING_CASE,
        PATTERN,
        ARN,
        BOOLEAN,
        /** Whether the key is not there. */
        ABSENCE
    }

    private static Map.Entry<String, ConditionOperator> base(String name, Comparison comparison, boolean negated) {
        return Map.entry(name, new ConditionOperator(Quantifier.NONE, Optional.of(comparison), negated, false));
    }

    /** @param text in lower case, such as {@code foranyvalue:stringlikeifexists} */
    static ConditionOperator of(String text) {
        Quantifier quantifier = Quantifier.NONE;
        String rest = text;
        if (rest.startsWith("forallvalues:")) {
            quantifier = Quantifier.FOR_ALL_VALUES;
        } else if (rest.startsWith("foranyvalue:")) {
            quantifier = Quantifier.FOR_ANY_VALUE;
        }
        rest = quantifier == Quantifier.NONE ? rest : rest.substring(rest.indexOf(':') + 1);
        boolean ifExists = rest.endsWith(IF_EXISTS);
        rest = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
        ConditionOperator base =
                BASES.getOrDefault(rest, new ConditionOperator(quantifier, Optional.empty(), false, ifExists));
        return new ConditionOperator(quantifier, base.comparison(), base.negated(), ifExists);
    }

    /** The answer for a request that lacks the key. */
    Truth withoutKey() {
        if (comparison.isEmpty()) {
            return Truth.SOMETIMES;
        }
        return switch (quantifier) {
            case NONE -> Truth.of(ifExists || negated);
            case FOR_ALL_VALUES -> Truth.ALWAYS;
            // AWS says that it is false for a set without values, and of negated operators that they are true.
            case FOR_ANY_VALUE -> ifExists || negated ? Truth.SOMETIMES : Truth.NEVER;
        };
    }
}
