package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happens to clusters on AWS that nobody wishes for. */
class ClusterHardshipsTest implements ConformingResponses {

    private static final String GROUP = "/RestrictedInstanceGroups/0";

    private final LocalAccount account = LocalAccount.shared();
    private final ClusterWorld cluster = ClusterWorld.fresh();

    @Test
    void aGroupIsInOneOfItsSubnetsAndItsClusterHasNoOtherOfTheEksCluster() {
        String other = account.aws().subnet(cluster.world().vpcId(), "2");
        cluster.create("/VpcConfig/Subnets/+", "'" + other + "'", GROUP + "/InstanceCount", "5");
        cluster.becomes("InService");
        assertThat(account.aws().interfacesIn(other)).hasSize(5);
        assertThat(account.aws().interfacesIn(cluster.world().subnetId())).isEmpty();

        ClusterWorld second = ClusterWorld.fresh();
        String eks = "'" + cluster.world().eksCluster() + "'";
        assertThat(second.refusal("/Orchestrator/Eks/ClusterArn", eks))
                .startsWith("ResourceInUse")
                .contains("EKS");
        cluster.delete();
        assertThat(second.refusal("/Orchestrator/Eks/ClusterArn", eks)).startsWith("ResourceInUse");
        cluster.isGone();
        second.create("/Orchestrator/Eks/ClusterArn", eks);
    }

    @Test
    void anEksClusterMustBeThereAndFit() {
        account.aws().eks(cluster.name(), "CONFIG_MAP");
        assertThat(cluster.refusal()).startsWith("ValidationException").contains("CONFIG_MAP");
        account.aws().eks(cluster.name(), "CREATING");
        assertThat(cluster.refusal()).contains("its status is CREATING");
        account.aws().remove(cluster.name());
        assertThat(cluster.refusal()).contains("EKS cluster").contains("does not exist");
    }

    @Test
    void aRoleThatIsNotThereOrNotToBeAssumedOrNewIsRefused() {
        account.aws().iam().remove("gone-role");
        assertThat(cluster.refusal(GROUP + "/ExecutionRole", "'arn:aws:iam::000000000000:role/gone-role'"))
                .startsWith("ValidationException")
                .contains("cannot assume the execution role");
        assertThat(cluster.refusal(GROUP + "/ExecutionRole", "'arn:aws:iam::000000000000:role/foreign'"))
                .contains("trust policy");
        assertThat(cluster.refusal(GROUP + "/ExecutionRole", "'arn:aws:iam::999999999999:role/nova'"))
                .contains("cannot assume");
        cluster.scenario("{'cluster': {'seconds': {'roleAssumable': 4000}}}");
        account.aws().iam().renew(cluster.name());
        assertThat(cluster.refusal()).contains("cannot assume the execution role");
        eventually(
                () -> account.call("SageMaker.CreateCluster", cluster.request().toString())
                                .statusCode()
                        == 200);
    }

    @Test
    void theFirstCallsAfterARoleWasMadeCanBeRefusedByNumber() {
        cluster.scenario("{'faults': {'CreateCluster': ['roleNotAssumable']}}");
        assertThat(cluster.refusal()).startsWith("ValidationException").contains("cannot assume the execution role");
        cluster.create();
    }

    @Test
    void withoutItsRoleADeletionNeverEndsAndTheNodesSayWhy() {
        cluster.create(GROUP + "/InstanceCount", "2");
        cluster.becomes("InService");
        account.aws().iam().deny(cluster.name(), "ec2:DeleteNetworkInterface");
        cluster.delete();

        eventually(() -> !cluster.described().path("FailureMessage").asText().isEmpty());
        assertThat(cluster.status()).isEqualTo("Deleting");
        assertThat(cluster.described().path("FailureMessage").asText())
                .contains(cluster.world().role(), "ec2:DeleteNetworkInterface");
        assertThat(account.nodes(cluster.name())).hasSize(2).allSatisfy(node -> {
            assertThat(node.at("/InstanceStatus/Status").asText()).isEqualTo("ShuttingDown");
            assertThat(node.at("/InstanceStatus/Message").asText()).contains("execution role");
        });
        assertThat(account.aws().interfacesIn(cluster.world().subnetId())).hasSize(2);
        assertThat(account.refusal("SageMaker.DeleteCluster", "{\"ClusterName\":\"" + cluster.name() + "\"}"))
                .startsWith("ConflictException");
    }

    @Test
    void aFailedClusterKeepsItsNodesIfTheRoleIsGone() {
        cluster.scenario("{'cluster': {'createOutcome': 'Failed', 'seconds': {'rollingBack': 4000}}}");
        cluster.create(GROUP + "/InstanceCount", "4");
        cluster.becomes("RollingBack");
        account.aws().iam().remove(cluster.name());
        cluster.becomes("Failed");
        assertThat(account.nodes(cluster.name())).hasSize(2);
        assertThat(account.nodes(cluster.name()).at("/0/InstanceStatus/Message").asText())
                .contains("the role does not exist");
        assertThat(cluster.described().path("FailureMessage").asText()).contains("sufficient capacity");
    }

    @Test
    void aScenarioMakesADeletionNeverEnd() {
        cluster.scenario("{'cluster': {'deletionStuck': true, 'seconds': {'creating': 100, 'deleting': 100}}}");
        cluster.create();
        cluster.becomes("InService");
        cluster.delete();
        eventually(
                () -> account.nodes(cluster.name()).findValuesAsText("Message").size() == 1);
        assertThat(cluster.status()).isEqualTo("Deleting");
    }

    @Test
    void aNodeThatFailsDuringCreationIsReplaced() {
        cluster.scenario(
                "{'cluster': {'failedNodes': 1, 'nodeMessage': 'broken', 'seconds': {'creating': 300, 'nodeReplacement': 4000}}}");
        cluster.create(GROUP + "/InstanceCount", "2");

        eventually(
                () -> account.nodes(cluster.name()).findValuesAsText("Status").contains("Failure"));
        JsonNode failed = account.nodes(cluster.name());
        assertThat(failed.findValuesAsText("Message")).containsExactly("broken");
        assertThat(cluster.status()).isEqualTo("Creating");
        cluster.becomes("InService");
        assertThat(account.nodes(cluster.name()).findValuesAsText("Status")).containsExactly("Running", "Running");
        assertThat(account.aws().interfacesIn(cluster.world().subnetId())).hasSize(2);
    }

    @Test
    void withoutNodeRecoveryAFailedNodeStaysAndTheCreationTimesOut() {
        cluster.scenario("{'cluster': {'failedNodes': 1, 'seconds': {'creating': 300, 'creationTimeout': 6000}}}");
        cluster.create(GROUP + "/InstanceCount", "2", "/NodeRecovery", "'None'");

        eventually(
                () -> account.nodes(cluster.name()).findValuesAsText("Status").contains("Failure"));
        cluster.becomes("Failed");
        assertThat(cluster.described().path("FailureMessage").asText()).contains("timed out");
    }

    @Test
    void aClusterCanBeInServiceWithADegradedGroupAndAFailureMessage() {
        cluster.scenario("{'cluster': {'createOutcome': 'Degraded', 'inServiceMessage': 'one instance failed',"
                + " 'seconds': {'creating': 300}}}");
        cluster.create(GROUP + "/InstanceCount", "3");
        cluster.becomes("InService");

        assertThat(cluster.described().path("FailureMessage").asText()).isEqualTo("one instance failed");
        assertThat(cluster.group().path("Status").asText()).isEqualTo("Degraded");
        assertThat(cluster.group().path("CurrentCount").asInt()).isEqualTo(2);
        assertThat(account.nodes(cluster.name()).findValuesAsText("Status"))
                .containsExactlyInAnyOrder("Running", "Running", "Failure");
        cluster.delete();
        cluster.isGone();
    }

    @Test
    void withoutFullTrafficAmongTheNodesEfaFailsTheCreation() {
        String narrow =
                account.aws().group(cluster.world().vpcId(), "10.0.0.0/8", List.of("0-65535"), List.of("0-65535"));
        cluster.create("/VpcConfig/SecurityGroupIds", "['" + narrow + "']");
        cluster.becomes("Failed");
        assertThat(cluster.described().path("FailureMessage").asText()).contains("EFA health checks did not run");

        ClusterWorld without = ClusterWorld.fresh();
        String theirs = account.aws().group(without.world().vpcId(), "10.0.0.0/8", List.of("443"), List.of("443"));
        without.create("/VpcConfig/SecurityGroupIds", "['" + theirs + "']", GROUP + "/InstanceType", "'ml.g5.xlarge'");
        without.becomes("InService");
    }

    @Test
    void aSystemUpdateCanComeBeforeTheClusterIsInService() {
        cluster.scenario("{'cluster': {'systemUpdate': true, 'seconds': {'creating': 300, 'systemUpdating': 3000}}}");
        cluster.create();

        Set<String> seen = new LinkedHashSet<>();
        eventually(() -> {
            seen.add(cluster.status());
            return seen.contains("InService");
        });
        assertThat(seen).containsExactly("Creating", "SystemUpdating", "InService");
    }

    @Test
    void aSystemUpdateRefusesDeletion() {
        cluster.scenario("{'cluster': {'systemUpdate': true, 'seconds': {'creating': 100, 'systemUpdating': 10000}}}");
        cluster.create();
        cluster.becomes("SystemUpdating");
        assertThat(cluster.group().path("Status").asText()).isEqualTo("SystemUpdating");
        assertThat(account.refusal("SageMaker.DeleteCluster", "{\"ClusterName\":\"" + cluster.name() + "\"}"))
                .startsWith("ConflictException");
    }

    @Test
    void aNodeOfAStandingClusterFailsIsReportedAndReplaced() {
        cluster.scenario("{'cluster': {'failingNodes': 1, 'seconds': {'creating': 300, 'nodeReplacement': 4000}}}");
        cluster.create(GROUP + "/InstanceCount", "2");
        cluster.becomes("InService");

        eventually(() -> cluster.group().path("Status").asText().equals("Degraded"));
        assertThat(cluster.status()).isEqualTo("InService");
        eventually(() -> cluster.group().path("Status").asText().equals("InService"));
        eventually(() -> health().size() == 2);
        assertThat(health()).extracting(h -> h.path("HealthStatus").asText()).containsExactly("Unhealthy", "Healthy");
        assertThat(health().getFirst().path("RepairAction").asText()).isEqualTo("Replace");
        assertThat(health().getFirst().path("HealthStatusReason").asText()).contains("EFA health checks");
    }

    private List<JsonNode> health() {
        return account.aws().events("SageMaker HyperPod Cluster Node Health Event").stream()
                .map(RecordingAws.Event::detail)
                .filter(detail -> detail.path("ClusterName").asText().equals(cluster.name()))
                .map(detail -> detail.path("HealthSummary"))
                .toList();
    }

    @Test
    void everyChangeOfStateIsReportedWithTheWholeCluster() {
        cluster.create();
        cluster.becomes("InService");
        cluster.delete();
        cluster.isGone();

        eventually(() -> states().size() == 3);
        assertThat(states()).containsExactlyInAnyOrder("Creating", "InService", "Deleting");
        RecordingAws.Event event = changes().getFirst();
        assertThat(event.source()).isEqualTo("aws.sagemaker");
        assertThat(event.resource()).isEqualTo(event.detail().path("ClusterArn").asText());
        assertThat(event.detail().path("CreationTime").isIntegralNumber()).isTrue();
        assertThat(event.detail().path("FailureMessage").isTextual()).isTrue();
        assertThat(event.detail().at("/RestrictedInstanceGroups/0/TargetCount").asInt())
                .isEqualTo(1);
    }

    private List<RecordingAws.Event> changes() {
        return account.aws().events("SageMaker HyperPod Cluster State Change").stream()
                .filter(event -> event.detail().path("ClusterName").asText().equals(cluster.name()))
                .toList();
    }

    private List<String> states() {
        return changes().stream()
                .map(event -> event.detail().path("ClusterStatus").asText())
                .toList();
    }

    @Test
    void aSlowAnswerComesAfterItsEffectAndHoldsUpNobodyElse() {
        cluster.scenario("{'slow': {'CreateCluster': [3]}}");
        Instant began = Instant.now();
        CompletableFuture<Void> creation = CompletableFuture.runAsync(cluster::create);

        eventually(() -> account.call("SageMaker.DescribeCluster", "{\"ClusterName\":\"" + cluster.name() + "\"}")
                        .statusCode()
                == 200);
        assertThat(creation).isNotDone();
        creation.join();
        assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void thousandsOfInterfacesHoldUpNobody() {
        ClusterWorld other = ClusterWorld.fresh();
        account.aws().hold(cluster.world().subnetId());
        cluster.create(GROUP + "/InstanceCount", "6758");
        eventually(() -> cluster.group().path("TargetCount").asInt() == 6758);

        other.create();
        other.becomes("InService");
        assertThat(cluster.status()).isEqualTo("Creating");
        account.aws().release(cluster.world().subnetId());
        cluster.becomes("InService");
        assertThat(cluster.group().path("CurrentCount").asInt()).isEqualTo(6758);
    }
}
