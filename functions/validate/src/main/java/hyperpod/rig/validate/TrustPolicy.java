package hyperpod.rig.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A role's trust policy, read for one question: can a service assume the role? Conditions count as met, because they depend on
 * the call; a Deny counts only without conditions.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Policy grammar</a>
 */
record TrustPolicy(List<JsonNode> statements) {

    private static final String ASSUME_ROLE = "sts:assumerole";

    static TrustPolicy parse(String json) {
        try {
            return new TrustPolicy(several(Json.MAPPER.readTree(json).path("Statement")).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("IAM answered with a trust policy that is not JSON: " + json, e);
        }
    }

    boolean allows(String servicePrincipal) {
        boolean allowed = statements.stream().anyMatch(s -> effect(s, "Allow") && applies(s, servicePrincipal));
        boolean denied = statements.stream()
                .anyMatch(s -> effect(s, "Deny") && s.path("Condition").isEmpty() && applies(s, servicePrincipal));
        return allowed && !denied;
    }

    private static boolean effect(JsonNode statement, String effect) {
        return statement.path("Effect").asText().equals(effect);
    }

    private static boolean applies(JsonNode statement, String servicePrincipal) {
        boolean principal = statement.path("Principal").asText().equals("*")
                || several(statement.path("Principal").path("Service")).anyMatch(s -> matches(s.asText(), servicePrincipal));
        boolean action = several(statement.path("Action")).anyMatch(a -> matches(a.asText().toLowerCase(Locale.ROOT), ASSUME_ROLE));
        return principal && action;
    }

    private static boolean matches(String pattern, String text) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).reduce((a, b) -> a + ".*" + b).orElse("");
        return text.matches(regex);
    }

    /** IAM lets a single element stand without its list. */
    private static Stream<JsonNode> several(JsonNode node) {
        return node.isArray() ? Stream.iterate(0, i -> i < node.size(), i -> i + 1).map(node::get) : Stream.of(node);
    }
}
