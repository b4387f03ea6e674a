package hyperpod.rig.egress.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * One statement of an endpoint policy. Whatever cannot be read for sure is taken for the worse: an Allow for wide, a Deny for
 * narrow.
 *
 * @param json the statement
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">Policy elements</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global condition keys</a>
 */
record PolicyStatement(JsonNode json) {

    private static final Set<String> RESOURCE_OWNER =
            Set.of("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount");
    private static final Set<String> CALLER =
            Set.of("aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn");
    /** Deny statements of a data perimeter spare AWS's own services; code on a node is none. */
    private static final Set<String> SPARED_SERVICES =
            Set.of("aws:principalisawsservice", "aws:viaawsservice", "aws:calledvia");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern OWNER_PREFIX = Pattern.compile("(\\d{12}|o-[a-z0-9]{10,32})(/.*)?");
    private static final Pattern ARN_OF_ACCOUNT = Pattern.compile("arn:[^:*?]+:(iam|sts):[^:]*:\\d{12}:.*");

    boolean allows() {
        return json.path("Effect").asText().equals("Allow");
    }

    boolean denies() {
        return json.path("Effect").asText().equals("Deny");
    }

    /** The patterns of the actions that an Allow may mean. */
    List<String> actions() {
        return json.has("Action") ? texts(json.get("Action")) : List.of("*");
    }

    /** Whether this Allow lets somebody act on resources of an account that it does not name. */
    boolean reachesForeignResources(boolean callerNamedElsewhere, boolean s3) {
        return !namesResources() && !namesOwner(callerNamedElsewhere || namesCaller(), s3);
    }

    /** Whether every resource is a bucket by its name, or has an account in its ARN. */
    private boolean namesResources() {
        return json.has("Resource") && texts(json.get("Resource")).stream().allMatch(PolicyStatement::namesOwner);
    }

    private static boolean namesOwner(String resource) {
        String[] arn = resource.split(":", 6);
        if (arn.length < 6) {
            return false;
        }
        String name = arn[5].split("/", 2)[0];
        boolean bucket = arn[2].equals("s3") && arn[4].isEmpty() && name.indexOf('*') < 0 && name.indexOf('?') < 0 && !name.contains("${");
        return bucket || ACCOUNT.matcher(arn[4]).matches();
    }

    private boolean namesOwner(boolean callerNamed, boolean s3) {
        return anyCondition((operator, keys) -> isPositive(operator, s3) && keys.properties().stream()
                .anyMatch(key -> RESOURCE_OWNER.contains(lower(key.getKey()))
                        && texts(key.getValue()).stream().allMatch(value -> isLiteral(operator, value, callerNamed))));
    }

    /** Whether only callers of accounts or organisations that it names are meant. */
    boolean namesCaller() {
        JsonNode principal = json.path("Principal").path("AWS");
        boolean byPrincipal = !principal.isMissingNode() && texts(principal).stream()
                .allMatch(value -> ACCOUNT.matcher(value).matches() || ARN_OF_ACCOUNT.matcher(value).matches());
        return byPrincipal || anyCondition((operator, keys) -> isPositive(operator, false) && keys.properties().stream()
                .anyMatch(key -> CALLER.contains(lower(key.getKey()))
                        && texts(key.getValue()).stream().allMatch(value -> namesCaller(operator, value))));
    }

    private static boolean namesCaller(String operator, String value) {
        return isLiteral(operator, value, false) || ARN_OF_ACCOUNT.matcher(value).matches();
    }

    /** Whether this Deny keeps away every caller whom it does not name, whatever they do. */
    boolean deniesForeignCallers() {
        return everyone() && actionsInclude("*") && texts(json.path("Resource")).contains("*") && conditionsHold(CALLER, false);
    }

    /** Whether this Deny surely applies to what the Allow reaches beyond the resources that this Deny spares. */
    boolean coversForeignResourcesOf(PolicyStatement allow, boolean callerNamed) {
        return everyone() && resourcesCover(allow) && conditionsHold(RESOURCE_OWNER, callerNamed);
    }

    private boolean resourcesCover(PolicyStatement allow) {
        if (json.has("NotResource")) {
            return texts(json.get("NotResource")).stream().allMatch(PolicyStatement::namesOwner);
        }
        List<String> covered = texts(json.path("Resource"));
        return covered.contains("*") || allow.json.has("Resource") && texts(allow.json.get("Resource")).stream()
                .allMatch(resource -> namesOwner(resource) || covered.stream().anyMatch(pattern -> Glob.includes(pattern, resource)));
    }

    /** Whether this Deny means every action that the pattern means. */
    boolean coversAction(String pattern) {
        return actionsInclude(pattern);
    }

    private boolean actionsInclude(String pattern) {
        String action = lower(pattern);
        if (json.has("NotAction")) {
            return texts(json.get("NotAction")).stream().noneMatch(spared -> Glob.mayMeet(lower(spared), action));
        }
        return texts(json.path("Action")).stream().anyMatch(denied -> Glob.includes(lower(denied), action));
    }

    private boolean everyone() {
        JsonNode principal = json.path("Principal");
        return !json.has("NotPrincipal")
                && (principal.isMissingNode() || principal.asText().equals("*") || texts(principal.path("AWS")).contains("*"));
    }

    /** Whether every condition of this Deny is true for whoever, or whatever, the named values do not mean. */
    private boolean conditionsHold(Set<String> keysThatName, boolean callerNamed) {
        return json.path("Condition").properties().stream().allMatch(condition -> {
            String operator = lower(condition.getKey());
            return condition.getValue().properties().stream().allMatch(key ->
                    isNegative(operator) && keysThatName.contains(lower(key.getKey()))
                                    && texts(key.getValue()).stream().allMatch(value -> isLiteral(operator, value, callerNamed))
                            || operator.startsWith("bool") && SPARED_SERVICES.contains(lower(key.getKey()))
                                    && texts(key.getValue()).equals(List.of("false")));
        });
    }

    private boolean anyCondition(BiPredicate<String, JsonNode> test) {
        return json.path("Condition").properties().stream().anyMatch((Map.Entry<String, JsonNode> condition) ->
                test.test(lower(condition.getKey()), condition.getValue()));
    }

    /** Operators that are false for other values; the lenient ones only where the key is always there. */
    private static boolean isPositive(String operator, boolean keyAlwaysThere) {
        String strict = operator.endsWith("ifexists") && keyAlwaysThere
                ? operator.substring(0, operator.length() - "ifexists".length())
                : operator;
        return Set.of("stringequals", "stringlike", "stringequalsignorecase", "foranyvalue:stringequals", "foranyvalue:stringlike",
                "foranyvalue:stringequalsignorecase", "arnequals", "arnlike").contains(strict);
    }

    private static boolean isNegative(String operator) {
        return Set.of("stringnotequals", "stringnotequalsifexists", "stringnotlike", "stringnotlikeifexists",
                "stringnotequalsignorecase", "stringnotequalsignorecaseifexists", "forallvalues:stringnotequals",
                "forallvalues:stringnotlike", "forallvalues:stringnotequalsifexists", "forallvalues:stringnotlikeifexists",
                "arnnotequals", "arnnotlike", "arnnotequalsifexists", "arnnotlikeifexists").contains(operator);
    }

    /** Whether a value means owners that it names: not a wildcard, and not the caller's own unless the caller is named. */
    private static boolean isLiteral(String operator, String value, boolean callerNamed) {
        if (value.contains("${")) {
            return callerNamed && value.toLowerCase(Locale.ROOT).startsWith("${aws:principal");
        }
        boolean pattern = operator.contains("like") && (value.indexOf('*') >= 0 || value.indexOf('?') >= 0);
        return !pattern || value.indexOf('/') >= 0
                && OWNER_PREFIX.matcher(value.substring(0, value.indexOf('/'))).matches();
    }

    private static List<String> texts(JsonNode node) {
        return node.isMissingNode() ? List.of() : EndpointPolicy.several(node).map(JsonNode::asText).toList();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
