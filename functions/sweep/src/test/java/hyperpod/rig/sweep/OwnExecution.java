package hyperpod.rig.sweep;

import static hyperpod.rig.testkit.AwsAccount.NOW;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.LustreFileSystem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * An execution in the ledger of an account, and what it created there; it began an hour ago if nothing else is said.
 */
final class OwnExecution {

    private static final long HOUR = 3_600;
    private static final long MEANT_AFTER = 50;

    private final AwsAccount account;
    private final Instant start;
    private final Execution execution;
    private final String clusterName;

    OwnExecution(AwsAccount account, String name, String clusterName) {
        this(account, name, clusterName, NOW.minusSeconds(HOUR));
    }

    OwnExecution(AwsAccount account, String name, String clusterName, Instant start) {
        this.account = account;
        this.start = start;
        this.clusterName = clusterName;
        execution = new Execution(name, AwsAccount.execution(name), Optional.of(start));
        ledger(start)
                .begin(
                        execution,
                        Json.MAPPER
                                .createObjectNode()
                                .put("clusterName", clusterName)
                                .put("eksClusterArn", AwsAccount.arn("eks", "cluster/" + clusterName)));
        ledger(start).lock(execution);
    }

    static Ledger ledger(AwsAccount account, Instant now) {
        return new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, () -> now);
    }

    private Ledger ledger(Instant now) {
        return ledger(account, now);
    }

    private Instant meantAt() {
        return start.plusSeconds(MEANT_AFTER);
    }

    OwnExecution meant(ResourceType... types) {
        for (ResourceType type : types) {
            ledger(meantAt())
                    .intend(
                            execution,
                            new Intent(
                                    type,
                                    meantAt(),
                                    type == ResourceType.CLUSTER ? Optional.of(clusterName) : Optional.empty(),
                                    Optional.empty(),
                                    Map.of(),
                                    Map.of()));
        }
        return this;
    }

    /** A cluster that it meant, with its tags; the ledger does not know the answer. */
    HyperPodCluster unrecordedCluster() {
        meant(ResourceType.CLUSTER);
        return account.cluster(clusterName)
                .ownedBy("app", execution.name())
                .at("CreationTime", meantAt().plusSeconds(1));
    }

    HyperPodCluster cluster() {
        HyperPodCluster cluster = unrecordedCluster();
        ledger(meantAt()).created(execution, ResourceType.CLUSTER, clusterName, cluster.arn());
        return cluster;
    }

    LustreFileSystem fileSystem(String id) {
        meant(ResourceType.FILE_SYSTEM);
        LustreFileSystem fileSystem = account.fileSystem(id)
                .ownedBy("app", execution.name())
                .at("CreationTime", meantAt().plusSeconds(1));
        ledger(meantAt()).created(execution, ResourceType.FILE_SYSTEM, id, fileSystem.get("ResourceARN"));
        return fileSystem;
    }

    OwnExecution succeeded(HyperPodCluster cluster) {
        ledger(meantAt().plusSeconds(100))
                .succeeded(execution, new Success(cluster.arn(), Optional.empty(), Json.MAPPER.createObjectNode()));
        return this;
    }

    OwnExecution gaveUp(Instant at) {
        ledger(at).failed(execution, Failure.of("WaitForCluster", "ClusterFailedException", "no capacity"));
        return this;
    }

    OwnExecution rollbackBegan(String name) {
        ledger(NOW.minusSeconds(60)).rollbackBegan(execution, rollbackArn(name), Confirmation.NONE);
        return this;
    }

    OwnExecution deletionConfirmed(String name, Instant at) {
        ledger(at).rollbackBegan(execution, rollbackArn(name), new Confirmation(true, false, Optional.empty()));
        return this;
    }

    OwnExecution rollbackEnded(String name, Instant at, List<Remaining> remaining) {
        ledger(at).rollbackEnded(execution, rollbackArn(name), remaining);
        return this;
    }

    private static String rollbackArn(String name) {
        return AwsAccount.arn("states", "execution:app-rollback:" + name);
    }

    String arn() {
        return execution.arn();
    }

    String startDate() {
        return start.toString();
    }

    LedgerEntry entry() {
        return ledger(NOW).entry(execution.arn(), execution.startDate()).orElseThrow();
    }
}
