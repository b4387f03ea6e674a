package hyperpod.rig.egress.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A VPC endpoint's policy, read for one question: can data go to an account that nobody named? It can if something is allowed on
 * resources of any account. A limit on who calls does not help: a caller of one's own can write to a foreign bucket.
 *
 * @param statements the policy's statements
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global condition keys</a>
 */
public record EndpointPolicy(List<JsonNode> statements) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> RESOURCE_OWNER_KEYS =
            Set.of("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount");

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException if it is not a policy
     */
    public static EndpointPolicy parse(String json) {
        try {
            JsonNode policy = JSON.readTree(json);
            if (!policy.path("Statement").isContainerNode()) {
                throw new IllegalArgumentException("it has no Statement");
            }
            return new EndpointPolicy(several(policy.get("Statement")).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether it lets data leave to accounts that it does not name. */
    public boolean letsDataLeave() {
        return statements.stream().noneMatch(EndpointPolicy::deniesForeignResources)
                && statements.stream().anyMatch(statement -> is(statement, "Allow") && !namesOwner(statement) && !namesResources(statement));
    }

    private static boolean is(JsonNode statement, String effect) {
        return statement.path("Effect").asText().equals(effect);
    }

    /** A Deny of everything on resources whose owner is not one of those named. */
    private static boolean deniesForeignResources(JsonNode statement) {
        if (!is(statement, "Deny") || !everything(statement, "Action") || !everything(statement, "Resource") || !everyone(statement)) {
            return false;
        }
        JsonNode condition = statement.path("Condition");
        return condition.isEmpty() || condition.size() == 1 && condition.properties().stream().allMatch(operator ->
                Set.of("stringnotequals", "stringnotequalsifexists").contains(lower(operator.getKey()))
                        && operator.getValue().size() == 1
                        && ownerNamed(operator.getValue()));
    }

    private static boolean namesOwner(JsonNode statement) {
        return statement.path("Condition").properties().stream().anyMatch(operator ->
                Set.of("stringequals", "stringlike", "stringequalsignorecase", "foranyvalue:stringequals", "foranyvalue:stringlike")
                                .contains(lower(operator.getKey()))
                        && ownerNamed(operator.getValue()));
    }

    private static boolean ownerNamed(JsonNode keys) {
        return keys.properties().stream().anyMatch(key -> RESOURCE_OWNER_KEYS.contains(lower(key.getKey()))
                && several(key.getValue()).noneMatch(value -> value.asText().startsWith("*")));
    }

    /** Whether every resource is a bucket by its name, or has an account in its ARN. */
    private static boolean namesResources(JsonNode statement) {
        return statement.has("Resource") && several(statement.get("Resource")).allMatch(resource -> {
            String[] arn = resource.asText().split(":", 6);
            if (arn.length < 6) {
                return false;
            }
            boolean bucket = arn[2].equals("s3") && arn[4].isEmpty() && !arn[5].split("/", 2)[0].matches(".*[*?].*");
            return bucket || arn[4].matches("\\d{12}");
        });
    }

    private static boolean everything(JsonNode statement, String element) {
        return several(statement.path(element)).anyMatch(value -> value.asText().equals("*"));
    }

    private static boolean everyone(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        return principal.isMissingNode()
                || principal.asText().equals("*")
                || several(principal.path("AWS")).anyMatch(value -> value.asText().equals("*"));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** A policy lets a single element stand without its list. */
    private static Stream<JsonNode> several(JsonNode node) {
        return node.isArray() ? Stream.iterate(0, i -> i < node.size(), i -> i + 1).map(node::get) : Stream.of(node);
    }
}
