package hyperpod.rig.ledger;

import hyperpod.rig.testkit.AwsAccount;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The facts on the account in memory. */
class LedgerTest extends LedgerFacts {

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final DynamoDbClient dynamoDb = account.client(DynamoDbClient.builder());

    @Override
    protected DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    @Override
    protected String table() {
        return AwsAccount.LEDGER_TABLE;
    }
}
