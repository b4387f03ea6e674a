package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Amazon DynamoDB with one table, the ledger's, and its index {@code open}, which shows what was written at once. It
 * answers what the ledger asks and refuses the rest; that it answers as DynamoDB does is shown by the same tests on an
 * engine that others wrote.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html">Amazon DynamoDB API
 *     Reference</a>
 */
final class DynamoDb implements Service {

    private static final String PARTITION = "partition";
    private static final String SORT = "sort";
    private static final String INDEX = "open";
    private static final String INDEX_SORT = "clusterName";
    private static final int MAX_ITEM = 400 * 1024;
    private static final int MAX_TRANSACTION = 100;
    private static final Set<String> UPDATE_PARAMETERS = Set.of(
            "TableName",
            "Key",
            "UpdateExpression",
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            "ReturnConsumedCapacity");

    /** By partition and sort key. */
    private final Map<String, ObjectNode> items = new TreeMap<>();

    @Override
    public synchronized JsonNode answer(String operation, JsonNode request) {
        ObjectNode answer = answered(operation, request);
        if (request.path("ReturnConsumedCapacity").asText().equals("TOTAL")) {
            ObjectNode consumed = Json.MAPPER
                    .createObjectNode()
                    .put("TableName", AwsAccount.LEDGER_TABLE)
                    .put("CapacityUnits", 1.0);
            boolean each = operation.equals("TransactWriteItems");
            answer.set("ConsumedCapacity", each ? Json.MAPPER.createArrayNode().add(consumed) : consumed);
        }
        return answer;
    }

    private ObjectNode answered(String operation, JsonNode request) {
        return switch (operation) {
            case "GetItem" -> get(request);
            case "UpdateItem" -> update(request);
            case "Query" -> query(request);
            case "TransactWriteItems" -> transact(request);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private ObjectNode get(JsonNode request) {
        requireOnly(request, Set.of("TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity"));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        Optional.ofNullable(items.get(key(request))).ifPresent(item -> answer.set("Item", item.deepCopy()));
        return answer;
    }

    private ObjectNode update(JsonNode request) {
        requireOnly(request, UPDATE_PARAMETERS);
        Optional<ObjectNode> after = changed(request);
        if (after.isEmpty()) {
            throw AwsError.badRequest("ConditionalCheckFailedException", "The conditional request failed");
        }
        items.put(key(request), after.get());
        return Json.MAPPER.createObjectNode();
    }

    /** The item after the change; empty if the condition fails. */
    private Optional<ObjectNode> changed(JsonNode request) {
        Optional<ObjectNode> before = Optional.ofNullable(items.get(key(request)));
        Set<String> used = new HashSet<>();
        boolean holds = !request.has("ConditionExpression")
                || new DynamoExpression(request.get("ConditionExpression").textValue(), request, used)
                        .holds(before.orElseGet(Json.MAPPER::createObjectNode));
        ObjectNode from = before.orElseGet(() -> request.get("Key").deepCopy());
        Optional<ObjectNode> after = request.has("UpdateExpression")
                ? applied(request, used, from, holds)
                : holds ? Optional.of(from) : Optional.empty();
        requireUsed(request, used);
        return after;
    }

    private static Optional<ObjectNode> applied(JsonNode request, Set<String> used, ObjectNode from, boolean holds) {
        DynamoExpression update =
                new DynamoExpression(request.get("UpdateExpression").textValue(), request, used);
        ObjectNode after;
        try {
            after = update.applied(from);
        } catch (AwsError e) {
            if (holds) {
                throw e;
            }
            // DynamoDB looks at paths only when the condition holds; the placeholders cannot be checked then.
            request.path("ExpressionAttributeNames").fieldNames().forEachRemaining(used::add);
            request.path("ExpressionAttributeValues").fieldNames().forEachRemaining(used::add);
            return Optional.empty();
        }
        if (!after.get(PARTITION).equals(from.get(PARTITION))
                || !after.get(SORT).equals(from.get(SORT))) {
            throw DynamoExpression.invalid("Cannot update attribute. This attribute is part of the key");
        }
        if (holds && size(after) > MAX_ITEM) {
            throw DynamoExpression.invalid("Item size to update has exceeded the maximum allowed size");
        }
        return holds ? Optional.of(after) : Optional.empty();
    }

    private ObjectNode transact(JsonNode request) {
        requireOnly(request, Set.of("TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"));
        JsonNode changes = request.path("TransactItems");
        if (changes.isEmpty() || changes.size() > MAX_TRANSACTION) {
            throw DynamoExpression.invalid("a transaction has 1 to " + MAX_TRANSACTION + " items");
        }
        Map<String, ObjectNode> after = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        ArrayNode reasons = Json.MAPPER.createArrayNode();
        boolean failed = false;
        for (JsonNode change : changes) {
            String action = change.fieldNames().next();
            JsonNode parameters = change.get(action);
            requireOnly(parameters, UPDATE_PARAMETERS);
            if (change.size() != 1 || !Set.of("Update", "ConditionCheck").contains(action)) {
                throw DynamoExpression.invalid("the test account knows Update and ConditionCheck alone: " + change);
            }
            if (!keys.add(key(parameters))) {
                throw DynamoExpression.invalid("Transaction request cannot include multiple operations on one item");
            }
            Optional<ObjectNode> item = changed(parameters);
            failed |= item.isEmpty();
            reasons.addObject().put("Code", item.isEmpty() ? "ConditionalCheckFailed" : "None");
            if (action.equals("Update")) {
                item.ifPresent(changed -> after.put(key(parameters), changed));
            }
        }
        if (failed) {
            throw AwsError.badRequest(
                            "TransactionCanceledException",
                            "Transaction cancelled, please refer cancellation reasons for specific reasons")
                    .with("CancellationReasons", reasons);
        }
        items.putAll(after);
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode query(JsonNode request) {
        requireOnly(
                request,
                Set.of(
                        "TableName",
                        "IndexName",
                        "KeyConditionExpression",
                        "ExpressionAttributeNames",
                        "ExpressionAttributeValues",
                        "ConsistentRead",
                        "ScanIndexForward",
                        "Limit",
                        "ExclusiveStartKey"));
        requireTable(request);
        boolean index = request.has("IndexName");
        if (index
                && (!request.get("IndexName").textValue().equals(INDEX)
                        || request.path("ConsistentRead").asBoolean())) {
            throw DynamoExpression.invalid("The table has the index " + INDEX + ", not read consistently");
        }
        String condition = request.path("KeyConditionExpression").asText();
        if (DynamoExpression.keyValue(condition, request, index ? INDEX : PARTITION)
                .isEmpty()) {
            throw DynamoExpression.invalid("Query condition missed key schema element");
        }
        Comparator<ObjectNode> order = Comparator.comparing(item -> position(item, index));
        List<ObjectNode> found = new ArrayList<>();
        for (ObjectNode item : items.values()) {
            if ((!index || item.has(INDEX_SORT))
                    && new DynamoExpression(condition, request, new HashSet<>()).holds(item)) {
                found.add(item);
            }
        }
        found.sort(request.path("ScanIndexForward").asBoolean(true) ? order : order.reversed());
        if (request.has("ExclusiveStartKey")) {
            String after = position(request.get("ExclusiveStartKey"), index);
            found.removeIf(item -> position(item, index).compareTo(after) <= 0);
        }
        return page(found, request.path("Limit").asInt(Integer.MAX_VALUE), index);
    }

    /** As DynamoDB's pages: where the limit is met, more is said to follow although nothing may. */
    private static ObjectNode page(List<ObjectNode> found, int limit, boolean index) {
        List<ObjectNode> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode answer =
                Json.MAPPER.createObjectNode().put("Count", page.size()).put("ScannedCount", page.size());
        answer.putArray("Items").addAll(page.stream().map(ObjectNode::deepCopy).toList());
        if (page.size() == limit) {
            List<String> keys = index ? List.of(PARTITION, SORT, INDEX, INDEX_SORT) : List.of(PARTITION, SORT);
            answer.set("LastEvaluatedKey", page.getLast().deepCopy().<ObjectNode>retain(keys));
        }
        return answer;
    }

    private static String position(JsonNode item, boolean index) {
        return (index ? text(item, INDEX_SORT) : "") + "\0" + text(item, PARTITION) + "\0" + text(item, SORT);
    }

    private static String key(JsonNode request) {
        requireTable(request);
        JsonNode key = request.path("Key");
        if (key.size() != 2 || text(key, PARTITION).isEmpty() || text(key, SORT).isEmpty()) {
            throw DynamoExpression.invalid("The provided key element does not match the schema");
        }
        return text(key, PARTITION) + "\0" + text(key, SORT);
    }

    private static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }

    private static void requireTable(JsonNode request) {
        if (!request.path("TableName").asText().equals(AwsAccount.LEDGER_TABLE)) {
            throw AwsError.badRequest("ResourceNotFoundException", "Requested resource not found");
        }
    }

    private static void requireOnly(JsonNode request, Set<String> known) {
        request.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw DynamoExpression.invalid("the test account does not know the parameter " + name);
            }
        });
    }

    private static void requireUsed(JsonNode request, Set<String> used) {
        for (String member : List.of("ExpressionAttributeNames", "ExpressionAttributeValues")) {
            request.path(member).fieldNames().forEachRemaining(placeholder -> {
                if (!used.contains(placeholder)) {
                    throw DynamoExpression.invalid(
                            "Value provided in " + member + " unused in expressions: keys: {" + placeholder + "}");
                }
            });
        }
    }

    /** About as DynamoDB counts: names and values, without what JSON needs. */
    private static int size(JsonNode value) {
        int size = 0;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            int inside = size(field.getValue());
            // Binary values are sent as base64.
            size += field.getKey().getBytes(StandardCharsets.UTF_8).length
                    + (field.getKey().equals("B") ? inside / 4 * 3 : inside);
        }
        for (JsonNode element : value.isArray() ? value : Json.MAPPER.createArrayNode()) {
            size += size(element);
        }
        return size + (value.isTextual() ? value.textValue().getBytes(StandardCharsets.UTF_8).length : 0);
    }
}
