package hyperpod.rig.api;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.Remaining;
import hyperpod.rig.ledger.Confirmation;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.ledger.Success;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.SampleRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** An account in which executions of {@code provision} began an hour ago, as their ledger tells. */
final class World {

    static final String APPLICATION = "app";
    static final String CALLER = "arn:aws:sts::111122223333:assumed-role/nova-admin/ada";
    static final Instant BEGAN = AwsAccount.NOW.minusSeconds(3_600);

    final AwsAccount account;
    final Ledger ledger;
    private Instant now = AwsAccount.NOW;

    World(AwsAccount account) {
        this.account = account;
        ledger = new Ledger(account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, () -> now);
    }

    /** An execution that runs and has begun its entry. */
    Begun begun(String name, String clusterName) {
        account.provision(name);
        return forgotten(name, clusterName);
    }

    /** An execution that Step Functions does not know. */
    Begun forgotten(String name, String clusterName) {
        return forgotten(name, clusterName, BEGAN);
    }

    /** One that began at another time. */
    Begun forgotten(String name, String clusterName, Instant startDate) {
        Execution execution = new Execution(name, AwsAccount.execution(name), Optional.of(startDate));
        ObjectNode request = SampleRequest.json().put("clusterName", clusterName);
        ledger.begin(execution, request);
        return new Begun(execution, clusterName);
    }

    ClusterLookup lookup() {
        SfnClient stepFunctions = account.client(SfnClient.builder());
        SageMakerClient sageMaker = account.client(SageMakerClient.builder());
        return new ClusterLookup(
                ledger,
                new Executions(stepFunctions),
                new OwnCluster(sageMaker, APPLICATION),
                new ClusterReporter(
                        new CurrentStep(stepFunctions),
                        new ClusterNodes(sageMaker),
                        new Deadlines(Duration.ofHours(1), Duration.ofHours(4)),
                        () -> AwsAccount.NOW),
                AwsAccount.PROVISION);
    }

    ClusterList list() {
        return new ClusterList(
                ledger,
                new Executions(account.client(SfnClient.builder())),
                new OwnCluster(account.client(SageMakerClient.builder()), APPLICATION));
    }

    DeletionStart deletion() {
        SfnClient stepFunctions = account.client(SfnClient.builder());
        return new DeletionStart(
                ledger,
                new Executions(stepFunctions),
                new OwnCluster(account.client(SageMakerClient.builder()), APPLICATION),
                stepFunctions,
                AwsAccount.ROLLBACK,
                () -> AwsAccount.NOW);
    }

    /** A call of the API by {@link #CALLER}. */
    static APIGatewayProxyRequestEvent call() {
        return new APIGatewayProxyRequestEvent()
                .withRequestContext(new APIGatewayProxyRequestEvent.ProxyRequestContext()
                        .withRequestId("request-1")
                        .withIdentity(new APIGatewayProxyRequestEvent.RequestIdentity().withUserArn(CALLER)));
    }

    /** What an execution does, and what is done to it. */
    final class Begun {

        final Execution execution;
        private final String clusterName;

        private Begun(Execution execution, String clusterName) {
            this.execution = execution;
            this.clusterName = clusterName;
        }

        /** It meant a cluster, CreateCluster made it, and the answer was lost. */
        HyperPodCluster createdUnheard() {
            intendsCluster();
            return account.cluster(clusterName)
                    .at("CreationTime", AwsAccount.NOW)
                    .status("Creating")
                    .ownedBy(APPLICATION, execution.name());
        }

        /** It created a cluster. */
        HyperPodCluster created() {
            HyperPodCluster cluster = createdUnheard();
            ledger.created(execution, ResourceType.CLUSTER, clusterName, cluster.arn());
            return cluster;
        }

        Begun intendsCluster() {
            ledger.lock(execution);
            ledger.intend(execution, intent(ResourceType.CLUSTER, Optional.of(clusterName)));
            return this;
        }

        Begun createsFileSystem(String id) {
            ledger.intend(execution, intent(ResourceType.FILE_SYSTEM, Optional.empty()));
            ledger.created(execution, ResourceType.FILE_SYSTEM, id, AwsAccount.arn("fsx", "file-system/" + id));
            return this;
        }

        private Intent intent(ResourceType type, Optional<String> name) {
            return new Intent(
                    type,
                    AwsAccount.NOW,
                    name,
                    Optional.empty(),
                    new OwnershipTags(APPLICATION, execution.name()).with(Map.of()),
                    Map.of());
        }

        /** Its cluster is in service, verified and recorded. */
        HyperPodCluster succeeded() {
            HyperPodCluster cluster = created().status("InService");
            ledger.succeeded(
                    execution,
                    new Success(
                            cluster.arn(),
                            Optional.empty(),
                            Json.MAPPER
                                    .createObjectNode()
                                    .put("verdict", "LOCKED")
                                    .put("evidence", "s3://evidence/" + execution.name())));
            ended("SUCCEEDED");
            return cluster;
        }

        Begun gaveUp(String message) {
            ledger.failed(
                    execution, new Failure("CreateCluster", "ClusterFailed", message, List.of(), Optional.empty()));
            return this;
        }

        /** In this status of Step Functions. */
        Begun ended(String status) {
            account.executions().stream()
                    .filter(found -> found.arn().equals(execution.arn()))
                    .forEach(found -> found.status(status));
            return this;
        }

        /** A rollback of it began, in this status of Step Functions; its ARN. */
        String rollback(String name, String status) {
            return rollback(name, status, Confirmation.NONE);
        }

        String rollback(String name, String status, Confirmation confirmation) {
            now = now.plusSeconds(60);
            String arn = account.rollback(name).status(status).arn();
            ledger.rollbackBegan(execution, arn, confirmation);
            return arn;
        }

        /** And came to its end. */
        Begun rolledBack(String name, Remaining... remaining) {
            String arn = rollback(name, remaining.length == 0 ? "SUCCEEDED" : "FAILED");
            ledger.rollbackEnded(execution, arn, List.of(remaining));
            return this;
        }
    }
}
