package hyperpod.rig.sandbox.it;

import hyperpod.rig.ledger.LedgerFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The facts of the ledger on an engine that we did not write, in a table like the deployed one. */
@ExtendWith(LocalStack.Resolver.class)
class LedgerIT extends LedgerFacts {

    private static final String TABLE = "ledger-facts";

    private final DynamoDbClient dynamoDb;
    private final String deployed;

    LedgerIT(LocalStack stack) {
        dynamoDb = stack.client(DynamoDbClient.builder());
        deployed = stack.output("LedgerTableName");
    }

    @BeforeEach
    void makeTable() {
        TableDescription like =
                dynamoDb.describeTable(r -> r.tableName(deployed)).table();
        dynamoDb.createTable(r -> r.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(like.attributeDefinitions())
                .keySchema(like.keySchema())
                .globalSecondaryIndexes(like.globalSecondaryIndexes().stream()
                        .map(index -> GlobalSecondaryIndex.builder()
                                .indexName(index.indexName())
                                .keySchema(index.keySchema())
                                .projection(index.projection())
                                .build())
                        .toList()));
    }

    @AfterEach
    void dropTable() {
        dynamoDb.deleteTable(r -> r.tableName(TABLE));
    }

    @Override
    protected DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    @Override
    protected String table() {
        return TABLE;
    }
}
