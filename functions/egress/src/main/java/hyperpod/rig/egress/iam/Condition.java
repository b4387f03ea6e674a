package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One condition of a statement: the key's value in a request must match one of the values.
 *
 * @param operator in lower case, such as {@code stringequals} or {@code foranyvalue:stringlikeifexists}
 * @param key in lower case, such as {@code aws:sourceaccount}
 * @param values as they are written
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html">Condition</a>
 */
public record Condition(String operator, String key, List<String> values) {

    public Condition {
        values = List.copyOf(values);
    }

    static List<Condition> in(JsonNode statement) {
        List<Condition> conditions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> operator : members(statement.path("Condition"))) {
            for (Map.Entry<String, JsonNode> key : members(operator.getValue())) {
                if (!seen.add((operator.getKey() + " " + key.getKey()).toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException(
                            "its Condition has a key twice, in upper and lower case, so that it can be read in two ways");
                }
                conditions.add(new Condition(
                        operator.getKey().toLowerCase(Locale.ROOT),
                        key.getKey().toLowerCase(Locale.ROOT),
                        OneOrMany.texts(key.getValue(), "Condition")));
            }
        }
        return conditions;
    }

    private static Iterable<Map.Entry<String, JsonNode>> members(JsonNode node) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new IllegalArgumentException(
                    "its Condition is not an object of operators, each with an object of keys");
        }
        return node.properties();
    }
}
