package hyperpod.rig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** DynamoDB in memory refuses what DynamoDB refuses, and says so where it does not know something. */
class DynamoDbTest {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final DynamoDbClient dynamoDb = account.client(DynamoDbClient.builder());

    private static Map<String, AttributeValue> key(String sort) {
        return Map.of("partition", AttributeValue.fromS("p"), "sort", AttributeValue.fromS(sort));
    }

    private void update(String expression, Consumer<UpdateItemRequest.Builder> more) {
        dynamoDb.updateItem(r -> more.accept(r.tableName(AwsAccount.LEDGER_TABLE)
                .key(key("s"))
                .updateExpression(expression)
                // Our clients take the empty object that is answered otherwise for no answer.
                .returnConsumedCapacity("TOTAL")
                .expressionAttributeNames(Map.of("#a", "a"))
                .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("1")))));
    }

    @Test
    void aConditionDecides() {
        update("SET #a = :v", r -> r.conditionExpression("attribute_not_exists(#a)"));
        assertThatThrownBy(() -> update("SET #a = :v", r -> r.conditionExpression("attribute_not_exists(#a)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThatThrownBy(() -> update("SET #a = :v", r -> r.conditionExpression("#a = :v AND #a < :v")))
                .isInstanceOf(ConditionalCheckFailedException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SET #a = :v; size(#a) = :v; does not know the function size",
                "SET #a = :v; #a > :v; Syntax error",
                "SET #a = :v; NOT #a = :v; Syntax error",
                "SET #a = :v, #a = :v; attribute_not_exists(#a); overlap",
                "SET a = :v; attribute_not_exists(#a); names by placeholders alone",
                "SET #a = :v; attribute_exists(#b); knows none #b",
                "SET #a = :w; attribute_not_exists(#a); is not defined: :w",
                "REMOVE #a; attribute_not_exists(#a); unused in expressions",
                "SET #a.#a = :v; attribute_not_exists(#a); document path",
                "ADD #a :v; attribute_not_exists(#a); sets of texts alone",
            })
    void whatItDoesNotKnowOrDynamoDbDoesNotTakeIsRefused(String update, String condition, String words) {
        assertThatThrownBy(() -> update(update, r -> r.conditionExpression(condition)))
                .hasMessageContaining(words);
        assertThat(dynamoDb.getItem(r -> r.tableName(AwsAccount.LEDGER_TABLE)
                                .key(key("s"))
                                .returnConsumedCapacity("TOTAL"))
                        .hasItem())
                .isFalse();
    }

    @Test
    void aParameterThatItDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> update("SET #a = :v", r -> r.returnValues("ALL_NEW")))
                .hasMessageContaining("does not know the parameter ReturnValues");
        assertThatThrownBy(() -> update("SET #a = :v", r -> r.tableName("other")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aKeyStays() {
        assertThatThrownBy(() -> update("SET #a = :v", r -> r.expressionAttributeNames(Map.of("#a", "sort"))))
                .hasMessageContaining("part of the key");
    }

    @Test
    void aTransactionChangesAllOrNothingAndSaysWhichConditionFailed() {
        List<TransactWriteItem> changes =
                List.of(change("one", "attribute_not_exists(#a)"), change("two", "attribute_exists(#a)"));
        assertThatThrownBy(() -> dynamoDb.transactWriteItems(r -> r.transactItems(changes)))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        e -> assertThat(e.cancellationReasons())
                                .extracting(CancellationReason::code)
                                .containsExactly("None", "ConditionalCheckFailed"));
        assertThatThrownBy(() -> dynamoDb.transactWriteItems(
                        r -> r.transactItems(List.of(changes.getFirst(), changes.getFirst()))))
                .hasMessageContaining("multiple operations on one item");
        assertThat(dynamoDb.getItem(r -> r.tableName(AwsAccount.LEDGER_TABLE)
                                .key(key("one"))
                                .returnConsumedCapacity("TOTAL"))
                        .hasItem())
                .isFalse();
    }

    private static TransactWriteItem change(String sort, String condition) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(AwsAccount.LEDGER_TABLE)
                        .key(key(sort))
                        .updateExpression("SET #a = :v")
                        .conditionExpression(condition)
                        .expressionAttributeNames(Map.of("#a", "a"))
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("1"))))
                .build();
    }
}
