package hyperpod.rig.egress.check;

import java.util.Optional;

/** Amazon Resource Names, {@code arn:partition:service:region:account:resource}. */
final class Arns {

    private static final int PARTS = 6;
    private static final int ACCOUNT = 4;

    private Arns() {}

    /** The account in an ARN, if it is another one than this, or this one is not known. */
    static Optional<String> foreignAccount(Optional<String> arn, Optional<String> ownAccount) {
        return arn.map(text -> text.split(":", PARTS))
                .filter(parts -> parts.length == PARTS)
                .map(parts -> parts[ACCOUNT])
                .filter(account -> !account.isEmpty() && !ownAccount.equals(Optional.of(account)));
    }
}
