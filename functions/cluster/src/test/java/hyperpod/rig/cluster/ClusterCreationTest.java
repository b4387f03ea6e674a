package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** CreateCluster takes no token: what a name in use means is read from the cluster's tags. */
class ClusterCreationTest {

    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.empty());

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final ObjectNode request = sample();
    private final ObjectNode group = (ObjectNode) request.at("/restrictedInstanceGroups/0");

    @Test
    void theSampleIsTranslatedWhole() {
        group.put("threadsPerCore", 1)
                .put("ebsVolumeGiB", 500)
                .put("trainingPlanArn", "arn:aws:sagemaker:us-east-1:111122223333:training-plan/p");
        group.putArray("deepHealthChecks").add("InstanceStress").add("InstanceConnectivity");
        ObjectNode network = group.putObject("network");
        network.putArray("subnetIds").add("subnet-own");
        network.putArray("securityGroupIds").add("sg-own");
        request.put("nodeRecovery", "None");
        create();

        JsonNode asked = account.calls("CreateCluster").getFirst();
        assertThat(asked.path("ClusterName").asText()).isEqualTo("nova-rig");
        assertThat(asked.at("/Orchestrator/Eks/ClusterArn")).isEqualTo(request.get("eksClusterArn"));
        assertThat(asked.at("/VpcConfig/Subnets")).isEqualTo(request.at("/network/subnetIds"));
        assertThat(asked.at("/VpcConfig/SecurityGroupIds")).isEqualTo(request.at("/network/securityGroupIds"));
        assertThat(asked.path("NodeRecovery").asText()).isEqualTo("None");
        assertThat(asked.has("InstanceGroups")).isFalse();
        JsonNode rig = asked.at("/RestrictedInstanceGroups/0");
        assertThat(rig.path("InstanceGroupName")).isEqualTo(group.get("name"));
        assertThat(rig.path("InstanceType")).isEqualTo(group.get("instanceType"));
        assertThat(rig.path("InstanceCount")).isEqualTo(group.get("instanceCount"));
        assertThat(rig.path("ExecutionRole")).isEqualTo(group.get("executionRoleArn"));
        assertThat(rig.path("ThreadsPerCore").asInt()).isEqualTo(1);
        assertThat(rig.at("/InstanceStorageConfigs/0/EbsVolumeConfig/VolumeSizeInGB")
                        .asInt())
                .isEqualTo(500);
        assertThat(rig.path("OnStartDeepHealthChecks")).isEqualTo(group.get("deepHealthChecks"));
        assertThat(rig.path("TrainingPlanArn")).isEqualTo(group.get("trainingPlanArn"));
        assertThat(rig.at("/OverrideVpcConfig/Subnets/0").asText()).isEqualTo("subnet-own");
        assertThat(rig.at("/OverrideVpcConfig/SecurityGroupIds/0").asText()).isEqualTo("sg-own");
        assertThat(rig.at("/EnvironmentConfig/FSxLustreConfig/SizeInGiB")).isEqualTo(group.at("/fileSystem/sizeGiB"));
        assertThat(rig.at("/EnvironmentConfig/FSxLustreConfig/PerUnitStorageThroughput"))
                .isEqualTo(group.at("/fileSystem/throughputMBpsPerTiB"));
    }

    @Test
    void whatTheRequestLeavesOutIsLeftOut() {
        group.retain("name", "instanceType", "instanceCount", "executionRoleArn", "fileSystem");
        request.remove("nodeRecovery");
        create();
        JsonNode asked = account.calls("CreateCluster").getFirst();
        assertThat(asked.path("NodeRecovery").asText()).isEqualTo("Automatic");
        assertThat(asked.at("/RestrictedInstanceGroups/0").properties())
                .extracting(member -> member.getKey())
                .containsExactlyInAnyOrder(
                        "InstanceGroupName", "InstanceType", "InstanceCount", "ExecutionRole", "EnvironmentConfig");
    }

    @Test
    void theClusterCarriesTheExecutionsTagsBesideTheCallers() {
        request.putObject("tags").put("team", "nova");
        create();
        assertThat(account.calls("CreateCluster").getFirst().get("Tags")).isEqualTo(parsed("""
                [{"Key": "hyperpod-rig:application", "Value": "app"}, {"Key": "hyperpod-rig:execution", "Value": "e-1"},
                 {"Key": "team", "Value": "nova"}]"""));
    }

    /** The SDK repeats the call by itself, and meets the cluster that the first attempt made. */
    @Test
    void anAnswerThatGetsLostCreatesOneCluster() {
        account.losesAnswer("CreateCluster", 1);
        String arn = create();
        assertThat(arn).startsWith(AwsAccount.arn("sagemaker", "cluster/"));
        assertThat(account.calls("CreateCluster")).hasSizeGreaterThan(1);
        assertThat(ownClusters().of(EXECUTION))
                .singleElement()
                .satisfies(cluster -> assertThat(cluster.arn()).isEqualTo(arn));
    }

    @Test
    void theClusterThatThisExecutionCreatedBeforeIsTheResult() {
        HyperPodCluster before =
                account.cluster("nova-rig").ownedBy("app", "e-1").status("Creating");
        assertThat(create()).isEqualTo(before.arn());
    }

    @Test
    void theNameOfAnotherExecutionsClusterIsTaken() {
        account.cluster("nova-rig").ownedBy("app", "e-2");
        assertThatThrownBy(this::create)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContainingAll("'nova-rig'", "did not create", "choose another name");
    }

    @Test
    void theNameOfAStrangersClusterIsTaken() {
        account.cluster("nova-rig");
        assertThatThrownBy(this::create).isInstanceOf(ClusterNameTakenException.class);
    }

    /** Deleted between the two calls: the name may be free now, but that is for a new request to find out. */
    @Test
    void aNameInUseByNothingIsTaken() {
        account.fails("CreateCluster", "ResourceInUse", 400);
        assertThatThrownBy(this::create).isInstanceOf(ClusterNameTakenException.class);
    }

    @Test
    void anAnswerWithoutTheArnIsNoAnswer() {
        account.answers("CreateCluster", "{\"Other\": 1}");
        assertThatThrownBy(this::create)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("CreateCluster.ClusterArn");
    }

    @Test
    void whatSageMakerRefusesStaysARefusal() {
        account.fails("CreateCluster", "ResourceLimitExceeded", 400, "quota");
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class).hasMessageContaining("quota");
        assertThat(account.calls("DescribeCluster")).isEmpty();
    }

    private String create() {
        try {
            return new ClusterCreation(account.client(SageMakerClient.builder()), ownClusters(), "app")
                    .create(EXECUTION, Json.MAPPER.treeToValue(request, ProvisionRequest.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OwnClusters ownClusters() {
        return new OwnClusters(account.client(SageMakerClient.builder()), "app");
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode sample() {
        try {
            return (ObjectNode) Json.MAPPER.readTree(
                    Path.of("../../events/console/provision.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
