package hyperpod.rig.ledger;

import com.fasterxml.jackson.core.type.TypeReference;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ServiceUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * The table: its keys are {@value Attribute#PARTITION} and {@value Attribute#SORT}, and its index {@value #INDEX} holds
 * the executions that are not closed.
 */
final class LedgerTable {

    private static final String INDEX = "open";
    private static final String REQUEST = "request";
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";
    /** DynamoDB's word for a place in a list that cannot be one. */
    private static final String INVALID = "ValidationException";

    /** With this no answer is an empty object, which would count as none: an item that is not there is not read so. */
    private static final ReturnConsumedCapacity WHOLE = ReturnConsumedCapacity.TOTAL;

    private final DynamoDbClient dynamoDb;
    private final String name;

    LedgerTable(DynamoDbClient dynamoDb, String name) {
        this.dynamoDb = dynamoDb;
        this.name = name;
    }

    Change change(EntryKey key) {
        return change(key.item());
    }

    Change change(Map<String, AttributeValue> key) {
        return new Change(name, key);
    }

    /** Adds to a change of an entry that the execution may still create and succeed. */
    static Change unlessTakenBack(Change change) {
        return change.when(change.exists(Attribute.PARTITION))
                .when(change.absent(Attribute.FAILED_AT))
                .when(change.absent(Attribute.DELETING))
                .when(change.absent(Attribute.CLOSED_AT));
    }

    static ExecutionTakenBackException takenBack(LedgerEntry entry, String verb) {
        String why = entry.closedAt()
                .map(at -> "nothing of it remains since " + at)
                .orElseGet(() -> entry.deleting().isEmpty()
                        ? "it gave up at "
                                + entry.failedAt().map(Instant::toString).orElse("an unknown time")
                        : "what it created is being deleted: "
                                + entry.deleting().stream()
                                        .map(ResourceType::cloudFormationName)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
        return new ExecutionTakenBackException("execution " + entry.execution().name() + " cannot " + verb
                + " any more: " + why + ". Start a new execution");
    }

    /** Makes the change if its conditions hold, and says whether they did. */
    boolean applies(Change change) {
        try {
            dynamoDb.updateItem(
                    change.update().toBuilder().returnConsumedCapacity(WHOLE).build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (TransactionConflictException e) {
            throw conflict(e);
        }
    }

    /**
     * Makes all changes if all conditions hold.
     *
     * @return for each change whether its condition failed; all false if they were made
     */
    List<Boolean> failedConditions(List<TransactWriteItem> changes) {
        try {
            dynamoDb.transactWriteItems(r -> r.transactItems(changes).returnConsumedCapacity(WHOLE));
            return changes.stream().map(_ -> false).toList();
        } catch (TransactionCanceledException e) {
            List<String> codes = e.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .map(String::valueOf)
                    .toList();
            if (!codes.contains(CONDITION_FAILED)) {
                throw conflict(e);
            }
            return codes.stream().map(CONDITION_FAILED::equals).toList();
        }
    }

    private static ServiceUnavailableException conflict(RuntimeException e) {
        return new ServiceUnavailableException(
                "DynamoDB met another writer of the same item: " + e.getMessage() + ". The call is repeated", e);
    }

    Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        Map<String, AttributeValue> item = dynamoDb.getItem(
                        r -> r.tableName(name).key(key).consistentRead(true).returnConsumedCapacity(WHOLE))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(item);
    }

    Optional<LedgerEntry> entry(EntryKey key) {
        return item(key.item()).map(EntryItem::read);
    }

    Optional<LedgerEntry> newest(String executionName) {
        QueryResponse found = dynamoDb.query(r -> r.tableName(name)
                .consistentRead(true)
                .keyConditionExpression("#partition = :partition AND begins_with(#sort, :sort)")
                .expressionAttributeNames(Map.of("#partition", Attribute.PARTITION, "#sort", Attribute.SORT))
                .expressionAttributeValues(Map.of(
                        ":partition",
                        AttributeValue.fromS(EntryKey.partition(executionName)),
                        ":sort",
                        EntryKey.sortPrefix()))
                .scanIndexForward(false)
                .limit(1));
        return items(found).stream().findFirst().map(EntryItem::read);
    }

    AskedRequest asked(String executionName, AskedRequest asked) {
        Change change = change(EntryKey.item(EntryKey.partition(executionName), REQUEST))
                .set(EntryItem.text(asked.digest()), Attribute.REQUEST_DIGEST)
                .set(EntryItem.text(asked.requestedBy()), Attribute.REQUESTED_BY)
                .set(EntryItem.time(asked.at()), Attribute.AT);
        change.when(change.absent(Attribute.PARTITION));
        applies(change);
        return asked(executionName).orElseThrow(() -> new IllegalStateException("DynamoDB kept nothing of " + asked));
    }

    Optional<AskedRequest> asked(String executionName) {
        return item(EntryKey.item(EntryKey.partition(executionName), REQUEST))
                .map(item -> new AskedRequest(
                        item.get(Attribute.REQUEST_DIGEST).s(),
                        item.get(Attribute.REQUESTED_BY).s(),
                        Instant.parse(item.get(Attribute.AT).s())));
    }

    Page<LedgerEntry> open(Optional<String> nextToken, int limit) {
        Optional<Map<String, AttributeValue>> after = nextToken.map(LedgerTable::position);
        QueryResponse found;
        try {
            found = dynamoDb.query(r -> {
                r.tableName(name)
                        .indexName(INDEX)
                        .keyConditionExpression("#open = :open")
                        .expressionAttributeNames(Map.of("#open", Attribute.OPEN))
                        .expressionAttributeValues(Map.of(":open", AttributeValue.fromS(Attribute.OPEN_VALUE)))
                        .limit(limit);
                after.ifPresent(r::exclusiveStartKey);
            });
        } catch (DynamoDbException e) {
            if (after.isPresent() && AwsErrors.code(e).equals(INVALID)) {
                throw noToken();
            }
            throw e;
        }
        return new Page<>(
                items(found).stream().map(EntryItem::read).toList(),
                found.hasLastEvaluatedKey() ? Optional.of(token(found.lastEvaluatedKey())) : Optional.empty());
    }

    private static List<Map<String, AttributeValue>> items(QueryResponse found) {
        return ServiceUnavailableException.unlessMissing(found.hasItems() ? found.items() : null, "Query.Items");
    }

    private static String token(Map<String, AttributeValue> position) {
        Map<String, String> texts = new HashMap<>();
        position.forEach((key, value) -> texts.put(key, value.s()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.text(texts).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, AttributeValue> position(String token) {
        try {
            Map<String, String> texts =
                    Json.MAPPER.readValue(Base64.getUrlDecoder().decode(token), new TypeReference<>() {});
            Map<String, AttributeValue> position = new HashMap<>();
            for (String key : List.of(Attribute.PARTITION, Attribute.SORT, Attribute.OPEN, Attribute.CLUSTER_NAME)) {
                String text = texts == null ? null : texts.get(key);
                if (text == null || text.isEmpty()) {
                    throw new IllegalArgumentException(key + " is missing");
                }
                position.put(key, AttributeValue.fromS(text));
            }
            if (!texts.get(Attribute.OPEN).equals(Attribute.OPEN_VALUE)) {
                throw new IllegalArgumentException("it is a place in another list");
            }
            return position;
        } catch (IllegalArgumentException | IOException e) {
            throw noToken();
        }
    }

    private static InvalidRequestException noToken() {
        return new InvalidRequestException(
                "nextToken is none that this list gave out; give that of the last answer, or none");
    }
}
