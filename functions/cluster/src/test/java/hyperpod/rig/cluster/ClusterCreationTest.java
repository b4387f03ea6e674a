package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** CreateCluster takes no token: what a name in use means is read from the cluster's tags. */
class ClusterCreationTest {

    private static final Execution EXECUTION = new Execution("e-1", AwsAccount.execution("e-1"), Optional.empty());

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final ObjectNode request = SampleRequest.json();
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
        assertThat(account.calls("CreateCluster").getFirst().get("Tags")).isEqualTo(JsonText.parsed("""
                [{"Key": "hyperpod-rig:application", "Value": "app"}, {"Key": "hyperpod-rig:execution", "Value": "e-1"},
                 {"Key": "team", "Value": "nova"}]"""));
    }

    /**
     * CreateCluster takes no token: the SDK must not repeat it; the state machine does, and its own cluster is found.
     */
    @Test
    void anAnswerThatGetsLostCreatesOneCluster() {
        account.losesAnswer("CreateCluster", 1);
        assertThatThrownBy(this::create).isInstanceOf(SdkClientException.class);
        assertThat(account.calls("CreateCluster")).hasSize(1);
        String arn = create();
        assertThat(arn).startsWith(AwsAccount.arn("sagemaker", "cluster/"));
        assertThat(ownClusters().of(EXECUTION))
                .singleElement()
                .satisfies(cluster -> assertThat(cluster.arn()).isEqualTo(arn));
    }

    /** Lists show what was just created some time later. */
    @Test
    void theOwnClusterIsFoundByItsNameBeforeAListShowsIt() {
        account.listsLag(3);
        String arn = create();
        assertThat(create()).isEqualTo(arn);
        assertThat(account.calls("CreateCluster")).hasSize(2);
    }

    @Test
    void throttlingIsForTheStateMachineToRepeat() {
        account.throttles("CreateCluster", 1);
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
        assertThat(account.calls("CreateCluster")).hasSize(1);
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

    /** HyperPod takes one cluster for one EKS cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"Creating", "InService", "Failed", "Deleting"})
    void anEksClusterOfAnotherClusterIsInUse(String status) {
        account.cluster("another")
                .orchestratedBy(request.get("eksClusterArn").textValue())
                .status(status);
        assertThatThrownBy(this::create)
                .isInstanceOf(EksClusterInUseException.class)
                .hasMessageContainingAll("eksClusterArn", "'another' (" + status + ")", "one for one");
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    @Test
    void theNameOfAnotherExecutionsClusterOnTheSameEksClusterIsTaken() {
        account.cluster("nova-rig")
                .orchestratedBy(request.get("eksClusterArn").textValue())
                .ownedBy("app", "e-2");
        assertThatThrownBy(this::create).isInstanceOf(ClusterNameTakenException.class);
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    /** Another execution was quicker between looking and creating: what is in use is not the name. */
    @Test
    void anEksClusterThatIsTakenMeanwhileIsInUse() {
        account.listsLag(3);
        otherExecutionCreates();
        assertThatThrownBy(this::create)
                .isInstanceOf(EksClusterInUseException.class)
                .hasMessageContaining("'nova-other'");
    }

    /** What is in use is neither the name nor the EKS cluster, as far as AWS shows: its own words stand. */
    @Test
    void whatElseIsInUseIsSaidInSageMakersWords() {
        account.fails("CreateCluster", "ResourceInUse", 400, "the thing is in use");
        assertThatThrownBy(this::create)
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("the thing is in use");
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
    }

    /** A new role is not known everywhere at once; the state machine repeats the state for some minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SageMaker cannot assume the execution role arn:aws:iam::111122223333:role/nova-rig.",
                "Unable to assume role arn:aws:iam::111122223333:role/nova-rig",
                "The role could not be assumed by the service"
            })
    void aRoleThatCannotBeAssumedYetIsAskedForAgain(String message) {
        account.fails("CreateCluster", "ValidationException", 400, message);
        assertThatThrownBy(this::create)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll(message, "the call is repeated for some minutes");
    }

    @Test
    void whatElseSageMakerFindsInvalidStaysARefusal() {
        account.fails("CreateCluster", "ValidationException", 400, "The execution role must not be empty");
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
        account.recovers("CreateCluster")
                .fails("CreateCluster", "AccessDeniedException", 400, "User is an assumed role without a right");
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
    }

    @Test
    void aRefusalWithoutWordsStaysARefusal() {
        account.fails("CreateCluster", "ValidationException", 400, null);
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
    }

    @Test
    void groupsMountTheSharedFileSystemWhereTheyAskForIt() {
        group.put("mountPath", "/shared").put("ebsVolumeGiB", 500);
        ObjectNode second = group.deepCopy().put("name", "rig-2").put("mountPath", "/data");
        second.remove("ebsVolumeGiB");
        ObjectNode third = group.deepCopy().put("name", "rig-3");
        third.remove("mountPath");
        request.withArray("restrictedInstanceGroups").add(second).add(third);
        create();

        JsonNode groups = account.calls("CreateCluster").getFirst().get("RestrictedInstanceGroups");
        assertThat(groups.at("/0/InstanceStorageConfigs")).isEqualTo(JsonText.parsed("""
                [{"EbsVolumeConfig": {"VolumeSizeInGB": 500}},
                 {"FsxLustreConfig": {"DnsName": "fs-1.fsx.us-east-1.amazonaws.com", "MountName": "abcdefgh",
                  "MountPath": "/shared"}}]"""));
        assertThat(groups.at("/1/InstanceStorageConfigs")).isEqualTo(JsonText.parsed("""
                [{"FsxLustreConfig": {"DnsName": "fs-1.fsx.us-east-1.amazonaws.com", "MountName": "abcdefgh",
                  "MountPath": "/data"}}]"""));
        assertThat(groups.at("/2/InstanceStorageConfigs")).hasSize(1);
    }

    @Test
    void aFileSystemThatIsNotThereCannotBeMounted() {
        group.put("mountPath", "/shared");
        assertThatThrownBy(() -> create(Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("mount is missing");
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    /** With the other policy a rollback would leave a file system that costs. */
    @Test
    void groupsShareAnEnvironmentThatGoesWithThem() {
        group.remove("fileSystem");
        request.putObject("sharedEnvironment")
                .putObject("fileSystem")
                .put("sizeGiB", 2_400)
                .put("throughputMBpsPerTiB", 125);
        create();

        JsonNode asked = account.calls("CreateCluster").getFirst();
        assertThat(asked.get("RestrictedInstanceGroupsConfig")).isEqualTo(JsonText.parsed("""
                {"SharedEnvironmentConfig": {"FSxLustreDeletionPolicy": "DeleteIfNotUsed",
                 "FSxLustreConfig": {"SizeInGiB": 2400, "PerUnitStorageThroughput": 125}}}"""));
        assertThat(asked.at("/RestrictedInstanceGroups/0").has("EnvironmentConfig"))
                .isFalse();
    }

    private void otherExecutionCreates() {
        ObjectNode other = request.deepCopy().put("clusterName", "nova-other");
        new ClusterCreation(account.creatingClient(SageMakerClient.builder()), ownClusters(), "app")
                .create(
                        new Execution("e-2", AwsAccount.execution("e-2"), Optional.empty()),
                        SampleRequest.read(other),
                        Optional.empty());
    }

    private String create() {
        return create(Optional.of(new MountSource("fs-1.fsx.us-east-1.amazonaws.com", "abcdefgh")));
    }

    private String create(Optional<MountSource> mount) {
        return new ClusterCreation(account.creatingClient(SageMakerClient.builder()), ownClusters(), "app")
                .create(EXECUTION, SampleRequest.read(request), mount);
    }

    private OwnClusters ownClusters() {
        return new OwnClusters(account.client(SageMakerClient.builder()), "app");
    }
}
