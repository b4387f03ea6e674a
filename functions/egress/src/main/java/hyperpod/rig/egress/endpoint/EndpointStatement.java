package hyperpod.rig.egress.endpoint;

import hyperpod.rig.egress.iam.PolicyStatement;
import hyperpod.rig.egress.iam.Principals;
import hyperpod.rig.egress.iam.Selection;
import hyperpod.rig.egress.iam.Wildcards;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one statement of an endpoint policy means for requests to foreign resources. Whatever is not sure is taken for
 * the worse: an Allow for wide, a Deny for narrow.
 *
 * @param statement the statement
 * @param accessPoints whether the endpoint leads to access points of S3 too
 */
record EndpointStatement(PolicyStatement statement, boolean accessPoints) {

    private static final String EVERYTHING = "*";
    /** How the ARN of a directory bucket goes on after its account. */
    private static final String BUCKET = "bucket/";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");
    private static final Set<String> CALLER = Set.of("aws:principalaccount", "aws:principalarn");
    private static final int ARN_PARTS = 6;

    /** The patterns of the actions that an Allow may mean. */
    List<String> actions() {
        return patterns(statement.actions());
    }

    /** The patterns of the resources that an Allow may mean, as far as they may be foreign. */
    List<String> foreignResources(Perimeter perimeter) {
        return patterns(statement.resources()).stream()
                .filter(resource -> !isInside(resource, perimeter))
                .toList();
    }

    private static List<String> patterns(Optional<Selection> selection) {
        return selection
                .filter(selected -> !selected.inverted())
                .map(Selection::patterns)
                .orElse(List.of(EVERYTHING));
    }

    /** Whether every resource that the pattern means is of the perimeter, by its account or as a bucket of AWS's. */
    private boolean isInside(String resource, Perimeter perimeter) {
        String[] arn = resource.split(":", ARN_PARTS);
        if (arn.length < ARN_PARTS) {
            return false;
        }
        if (arn[4].isEmpty() && arn[2].equals("s3")) {
            return perimeter.isServiceBucket(arn[5].split("/", 2)[0]);
        }
        // An access point of one account may stand before a bucket of another.
        return (!accessPoints || arn[5].startsWith(BUCKET))
                && perimeter.accounts().contains(arn[4]);
    }

    /** Whether this Allow means requests of the kind. */
    Truth allows(RequestKind kind, Perimeter perimeter) {
        return principals(kind, perimeter).and(new ConditionJudge(perimeter).hold(statement.conditions(), kind));
    }

    private Truth principals(RequestKind kind, Perimeter perimeter) {
        if (statement.principals().isEmpty() || statement.principals().get().inverted()) {
            return Truth.SOMETIMES;
        }
        Principals principals = statement.principals().get();
        if (principals.nameEverybody()) {
            return Truth.ALWAYS;
        }
        boolean accountsAlone = principals.byType().keySet().equals(Set.of("AWS"))
                && !principals.aws().isEmpty()
                && principals.aws().stream()
                        .allMatch(principal -> Perimeter.accountIn(principal).isPresent());
        if (!accountsAlone) {
            return Truth.SOMETIMES;
        }
        boolean own = principals.aws().stream().anyMatch(principal -> isOf(principal, perimeter));
        boolean foreign = !principals.aws().stream().allMatch(principal -> isOf(principal, perimeter));
        boolean mayBe = switch (kind.caller()) {
            case OWN_IN_ORGANIZATION, OWN_WITHOUT_ORGANIZATION -> own;
            case TRUSTED, FOREIGN_IN_ORGANIZATION, FOREIGN_WITHOUT_ORGANIZATION -> foreign;
            case ANONYMOUS -> false;
        };
        return mayBe ? Truth.SOMETIMES : Truth.NEVER;
    }

    private static boolean isOf(String principal, Perimeter perimeter) {
        return Perimeter.accountIn(principal)
                .filter(perimeter.accounts()::contains)
                .isPresent();
    }

    /** Whether this Deny means every request of the kind, resource and action aside. */
    boolean surelyDenies(RequestKind kind, Perimeter perimeter) {
        return statement
                        .principals()
                        .filter(principals -> !principals.inverted() && principals.nameEverybody())
                        .isPresent()
                && new ConditionJudge(perimeter).hold(statement.conditions(), kind) == Truth.ALWAYS;
    }

    /** Whether this Deny means every action that the pattern means. */
    boolean coversAction(String pattern) {
        String action = lower(pattern);
        return statement
                .actions()
                .filter(actions -> !actions.patterns().isEmpty())
                .filter(actions -> actions.inverted()
                        ? actions.patterns().stream().noneMatch(spared -> Wildcards.mayMeet(lower(spared), action))
                        : actions.patterns().stream().anyMatch(denied -> Wildcards.includes(lower(denied), action)))
                .isPresent();
    }

    /** Whether this Deny means every foreign resource that the pattern means. */
    boolean coversForeign(String resource, Perimeter perimeter) {
        return statement
                .resources()
                .filter(resources -> !resources.patterns().isEmpty())
                .filter(resources -> resources.inverted()
                        ? resources.patterns().stream().allMatch(spared -> isInside(spared, perimeter))
                        : includes(resources, resource))
                .isPresent();
    }

    /** Whether this Deny means every resource that the pattern means, whoever owns it. */
    boolean covers(String resource) {
        return statement
                .resources()
                .filter(resources -> resources.inverted()
                        ? resources.patterns().stream().noneMatch(spared -> Wildcards.mayMeet(spared, resource))
                        : includes(resources, resource))
                .isPresent();
    }

    private static boolean includes(Selection resources, String resource) {
        return resources.patterns().stream().anyMatch(pattern -> includes(pattern, resource));
    }

    /** Part by part, because no wildcard reaches over a colon before the last part of an ARN. */
    private static boolean includes(String outer, String inner) {
        if (outer.equals(EVERYTHING)) {
            return true;
        }
        String[] outerArn = outer.split(":", ARN_PARTS);
        String[] innerArn = VARIABLE.matcher(inner).replaceAll(EVERYTHING).split(":", ARN_PARTS);
        if (outerArn.length < ARN_PARTS || innerArn.length < ARN_PARTS || outer.contains("${")) {
            return false;
        }
        for (int i = 0; i < ARN_PARTS; i++) {
            if (!Wildcards.includes(outerArn[i], innerArn[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether this Allow may be about an action on a resource of the pattern. */
    boolean mayBeAbout(String action, String resource) {
        return statement.isAboutAction(action)
                && statement
                        .resources()
                        .filter(resources -> resources.inverted()
                                || resources.patterns().stream()
                                        .anyMatch(pattern -> Wildcards.mayMeet(pattern, resource)))
                        .isPresent();
    }

    /** A caller of a foreign account whom this Allow names. */
    Optional<String> foreignCaller(Perimeter perimeter) {
        Stream<String> principals = statement.principals().filter(named -> !named.inverted()).stream()
                .flatMap(named -> named.aws().stream());
        Stream<String> conditions = statement.conditions().stream()
                .filter(condition -> CALLER.contains(condition.key()))
                .filter(condition -> !ConditionOperator.of(condition.operator()).negated())
                .flatMap(condition -> condition.values().stream());
        return Stream.concat(principals, conditions)
                .filter(caller -> Perimeter.accountIn(caller)
                        .filter(account -> !perimeter.accounts().contains(account))
                        .isPresent())
                .findFirst();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
