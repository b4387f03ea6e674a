package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceStatus;
import software.amazon.awssdk.services.sagemaker.model.ClusterNodeSummary;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupSpecification;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.ConflictException;
import software.amazon.awssdk.services.sagemaker.model.DeepHealthCheckType;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.InstanceGroupStatus;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

class ClusterLifecycleTest implements ConformingResponses {

    private final LocalAccount account = LocalAccount.shared();
    private final SageMakerClient sageMaker = account.sageMaker();
    private final World world = account.world();

    @Test
    void aClusterIsCreatingUntilEveryNodeRunsAndThenInService() {
        String arn = create(2);

        Set<ClusterStatus> seen = new LinkedHashSet<>();
        eventually(() -> {
            seen.add(describe().clusterStatus());
            return seen.contains(ClusterStatus.IN_SERVICE);
        });

        assertThat(seen).containsExactly(ClusterStatus.CREATING, ClusterStatus.IN_SERVICE);
        assertThat(arn).matches("arn:aws:sagemaker:us-east-1:000000000000:cluster/[a-z0-9]{12}");
        var group = describe().restrictedInstanceGroups().getFirst();
        assertThat(group.status()).isEqualTo(InstanceGroupStatus.IN_SERVICE);
        assertThat(group.currentCount()).isEqualTo(2);
        assertThat(group.targetCount()).isEqualTo(2);
        assertThat(group.environmentConfig().s3OutputPath()).startsWith("s3://");
        assertThat(group.environmentConfig().fSxLustreConfig().sizeInGiB()).isEqualTo(1200);
        assertThat(nodes())
                .hasSize(2)
                .allMatch(node -> node.instanceStatus().status() == ClusterInstanceStatus.RUNNING);
    }

    @Test
    void nodesHaveInterfacesInTheClustersSubnetAndGroupsUntilTheClusterIsGone() {
        create(3);
        becomes(ClusterStatus.IN_SERVICE);

        assertThat(account.aws().interfacesIn(world.subnetId())).hasSize(3).allSatisfy(made -> {
            assertThat(made.groups()).containsExactly(world.groupId());
            assertThat(made.description()).startsWith("[DO NOT DELETE] ENI managed by SageMaker");
        });
        var details = sageMaker
                .describeClusterNode(r -> r.clusterName(world.clusterName())
                        .nodeId(nodes().getFirst().instanceId()))
                .nodeDetails();
        assertThat(details.privatePrimaryIp()).startsWith("10.1.");
        assertThat(details.placement().availabilityZoneId()).isEqualTo("use1-az1");

        sageMaker.deleteCluster(r -> r.clusterName(world.clusterName()));
        assertThat(describe().clusterStatus()).isEqualTo(ClusterStatus.DELETING);
        isGone();
        assertThat(account.aws().interfacesIn(world.subnetId())).isEmpty();
    }

    @Test
    void aClusterThatIsBeingCreatedCannotBeDeletedOrUpdated() {
        create(1);

        assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName(world.clusterName())))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Creating");
        assertThatThrownBy(() -> update(group("rig-1", 2))).isInstanceOf(ConflictException.class);
    }

    @Test
    void aNameIsInUseUntilItsClusterIsGone() {
        create(1);
        assertThatThrownBy(() -> create(1)).isInstanceOf(ResourceInUseException.class);

        becomes(ClusterStatus.IN_SERVICE);
        sageMaker.deleteCluster(r -> r.clusterName(world.clusterName()));
        assertThatThrownBy(() -> create(1)).isInstanceOf(ResourceInUseException.class);
        assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName(world.clusterName())))
                .isInstanceOf(ConflictException.class);

        isGone();
        create(1);
    }

    @Test
    void withoutCapacityACreationRollsBackAndLeavesAFailedClusterThatCanBeDeleted() {
        account.scenario(world, "{'cluster': {'createOutcome': 'Failed'}}");
        create(2);

        becomes(ClusterStatus.ROLLING_BACK);
        assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName(world.clusterName())))
                .isInstanceOf(ConflictException.class);
        becomes(ClusterStatus.FAILED);
        assertThat(describe().failureMessage()).contains("sufficient capacity");
        assertThat(describe().restrictedInstanceGroups().getFirst().status()).isEqualTo(InstanceGroupStatus.FAILED);
        assertThat(nodes()).isEmpty();
        assertThat(account.aws().interfacesIn(world.subnetId())).isEmpty();

        sageMaker.deleteCluster(r -> r.clusterName(world.clusterName()));
        isGone();
    }

    @Test
    void aStuckNodeStaysPendingUntilTheCreationTimesOut() {
        account.scenario(world, "{'cluster': {'stuckNodes': 1, 'seconds': {'creationTimeout': 2500}}}");
        create(2);

        eventually(() ->
                nodes().stream().anyMatch(node -> node.instanceStatus().status() == ClusterInstanceStatus.RUNNING));
        assertThat(describe().clusterStatus()).isEqualTo(ClusterStatus.CREATING);
        assertThat(describe().restrictedInstanceGroups().getFirst().currentCount())
                .isEqualTo(1);
        assertThat(nodes())
                .extracting(node -> node.instanceStatus().status())
                .containsExactlyInAnyOrder(ClusterInstanceStatus.RUNNING, ClusterInstanceStatus.PENDING);
        becomes(ClusterStatus.FAILED);
        assertThat(describe().failureMessage()).contains("timed out");
    }

    @Test
    void deepHealthChecksComeBeforeRunning() {
        account.scenario(world, "{'cluster': {'seconds': {'creating': 300, 'deepHealthCheck': 2500}}}");
        create(group("rig-1", 1).toBuilder()
                .onStartDeepHealthChecks(DeepHealthCheckType.INSTANCE_STRESS)
                .build());

        eventually(() -> nodes().stream()
                .anyMatch(
                        node -> node.instanceStatus().status() == ClusterInstanceStatus.DEEP_HEALTH_CHECK_IN_PROGRESS));
        becomes(ClusterStatus.IN_SERVICE);
        assertThat(nodes()).allMatch(node -> node.instanceStatus().status() == ClusterInstanceStatus.RUNNING);
    }

    @Test
    void aScenarioRefusesDeletionsAsOftenAsItSays() {
        account.scenario(world, "{'cluster': {'deleteRefusedTimes': 2, 'seconds': {'creating': 100}}}");
        create(1);
        becomes(ClusterStatus.IN_SERVICE);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> sageMaker.deleteCluster(r -> r.clusterName(world.clusterName())))
                    .isInstanceOf(ConflictException.class);
        }
        sageMaker.deleteCluster(r -> r.clusterName(world.clusterName()));
        isGone();
    }

    @Test
    void anUpdateScalesAddsAndRemovesGroups() {
        create(group("rig-1", 2), group("rig-2", 1));
        becomes(ClusterStatus.IN_SERVICE);

        assertThatThrownBy(() -> update(group("rig-1", 1)))
                .isInstanceOfSatisfying(
                        SageMakerException.class, e -> assertThat(code(e)).isEqualTo("ValidationException"))
                .hasMessageContaining("rig-2");
        sageMaker.updateCluster(r -> r.clusterName(world.clusterName())
                .restrictedInstanceGroups(group("rig-1", 1), group("rig-3", 2))
                .instanceGroupsToDelete("rig-2"));
        assertThat(describe().clusterStatus()).isEqualTo(ClusterStatus.UPDATING);
        becomes(ClusterStatus.IN_SERVICE);

        assertThat(describe().restrictedInstanceGroups())
                .extracting(g -> g.instanceGroupName() + ":" + g.currentCount())
                .containsExactly("rig-1:1", "rig-3:2");
        assertThat(account.aws().interfacesIn(world.subnetId())).hasSize(3);
    }

    @Test
    void aFullSubnetFailsTheCreation() {
        account.aws().fill(world.subnetId());
        create(1);

        becomes(ClusterStatus.FAILED);
        assertThat(describe().failureMessage()).contains("InsufficientFreeAddressesInSubnet");
    }

    @Test
    void anEc2ThatFailsOnceDelaysTheClusterOnly() {
        account.aws().failOnce(world.subnetId());
        create(2);

        becomes(ClusterStatus.IN_SERVICE);
        assertThat(account.aws().interfacesIn(world.subnetId())).hasSize(2);
    }

    @Test
    void aClusterIsFoundByNameAndByArnInItsRegionOnly() {
        String arn = create(1);

        assertThat(sageMaker.describeCluster(r -> r.clusterName(arn)).clusterName())
                .isEqualTo(world.clusterName());
        try (SageMakerClient elsewhere = account.sageMaker("eu-north-1")) {
            assertThatThrownBy(() -> elsewhere.describeCluster(r -> r.clusterName(world.clusterName())))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 11; i++) {
            World other = account.world();
            sageMaker.createCluster(r -> r.clusterName("page-" + other.clusterName())
                    .orchestrator(o -> o.eks(e -> e.clusterArn(other.eksCluster())))
                    .vpcConfig(v -> v.subnets(other.subnetId()).securityGroupIds(other.groupId()))
                    .restrictedInstanceGroups(group("rig-1", 0)));
        }
        create(12);
        becomes(ClusterStatus.IN_SERVICE);

        assertThat(sageMaker.listClusters(r -> {}).nextToken()).isNotNull();
        assertThat(sageMaker.listClustersPaginator(r -> {}).clusterSummaries().stream()
                        .filter(cluster -> cluster.clusterName().startsWith("page-")))
                .hasSize(11);
        assertThat(sageMaker
                        .listClusterNodes(r -> r.clusterName(world.clusterName()))
                        .clusterNodeSummaries())
                .hasSize(10);
        assertThat(nodes()).hasSize(12);
        assertThatThrownBy(() -> sageMaker.listClusters(r -> r.nextToken("bm9uZQ==")))
                .isInstanceOfSatisfying(
                        SageMakerException.class, e -> assertThat(code(e)).isEqualTo("ValidationException"));
    }

    @Test
    void tagsAreAddedReplacedAndRemoved() {
        String arn = sageMaker
                .createCluster(r -> r.clusterName(world.clusterName())
                        .orchestrator(o -> o.eks(e -> e.clusterArn(world.eksCluster())))
                        .vpcConfig(v -> v.subnets(world.subnetId()).securityGroupIds(world.groupId()))
                        .restrictedInstanceGroups(group("rig-1", 1))
                        .tags(tag("a", "1"), tag("b", "2")))
                .clusterArn();

        sageMaker.addTags(r -> r.resourceArn(arn).tags(tag("b", "3"), tag("c", "4")));
        sageMaker.deleteTags(r -> r.resourceArn(arn).tagKeys("a"));

        assertThat(sageMaker.listTagsPaginator(r -> r.resourceArn(arn)).tags())
                .extracting(t -> t.key() + "=" + t.value())
                .containsExactly("b=3", "c=4");
        assertThatThrownBy(() -> sageMaker.addTags(r -> r.resourceArn(arn).tags(tag("aws:x", "1"))))
                .isInstanceOfSatisfying(
                        SageMakerException.class, e -> assertThat(code(e)).isEqualTo("ValidationException"));
        assertThatThrownBy(() -> sageMaker.listTags(r -> r.resourceArn(arn + "x")))
                .isInstanceOf(SageMakerException.class);
    }

    static ClusterRestrictedInstanceGroupSpecification group(String name, int count) {
        return ClusterRestrictedInstanceGroupSpecification.builder()
                .instanceGroupName(name)
                .instanceType("ml.p5.48xlarge")
                .instanceCount(count)
                .executionRole("arn:aws:iam::000000000000:role/nova")
                .environmentConfig(e -> e.fSxLustreConfig(f -> f.sizeInGiB(1200).perUnitStorageThroughput(125)))
                .build();
    }

    private String create(int nodes) {
        return create(group("rig-1", nodes));
    }

    private String create(ClusterRestrictedInstanceGroupSpecification... groups) {
        return sageMaker
                .createCluster(r -> r.clusterName(world.clusterName())
                        .orchestrator(o -> o.eks(e -> e.clusterArn(world.eksCluster())))
                        .vpcConfig(v -> v.subnets(world.subnetId()).securityGroupIds(world.groupId()))
                        .restrictedInstanceGroups(groups))
                .clusterArn();
    }

    private void update(ClusterRestrictedInstanceGroupSpecification... groups) {
        sageMaker.updateCluster(r -> r.clusterName(world.clusterName()).restrictedInstanceGroups(groups));
    }

    private DescribeClusterResponse describe() {
        return sageMaker.describeCluster(r -> r.clusterName(world.clusterName()));
    }

    private List<ClusterNodeSummary> nodes() {
        List<ClusterNodeSummary> nodes = new ArrayList<>();
        Consumer<ClusterNodeSummary> add = nodes::add;
        sageMaker
                .listClusterNodesPaginator(r -> r.clusterName(world.clusterName()))
                .clusterNodeSummaries()
                .forEach(add);
        return nodes;
    }

    private void becomes(ClusterStatus status) {
        eventually(() -> describe().clusterStatus() == status);
    }

    private void isGone() {
        eventually(() -> {
            try {
                describe();
                return false;
            } catch (ResourceNotFoundException e) {
                return true;
            }
        });
    }

    private static String code(SageMakerException e) {
        return e.awsErrorDetails().errorCode();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
