package hyperpod.rig.rollback;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** An execution that began an hour ago, in the ledger of an account. */
final class ExecutionInLedger {

    static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));

    private final AwsAccount account;
    private final Ledger ledger;

    ExecutionInLedger(AwsAccount account) {
        this.account = account;
        ledger = new Ledger(
                account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));
    }

    Ledger ledger() {
        return ledger;
    }

    LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }

    /** What it creates afterwards it meant now: the ledger's record comes first. */
    void begun() {
        begin(EXECUTION, "nova");
        intend(EXECUTION, ResourceType.CLUSTER, Optional.of("nova"));
        intend(EXECUTION, ResourceType.FILE_SYSTEM, Optional.empty());
    }

    /** Another one, which meant nothing yet. */
    Execution begunAnother(String name) {
        Execution other = new Execution(name, AwsAccount.execution(name), EXECUTION.startDate());
        begin(other, "nova-2");
        return other;
    }

    private void begin(Execution execution, String clusterName) {
        ledger.begin(
                execution,
                Json.MAPPER
                        .createObjectNode()
                        .put("clusterName", clusterName)
                        .put("eksClusterArn", AwsAccount.arn("eks", "cluster/nova-eks")));
    }

    private void intend(Execution execution, ResourceType type, Optional<String> name) {
        new Ledger(
                        account.client(DynamoDbClient.builder()),
                        AwsAccount.LEDGER_TABLE,
                        InstantSource.fixed(AwsAccount.NOW.minusSeconds(3_550)))
                .intend(
                        execution,
                        new Intent(
                                type, AwsAccount.NOW.minusSeconds(3_550), name, Optional.empty(), Map.of(), Map.of()));
    }

    HyperPodCluster cluster() {
        HyperPodCluster cluster = account.cluster("nova").ownedBy("app", EXECUTION.name());
        ledger.created(EXECUTION, ResourceType.CLUSTER, "nova", cluster.arn());
        return cluster;
    }

    LustreFileSystem fileSystem() {
        LustreFileSystem fileSystem = account.fileSystem("fs-1").ownedBy("app", EXECUTION.name());
        ledger.created(EXECUTION, ResourceType.FILE_SYSTEM, "fs-1", fileSystem.get("ResourceARN"));
        return fileSystem;
    }

    void gaveUp() {
        ledger.failed(EXECUTION, Failure.of("WaitForCluster", "x", "no capacity"));
    }

    void succeeded() {
        ledger.succeeded(EXECUTION, new Success("arn", Optional.empty(), Json.MAPPER.createObjectNode()));
    }
}
