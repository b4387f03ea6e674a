package hyperpod.rig.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An execution of the application that began before; a test lets it go as far as it wants. */
final class OtherExecution {

    private final AwsAccount account;
    private final Ledger ledger;
    private final ObjectNode request;
    private final Execution execution;

    OtherExecution(AwsAccount account, Ledger ledger, ObjectNode request) {
        this.account = account;
        this.ledger = ledger;
        this.request = request;
        String name = "of-" + request.get("clusterName").asText();
        execution = new Execution(name, AwsAccount.execution(name), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
    }

    String arn() {
        return execution.arn();
    }

    OtherExecution asks(Consumer<ObjectNode> change) {
        change.accept(request);
        return this;
    }

    OtherExecution begins() {
        ledger.begin(execution, request);
        return this;
    }

    OtherExecution locks() {
        begins();
        ledger.lock(execution);
        return this;
    }

    /** SageMaker knows the cluster. */
    OtherExecution creates() {
        locks();
        ledger.intend(
                execution,
                new Intent(
                        ResourceType.CLUSTER,
                        AwsAccount.NOW,
                        Optional.of(clusterName()),
                        Optional.empty(),
                        Map.of(),
                        Map.of()));
        HyperPodCluster cluster = account.cluster(clusterName());
        ledger.created(execution, ResourceType.CLUSTER, clusterName(), cluster.arn());
        return this;
    }

    OtherExecution succeeds() {
        creates();
        ledger.succeeded(
                execution,
                new Success(
                        account.clusterNamed(clusterName()).arn(), Optional.empty(), Json.MAPPER.createObjectNode()));
        return this;
    }

    OtherExecution fails() {
        ledger.failed(execution, new Failure("WaitForCluster", "E", "no capacity", List.of(), Optional.empty()));
        return this;
    }

    OtherExecution isTakenBack() {
        ledger.rollbackEnded(execution, AwsAccount.arn("states", "execution:app-rollback:r"), List.of());
        return this;
    }

    private String clusterName() {
        return request.get("clusterName").asText();
    }
}
