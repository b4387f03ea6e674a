package hyperpod.rig.egress.check;

import hyperpod.rig.egress.iam.Condition;
import hyperpod.rig.egress.iam.PolicyStatement;
import hyperpod.rig.egress.iam.Selection;
import hyperpod.rig.egress.iam.Wildcards;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one statement of an endpoint policy means for data that could leave. Whatever is not sure is taken for the
 * worse: an Allow for wide, a Deny for narrow.
 *
 * @param statement the statement
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
 *     condition keys</a>
 */
record EndpointStatement(PolicyStatement statement) {

    private static final Set<String> RESOURCE_OWNER =
            Set.of("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount");
    private static final Set<String> CALLER =
            Set.of("aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn");
    private static final Set<String> CALLER_OR_OWNER =
            Stream.concat(CALLER.stream(), RESOURCE_OWNER.stream()).collect(Collectors.toUnmodifiableSet());
    /** Deny statements of a data perimeter spare AWS's own services; code on a node is none of them. */
    private static final Set<String> SPARED_SERVICES =
            Set.of("aws:principalisawsservice", "aws:viaawsservice", "aws:calledvia");
    /** Operators that are false for other values. */
    private static final Set<String> POSITIVE = Set.of(
            "stringequals",
            "stringlike",
            "stringequalsignorecase",
            "foranyvalue:stringequals",
            "foranyvalue:stringlike",
            "foranyvalue:stringequalsignorecase",
            "arnequals",
            "arnlike");
    /** Operators that are true for other values. */
    private static final Set<String> NEGATIVE = Set.of(
            "stringnotequals",
            "stringnotequalsifexists",
            "stringnotlike",
            "stringnotlikeifexists",
            "stringnotequalsignorecase",
            "stringnotequalsignorecaseifexists",
            "forallvalues:stringnotequals",
            "forallvalues:stringnotlike",
            "forallvalues:stringnotequalsifexists",
            "forallvalues:stringnotlikeifexists",
            "arnnotequals",
            "arnnotlike",
            "arnnotequalsifexists",
            "arnnotlikeifexists");

    private static final String IF_EXISTS = "ifexists";
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern ACCOUNT_OR_ORGANISATION = Pattern.compile("\\d{12}|o-[a-z0-9]{10,32}");
    private static final Pattern ARN_OF_ACCOUNT = Pattern.compile("arn:[^:*?]+:(iam|sts):[^:]*:\\d{12}:.*");

    /** The patterns of the actions that an Allow may mean. */
    List<String> actions() {
        return statement
                .actions()
                .filter(actions -> !actions.inverted())
                .map(Selection::patterns)
                .orElse(List.of("*"));
    }

    /** Whether this Allow lets somebody act on resources of an account that it does not name. */
    boolean reachesForeignResources(boolean callerNamedElsewhere, boolean s3) {
        return !namesResources() && !namesOwner(callerNamedElsewhere || namesCaller(), s3);
    }

    /** Whether every resource is a bucket by its name, or has an account in its ARN. */
    private boolean namesResources() {
        return resources()
                .filter(resources -> resources.stream().allMatch(EndpointStatement::namesOwner))
                .isPresent();
    }

    private Optional<List<String>> resources() {
        return statement.resources().filter(resources -> !resources.inverted()).map(Selection::patterns);
    }

    private static boolean namesOwner(String resource) {
        String[] arn = resource.split(":", 6);
        if (arn.length < 6) {
            return false;
        }
        String name = arn[5].split("/", 2)[0];
        boolean bucket = arn[2].equals("s3")
                && arn[4].isEmpty()
                && name.indexOf('*') < 0
                && name.indexOf('?') < 0
                && !name.contains("${");
        return bucket || ACCOUNT.matcher(arn[4]).matches();
    }

    private boolean namesOwner(boolean callerNamed, boolean s3) {
        return statement.conditions().stream()
                .anyMatch(condition -> isPositive(condition, s3)
                        && RESOURCE_OWNER.contains(condition.key())
                        && condition.values().stream().allMatch(value -> isLiteral(condition, value, callerNamed)));
    }

    /** Whether only callers of accounts or organisations that it names are meant. */
    boolean namesCaller() {
        boolean byPrincipal = statement
                .principals()
                .filter(principals ->
                        !principals.inverted() && principals.byType().containsKey("AWS"))
                .filter(principals -> principals.aws().stream()
                        .allMatch(value -> ACCOUNT.matcher(value).matches()
                                || ARN_OF_ACCOUNT.matcher(value).matches()))
                .isPresent();
        return byPrincipal
                || statement.conditions().stream()
                        .anyMatch(condition -> isPositive(condition, false)
                                && CALLER.contains(condition.key())
                                && condition.values().stream()
                                        .allMatch(value -> isLiteral(condition, value, false)
                                                || ARN_OF_ACCOUNT.matcher(value).matches()));
    }

    /** Whether this Deny keeps away every caller whom it does not name, whatever they do. */
    boolean deniesForeignCallers() {
        return isAboutEverybody()
                && coversAction("*")
                && resources().filter(resources -> resources.contains("*")).isPresent()
                && conditionsHold(CALLER, false);
    }

    /** Whether this Deny surely applies to what the Allow reaches beyond the resources that this Deny spares. */
    boolean coversForeignResourcesOf(EndpointStatement allow, boolean callerNamed) {
        return isAboutEverybody() && resourcesCover(allow) && conditionsHold(RESOURCE_OWNER, callerNamed);
    }

    private boolean resourcesCover(EndpointStatement allow) {
        Optional<Selection> spared = statement.resources().filter(Selection::inverted);
        if (spared.isPresent()) {
            return spared.get().patterns().stream().allMatch(EndpointStatement::namesOwner);
        }
        List<String> covered = resources().orElse(List.of());
        return covered.contains("*")
                || allow.resources()
                        .filter(resources -> resources.stream()
                                .allMatch(resource -> namesOwner(resource)
                                        || covered.stream().anyMatch(pattern -> Wildcards.includes(pattern, resource))))
                        .isPresent();
    }

    /** Whether this Deny means every action that the pattern means. */
    boolean coversAction(String pattern) {
        String action = lower(pattern);
        return statement
                .actions()
                .filter(actions -> actions.inverted()
                        ? actions.patterns().stream().noneMatch(spared -> Wildcards.mayMeet(lower(spared), action))
                        : actions.patterns().stream().anyMatch(denied -> Wildcards.includes(lower(denied), action)))
                .isPresent();
    }

    /** Whether this Allow is about an action on a resource, whoever calls and whoever owns it. */
    boolean admitsAnybody(String action, String resource) {
        return isAboutEverybody()
                && statement.principals().isPresent()
                && statement.isAboutAction(action)
                && includes(resource)
                && statement.conditions().stream()
                        .noneMatch(condition -> isPositive(condition, true)
                                && (CALLER.contains(condition.key()) || RESOURCE_OWNER.contains(condition.key())));
    }

    /** Whether this Allow may be about an action on a resource of the pattern that is of another account. */
    boolean admitsSomebody(String action, String resourcePattern) {
        return statement.isAboutAction(action)
                && mayMeet(resourcePattern)
                && statement.conditions().stream()
                        .noneMatch(condition -> isPositive(condition, true)
                                && RESOURCE_OWNER.contains(condition.key())
                                && condition.values().size() == 1);
    }

    /** Whether this Deny takes away an action on a resource of an account that it does not name. */
    boolean surelyDenies(String action, String resource) {
        return isAboutEverybody()
                && statement.isAboutAction(action)
                && includes(resource)
                && conditionsHold(CALLER_OR_OWNER, false)
                // Of several accounts one may be AWS's.
                && statement.conditions().stream()
                        .allMatch(condition -> CALLER_OR_OWNER.contains(condition.key())
                                && condition.values().size() == 1);
    }

    private boolean includes(String resource) {
        return statement
                .resources()
                .filter(resources -> resources.inverted()
                        ? resources.patterns().stream().noneMatch(spared -> Wildcards.mayMeet(spared, resource))
                        : resources.patterns().stream().anyMatch(pattern -> Wildcards.includes(pattern, resource)))
                .isPresent();
    }

    private boolean mayMeet(String resourcePattern) {
        return statement
                .resources()
                .filter(resources -> resources.inverted()
                        || resources.patterns().stream()
                                .anyMatch(pattern -> Wildcards.mayMeet(pattern, resourcePattern)))
                .isPresent();
    }

    private boolean isAboutEverybody() {
        return statement
                .principals()
                .map(principals -> !principals.inverted() && principals.nameEverybody())
                .orElse(true);
    }

    /** Whether every condition of this Deny is true for whoever, or whatever, the named values do not mean. */
    private boolean conditionsHold(Set<String> keysThatName, boolean callerNamed) {
        return statement.conditions().stream()
                .allMatch(condition -> NEGATIVE.contains(condition.operator())
                                && keysThatName.contains(condition.key())
                                && condition.values().stream()
                                        .allMatch(value -> isLiteral(condition, value, callerNamed))
                        || condition.operator().startsWith("bool")
                                && SPARED_SERVICES.contains(condition.key())
                                && condition.values().equals(List.of("false")));
    }

    /** An operator that ends in IfExists is also true without the key: it counts only where the key is always there. */
    private static boolean isPositive(Condition condition, boolean keyAlwaysThere) {
        String operator = condition.operator();
        boolean lenient = operator.endsWith(IF_EXISTS) && keyAlwaysThere;
        return POSITIVE.contains(lenient ? operator.substring(0, operator.length() - IF_EXISTS.length()) : operator);
    }

    /**
     * Whether a value means owners that it names: not a wildcard, and not the caller's own unless the caller is named.
     */
    private static boolean isLiteral(Condition condition, String value, boolean callerNamed) {
        if (value.contains("${")) {
            return callerNamed && lower(value).startsWith("${aws:principal");
        }
        boolean pattern = condition.operator().contains("like") && (value.indexOf('*') >= 0 || value.indexOf('?') >= 0);
        return !pattern
                || value.indexOf('/') >= 0
                        && ACCOUNT_OR_ORGANISATION
                                .matcher(value.substring(0, value.indexOf('/')))
                                .matches();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
