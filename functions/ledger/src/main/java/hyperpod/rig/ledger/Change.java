package hyperpod.rig.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A change of one item under conditions, as DynamoDB's expressions. Every name is given by a placeholder, so that none
 * can be a reserved word.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">Update
 *     expressions</a>
 */
final class Change {

    private final String table;
    private final Map<String, AttributeValue> key;
    private final Map<String, List<String>> clauses = new LinkedHashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();

    Change(String table, Map<String, AttributeValue> key) {
        this.table = table;
        this.key = key;
    }

    /** Gives the attribute this value; the path of a map's member is its names in turn. */
    Change set(AttributeValue value, String... path) {
        return clause("SET", path(path) + " = " + value(value));
    }

    /** Gives the attribute this value unless it has one. */
    Change setOnce(AttributeValue value, String... path) {
        String name = path(path);
        return clause("SET", name + " = if_not_exists(" + name + ", " + value(value) + ")");
    }

    Change remove(String... path) {
        return clause("REMOVE", path(path));
    }

    /** Adds the member to a set of texts. */
    Change include(String member, String set) {
        return clause("ADD", path(set) + " " + value(AttributeValue.fromSs(List.of(member))));
    }

    /** Takes the member from a set of texts. */
    Change exclude(String member, String set) {
        return clause("DELETE", path(set) + " " + value(AttributeValue.fromSs(List.of(member))));
    }

    /** All conditions must hold. */
    Change when(String condition) {
        conditions.add(condition);
        return this;
    }

    String exists(String... path) {
        return "attribute_exists(" + path(path) + ")";
    }

    String absent(String... path) {
        return "attribute_not_exists(" + path(path) + ")";
    }

    String equal(String name, AttributeValue value) {
        return path(name) + " = " + value(value);
    }

    String differs(String name, AttributeValue value) {
        return path(name) + " <> " + value(value);
    }

    String before(String name, AttributeValue value) {
        return path(name) + " < " + value(value);
    }

    static String either(String one, String other) {
        return "(" + one + " OR " + other + ")";
    }

    static String all(String... conditions) {
        return "(" + String.join(" AND ", conditions) + ")";
    }

    UpdateItemRequest update() {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression())
                .conditionExpression(condition().orElse(null))
                .expressionAttributeNames(names.isEmpty() ? null : names)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .build();
    }

    Update inTransaction() {
        return Update.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression())
                .conditionExpression(condition().orElse(null))
                .expressionAttributeNames(names.isEmpty() ? null : names)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .build();
    }

    /** The conditions alone, on an item that a transaction leaves as it is. */
    ConditionCheck check() {
        return ConditionCheck.builder()
                .tableName(table)
                .key(key)
                .conditionExpression(condition().orElseThrow())
                .expressionAttributeNames(names)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .build();
    }

    private String expression() {
        return clauses.entrySet().stream()
                .map(clause -> clause.getKey() + " " + String.join(", ", clause.getValue()))
                .collect(Collectors.joining(" "));
    }

    private Optional<String> condition() {
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    private Change clause(String keyword, String action) {
        clauses.computeIfAbsent(keyword, _ -> new ArrayList<>()).add(action);
        return this;
    }

    private String path(String... path) {
        return List.of(path).stream().map(this::name).collect(Collectors.joining("."));
    }

    private String name(String name) {
        return names.entrySet().stream()
                .filter(known -> known.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> {
                    String placeholder = "#n" + names.size();
                    names.put(placeholder, name);
                    return placeholder;
                });
    }

    private String value(AttributeValue value) {
        String placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }
}
