package hyperpod.rig.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A role's trust policy, read for one question: can a service assume the role on behalf of an account? Of conditions, only the one
 * on the account that the service acts for is known beforehand. A Deny whose conditions are not known to hold counts for nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Policy grammar</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">Conditions on the source account</a>
 */
record TrustPolicy(List<JsonNode> statements) {

    /** Whether the service can assume the role. */
    enum Answer {
        YES,
        /** Only if conditions hold that are not known before the call. */
        ON_CONDITIONS,
        NO
    }

    private static final String ASSUME_ROLE = "sts:assumerole";
    private static final String SOURCE_ACCOUNT = "aws:sourceaccount";
    private static final List<String> EQUALS = List.of("stringequals", "stringequalsifexists", "stringlike", "stringlikeifexists");

    static TrustPolicy parse(String json) {
        try {
            return new TrustPolicy(several(Json.MAPPER.readTree(json).path("Statement")).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("IAM answered with a trust policy that is not JSON: " + json, e);
        }
    }

    /**
     * Whether a service may assume the role when it acts for an account.
     *
     * @param servicePrincipal such as {@code sagemaker.amazonaws.com}
     * @param account 12 digits
     */
    Answer allows(String servicePrincipal, String account) {
        if (strongest("Deny", servicePrincipal, account) == Answer.YES) {
            return Answer.NO;
        }
        return strongest("Allow", servicePrincipal, account);
    }

    private Answer strongest(String effect, String servicePrincipal, String account) {
        return statements.stream()
                .filter(s -> s.path("Effect").asText().equals(effect) && applies(s, servicePrincipal))
                .map(s -> conditionsHold(s.path("Condition"), account))
                .min(Answer::compareTo)
                .orElse(Answer.NO);
    }

    private static boolean applies(JsonNode statement, String servicePrincipal) {
        return covers(statement, "Principal", servicePrincipal, TrustPolicy::names)
                && covers(statement, "Action", ASSUME_ROLE, (action, text) -> several(action)
                        .anyMatch(a -> matches(a.asText().toLowerCase(Locale.ROOT), text)));
    }

    /** By the element, or by its negation if that stands in its place. */
    private static boolean covers(JsonNode statement, String element, String text, BiPredicate<JsonNode, String> rule) {
        return statement.has(element)
                ? rule.test(statement.get(element), text)
                : statement.has("Not" + element) && !rule.test(statement.get("Not" + element), text);
    }

    /** A principal is named whole; {@code *}, alone or as AWS principal, is everybody. */
    private static boolean names(JsonNode principal, String service) {
        return principal.asText().equals("*")
                || several(principal.path("AWS")).anyMatch(p -> p.asText().equals("*"))
                || several(principal.path("Service")).anyMatch(p -> p.asText().equals("*") || p.asText().equals(service));
    }

    /** All conditions of a statement must hold; of one condition's values, any. */
    private static Answer conditionsHold(JsonNode condition, String account) {
        return condition.properties().stream()
                .flatMap(operator -> operator.getValue().properties().stream().map(key -> holds(operator.getKey(), key, account)))
                .max(Answer::compareTo)
                .orElse(Answer.YES);
    }

    private static Answer holds(String operator, Map.Entry<String, JsonNode> key, String account) {
        if (!lower(key.getKey()).equals(SOURCE_ACCOUNT) || !EQUALS.contains(lower(operator))) {
            return Answer.ON_CONDITIONS;
        }
        return several(key.getValue()).anyMatch(value -> matches(value.asText(), account)) ? Answer.YES : Answer.NO;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** With IAM's wildcards {@code *} and {@code ?}. */
    private static boolean matches(String pattern, String text) {
        String regex = pattern.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
        return text.matches(regex);
    }

    /** IAM lets a single element stand without its list. */
    private static Stream<JsonNode> several(JsonNode node) {
        return node.isArray() ? node.valueStream() : Stream.of(node);
    }
}
