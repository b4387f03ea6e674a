package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.InternalServerErrorException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class FaultsTest implements ConformingResponses {

    private final LocalAccount account = LocalAccount.shared();
    private final SageMakerClient sageMaker = account.sageMaker();
    private final FSxClient fsx = account.fsx();
    private final World world = account.world();

    @Test
    void throttlingRefusesTheFirstCallsOfAnOperationInItsSubnetsOnly() {
        account.scenario(world, "{'throttle': {'CreateCluster': 2, 'DescribeCluster': 1}}");
        World other = account.world();

        createCluster(other);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> createCluster(world)).isInstanceOfSatisfying(SageMakerException.class, e -> {
                assertThat(e.isThrottlingException()).isTrue();
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                assertThat(e.requestId()).isNotBlank();
            });
        }
        createCluster(world);
        assertThatThrownBy(() -> describe(world))
                .isInstanceOfSatisfying(
                        SageMakerException.class,
                        e -> assertThat(e.isThrottlingException()).isTrue());
        describe(world);
    }

    @Test
    void aServiceFaultComesBeforeAnyEffect() {
        account.scenario(world, "{'faults': {'CreateCluster': [500, 503], 'CreateFileSystem': [500]}}");

        assertThatThrownBy(() -> createCluster(world)).isInstanceOfSatisfying(SageMakerException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(500);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalFailure");
        });
        assertThatThrownBy(() -> createCluster(world))
                .isInstanceOfSatisfying(
                        SageMakerException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThatThrownBy(() -> describe(world)).isInstanceOf(ResourceNotFoundException.class);
        createCluster(world);
        assertThatThrownBy(() -> createFileSystem("a")).isInstanceOf(InternalServerErrorException.class);
        assertThat(account.state().path("fileSystems").findValuesAsText("SubnetIds"))
                .doesNotContain(world.subnetId());
    }

    @Test
    void aLostResponseHasItsEffect() {
        account.scenario(
                world, "{'faults': {'CreateCluster': ['lostResponse'], 'CreateFileSystem': ['lostResponse']}}");

        assertThatThrownBy(() -> createCluster(world)).isInstanceOf(SdkClientException.class);
        describe(world);
        assertThatThrownBy(() -> createCluster(world)).isInstanceOf(ResourceInUseException.class);

        String token = "lost-" + world.subnetId();
        assertThatThrownBy(() -> createFileSystem(token)).isInstanceOf(SdkClientException.class);
        String id = createFileSystem(token).fileSystemId();
        assertThat(fsx.describeFileSystemsPaginator(r -> {}).stream()
                        .flatMap(page -> page.fileSystems().stream())
                        .filter(each -> each.subnetIds().contains(world.subnetId())))
                .extracting(FileSystem::fileSystemId)
                .containsExactly(id);
    }

    @Test
    void anErrorOfAnyCodeCanBeOrderedForALaterCall() {
        account.scenario(world, "{'faults': {'CreateCluster': ['none', 'AccessDeniedException']}}");

        createCluster(world);
        assertThatThrownBy(() -> createCluster(world))
                .isInstanceOfSatisfying(
                        SageMakerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    }

    private void createCluster(World in) {
        sageMaker.createCluster(r -> r.clusterName(in.clusterName())
                .orchestrator(o -> o.eks(e -> e.clusterArn(in.eksCluster())))
                .vpcConfig(v -> v.subnets(in.subnetId()).securityGroupIds(in.groupId()))
                .restrictedInstanceGroups(ClusterLifecycleTest.group("rig-1", 1)));
    }

    private void describe(World in) {
        sageMaker.describeCluster(r -> r.clusterName(in.clusterName()));
    }

    private FileSystem createFileSystem(String token) {
        return fsx.createFileSystem(r -> r.clientRequestToken(token)
                        .fileSystemType("LUSTRE")
                        .storageCapacity(1200)
                        .subnetIds(world.subnetId())
                        .securityGroupIds(world.groupId())
                        .lustreConfiguration(
                                l -> l.deploymentType("PERSISTENT_2").perUnitStorageThroughput(125)))
                .fileSystem();
    }
}
