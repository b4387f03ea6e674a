package hyperpod.rig.egress.endpoint;

import hyperpod.rig.egress.iam.Wildcards;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A value of a condition key, as far as the kind of request decides it. */
sealed interface KeyContent {

    /**
     * Whether it equals a value of the policy.
     *
     * @param pattern the policy's value, without policy variables
     * @param wildcards whether wildcards in it count
     */
    Truth matches(String pattern, boolean wildcards, Perimeter perimeter);

    /** A text that is known. */
    record Text(String text) implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            return Truth.of(wildcards ? Wildcards.includes(pattern, text) : pattern.equals(text));
        }
    }

    /** It may be anything. */
    record Anything() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            return isEverything(pattern, wildcards) ? Truth.ALWAYS : Truth.SOMETIMES;
        }
    }

    /** An account of the perimeter. */
    record OwnAccount() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            if (wildcards && Perimeter.hasWildcard(pattern)) {
                return new Anything().matches(pattern, true, perimeter);
            }
            if (!perimeter.accounts().contains(pattern)) {
                return Truth.NEVER;
            }
            return perimeter.accounts().size() == 1 ? Truth.ALWAYS : Truth.SOMETIMES;
        }
    }

    /** An account that is not of the perimeter. */
    record ForeignAccount() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            if (wildcards && Perimeter.hasWildcard(pattern)) {
                return new Anything().matches(pattern, true, perimeter);
            }
            return Perimeter.isAccount(pattern) && !perimeter.accounts().contains(pattern)
                    ? Truth.SOMETIMES
                    : Truth.NEVER;
        }
    }

    /** The id of an organisation that the policy does not name, or a path in it. */
    record ForeignOrganization() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            if (isEverything(pattern, wildcards)) {
                return Truth.ALWAYS;
            }
            int slash = pattern.indexOf('/');
            String id = slash < 0 ? pattern : pattern.substring(0, slash);
            if (wildcards && Perimeter.hasWildcard(id)) {
                return Truth.SOMETIMES;
            }
            boolean named = Perimeter.isOrganization(id.toLowerCase(Locale.ROOT));
            return named && !perimeter.onTrust() ? Truth.SOMETIMES : Truth.NEVER;
        }
    }

    /** The ARN of a user or role of the perimeter. */
    record OwnArn() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            return ofArn(pattern, wildcards, account -> perimeter.accounts().contains(account));
        }
    }

    /** The ARN of a user or role that is not of the perimeter. */
    record ForeignArn() implements KeyContent {
        @Override
        public Truth matches(String pattern, boolean wildcards, Perimeter perimeter) {
            return ofArn(pattern, wildcards, account -> !perimeter.accounts().contains(account));
        }
    }

    private static Truth ofArn(String pattern, boolean wildcards, Predicate<String> mayBeOf) {
        if (isEverything(pattern, wildcards)) {
            return Truth.ALWAYS;
        }
        Optional<String> account = Perimeter.accountIn(pattern);
        return account.isPresent() && !mayBeOf.test(account.get()) ? Truth.NEVER : Truth.SOMETIMES;
    }

    private static boolean isEverything(String pattern, boolean wildcards) {
        return wildcards && !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }
}
