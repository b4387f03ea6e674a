package hyperpod.rig.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.EksClusterInUseException;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ExecutionTakenBackException;
import hyperpod.rig.core.Failure;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.MountSource;
import hyperpod.rig.core.ServiceUnavailableException;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.resources.HyperPodClusters;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.HyperPodCluster;
import hyperpod.rig.testkit.JsonText;
import hyperpod.rig.testkit.SampleRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ResourceInUseException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** CreateCluster takes no token: what a name in use means is read from the cluster's tags. */
class ClusterCreationTest {

    private static final Execution EXECUTION =
            new Execution("e-1", AwsAccount.execution("e-1"), Optional.of(AwsAccount.NOW.minusSeconds(60)));

    private static final Optional<MountSource> MOUNT =
            Optional.of(new MountSource("fs-1.fsx.us-east-1.amazonaws.com", "abcdefgh"));

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final ObjectNode request = SampleRequest.json();
    private final ObjectNode group = (ObjectNode) request.at("/restrictedInstanceGroups/0");

    private final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()), AwsAccount.LEDGER_TABLE, InstantSource.fixed(AwsAccount.NOW));

    @BeforeEach
    void theExecutionHasBegun() {
        ledger.begin(EXECUTION, request);
    }

    @Test
    void theSampleIsTranslatedWhole() {
        everything();
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
    void aRefusedCallLeavesNothingToBeLookedFor() {
        account.fails("CreateCluster", "ResourceLimitExceeded", 400);
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
        assertThat(entry().intents()).isEmpty();
    }

    @Test
    void aNameInUseMayBeOneThatTheCallMadeItself() {
        account.fails("CreateCluster", "ResourceInUse", 400, "in use: nova-rig");
        assertThatThrownBy(this::create).isInstanceOf(ServiceUnavailableException.class);
        assertThat(entry().intents()).containsOnlyKeys(ResourceType.CLUSTER);
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
        assertThat(arn)
                .startsWith(AwsAccount.arn("sagemaker", "cluster/"))
                .isEqualTo(created().arn());
    }

    /** Lists show what was just created some time later; nobody asks them. */
    @Test
    void theOwnClusterIsFoundByItsName() {
        account.listsLag(3);
        String arn = create();
        assertThat(create()).isEqualTo(arn);
        assertThat(account.calls("CreateCluster")).hasSize(2);
        assertThat(account.calls("ListClusters")).isEmpty();
    }

    @Test
    void theLedgerKnowsOfTheClusterBeforeAndAfterTheCall() {
        request.putObject("tags").put("team", "nova");
        account.losesAnswer("CreateCluster", 1);
        assertThatThrownBy(this::create).isInstanceOf(SdkClientException.class);
        assertThat(entry().intents().get(ResourceType.CLUSTER))
                .isEqualTo(new Intent(
                        ResourceType.CLUSTER,
                        AwsAccount.NOW,
                        Optional.of("nova-rig"),
                        Optional.empty(),
                        Map.of("hyperpod-rig:application", "app", "hyperpod-rig:execution", "e-1", "team", "nova"),
                        Map.of(
                                "Orchestrator.Eks.ClusterArn",
                                request.get("eksClusterArn").textValue())));
        assertThat(entry().created()).isEmpty();
        String arn = create();
        assertThat(entry().created().get(ResourceType.CLUSTER)).isEqualTo(new Created("nova-rig", arn, AwsAccount.NOW));
    }

    @Test
    void nothingIsCreatedIfTheLedgerCannotBeWritten() {
        account.fails("UpdateItem", "InternalServerError", 500);
        assertThatThrownBy(this::create).isInstanceOf(SdkException.class);
        account.recovers("UpdateItem").fails("UpdateItem", "AccessDeniedException", 400);
        assertThatThrownBy(this::create).isInstanceOf(SdkException.class);
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    /** Otherwise nobody would know its ARN: the state machine repeats the call, which finds the cluster. */
    @Test
    void aClusterThatCouldNotBeRecordedIsFoundAgain() {
        account.answers("CreateCluster", "{\"ClusterArn\": \"arn:aws:sagemaker:us-east-1:111122223333:cluster/x\"}");
        assertThat(create()).endsWith("cluster/x");
        assertThat(entry().created().get(ResourceType.CLUSTER).arn()).endsWith("cluster/x");
    }

    @Test
    void anExecutionThatGaveUpCreatesNothing() {
        ledger.failed(EXECUTION, Failure.of("WaitForFileSystem", "E", "too late"));
        assertThatThrownBy(this::create).isInstanceOf(ExecutionTakenBackException.class);
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    @Test
    void anExecutionWhoseClusterIsBeingDeletedCreatesNoOther() {
        create();
        ledger.deleting(EXECUTION, ResourceType.CLUSTER, "arn:rollback", false);
        created().gone();
        assertThatThrownBy(this::create).isInstanceOf(ExecutionTakenBackException.class);
        assertThat(account.calls("CreateCluster")).hasSize(1);
    }

    /** However many clusters strangers have: what is asked does not grow. */
    @Test
    void callsDoNotGrowWithTheClustersOfTheAccount() {
        create();
        List<String> alone = callsOf(this::create);
        for (int i = 0; i < 500; i++) {
            account.cluster("stranger-" + i);
        }
        assertThat(callsOf(this::create))
                .isEqualTo(alone)
                .containsExactly("UpdateItem", "CreateCluster", "DescribeCluster", "ListTags", "GetItem", "UpdateItem");
    }

    @Test
    void throttlingIsForTheStateMachineToRepeat() {
        account.throttles("CreateCluster", 1);
        assertThatThrownBy(this::create).isInstanceOf(SageMakerException.class);
        assertThat(account.calls("CreateCluster")).hasSize(1);
    }

    /** The sample and everything that a request can say, of a retry's own cluster: nothing in it is a difference. */
    @Test
    void theClusterThatThisExecutionCreatedBeforeIsTheResult() {
        assertThat(create()).isEqualTo(create());
    }

    @Test
    void aClusterWithAllThatARequestCanSayIsFoundAgain() {
        everything();
        assertThat(create()).isEqualTo(create());
    }

    @Test
    void aClusterWithASharedEnvironmentIsFoundAgain() {
        sharedEnvironment(2_400);
        assertThat(create()).isEqualTo(create());
    }

    /** AWS adds a root volume, tags of its own and what its defaults are. */
    @Test
    void whatAwsAddsIsNoDifference() {
        everything();
        String arn = create();
        HyperPodCluster own = created();
        own.ofGroup("ThreadsPerCore", 2).with("AutoScaling", Map.of("Mode", "Disable", "AutoScalerType", "Karpenter"));
        group.remove("threadsPerCore");
        Map<String, String> tags = new TreeMap<>(own.tagsNow());
        tags.put("aws:cloudformation:stack-name", "s");
        own.tags(tags);
        assertThat(create()).isEqualTo(arn);
    }

    /** Names of executions can be chosen: the tags can have been put on a cluster beforehand. */
    @Test
    void aClusterThatIsOlderThanTheExecutionIsSomebodyElses() {
        create();
        created().at("CreationTime", AwsAccount.NOW.minusSeconds(61));
        assertThatThrownBy(this::create)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContainingAll(
                        "'nova-rig'", "carries this execution's tags", "2026-07-11T10:28:59Z", "2026-07-11T10:30:00Z");
    }

    /** The file system took its time: what was created meanwhile is not the cluster that comes after it. */
    @Test
    void aClusterThatIsOlderThanItsIntentIsSomebodyElses() {
        Execution early =
                new Execution("e-0", AwsAccount.execution("e-0"), Optional.of(AwsAccount.NOW.minusSeconds(3_600)));
        ledger.begin(early, request);
        create(early, MOUNT);
        created().at("CreationTime", AwsAccount.NOW.minusSeconds(1));
        assertThatThrownBy(() -> create(early, MOUNT))
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContaining("did not want it before 2026-07-11T10:30:00Z");
        created().at("CreationTime", AwsAccount.NOW);
        assertThat(create(early, MOUNT)).isEqualTo(created().arn());
    }

    /** Tags may be shown later than the cluster; one that is another than is asked for is taken at once. */
    @Test
    void theOwnClusterWhoseTagsAreNotShownYetIsLookedForAgain() {
        create();
        created().tags(Map.of());
        assertThatThrownBy(this::create)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll("'nova-rig'", "no tags yet");
        created().ofGroup("InstanceType", "ml.p4d.24xlarge");
        assertThatThrownBy(this::create).isInstanceOf(ClusterNameTakenException.class);
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                of("eksClusterArn", c -> c.orchestratedBy("arn:aws:eks:us-east-1:111122223333:cluster/other")),
                of("network", c -> c.network(List.of("subnet-x"), List.of("sg-0123456789abcdef0"))),
                of("network", c -> c.without("VpcConfig")),
                of("nodeRecovery", c -> c.with("NodeRecovery", "None")),
                of("tags", c -> c.tags(with(c.tagsNow(), "team", "other"))),
                of("tags", c -> c.tags(with(c.tagsNow(), "more", "x"))),
                of("NodeProvisioningMode", c -> c.with("NodeProvisioningMode", "Continuous")),
                of("ClusterRole", c -> c.with("ClusterRole", "arn:aws:iam::111122223333:role/x")),
                of("AutoScaling", c -> c.with("AutoScaling", Map.of("Mode", "Enable"))),
                of("TieredStorageConfig", c -> c.with("TieredStorageConfig", Map.of("Mode", "Enable"))),
                of(
                        "standard instance groups",
                        c -> c.with("InstanceGroups", List.of(Map.of("InstanceGroupName", "cpu")))),
                of("restrictedInstanceGroups", c -> c.group("more", "Creating", 0, 1)),
                of("restrictedInstanceGroups", c -> c.ofGroup("InstanceGroupName", "other")),
                of("instanceType", c -> c.ofGroup("InstanceType", "ml.p4d.24xlarge")),
                of("instanceCount", c -> c.ofGroup("TargetCount", 3)),
                of("executionRoleArn", c -> c.ofGroup("ExecutionRole", "arn:aws:iam::111122223333:role/mine")),
                of("deepHealthChecks", c -> c.ofGroup("OnStartDeepHealthChecks", List.of())),
                of("trainingPlanArn", c -> c.ofGroup("TrainingPlanArn", "arn:of-another")),
                of("rig-1' network", c -> c.networkOfGroup(List.of("subnet-own"), List.of("sg-open"))),
                of("rig-1' network", c -> c.networkOfGroup(List.of("subnet-own", "subnet-2"), List.of("sg-own"))),
                of("rig-1' network", c -> c.ofGroup("OverrideVpcConfig", null)),
                of("storage", c -> c.ofGroup("InstanceStorageConfigs", List.of())),
                of("storage", c -> c.ofGroup("InstanceStorageConfigs", List.of(volume(500), mount("fs-of-another")))),
                of(
                        "storage",
                        c -> c.ofGroup(
                                "InstanceStorageConfigs", List.of(volume(500), mount("fs-1"), mount("fs-more")))),
                of("storage", c -> c.ofGroup("InstanceStorageConfigs", List.of(volume(100), mount("fs-1")))),
                of("storage", c -> c.ofGroup("InstanceStorageConfigs", List.of(encrypted(500, false), mount("fs-1")))),
                of(
                        "storage",
                        c -> c.ofGroup(
                                "InstanceStorageConfigs", List.of(volume(500), encrypted(200, true), mount("fs-1")))),
                of("scheduled update", c -> c.ofGroup("ScheduledUpdateConfig", Map.of("ScheduleExpression", "x"))),
                of("threadsPerCore", c -> c.ofGroup("ThreadsPerCore", 2)),
                of("fileSystem", c -> c.ofGroup("EnvironmentConfig", Map.of())),
                of(
                        "sharedEnvironment",
                        c -> c.with(
                                "RestrictedInstanceGroupsConfig",
                                Map.of("SharedEnvironmentConfig", Map.of("CurrentFSxLustreConfig", Map.of())))));
    }

    /** Whoever tags a cluster of his own beforehand gets no other than the one that is asked for adopted. */
    @ParameterizedTest
    @MethodSource("differences")
    void aClusterThatDiffersFromTheRequestIsSomebodyElses(String field, UnaryOperator<HyperPodCluster> difference) {
        everything();
        create();
        difference.apply(created());
        assertThatThrownBy(this::create)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContainingAll("'nova-rig'", "another than it asks for: ", field, "choose another name");
    }

    @Test
    void aSharedEnvironmentThatOutlivesTheClusterIsADifference() {
        sharedEnvironment(2_400);
        create();
        sharedEnvironment(1_200);
        assertThatThrownBy(this::create)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContaining("sharedEnvironment is 2400 GiB");
    }

    private static Arguments of(String field, UnaryOperator<HyperPodCluster> difference) {
        return Arguments.of(field, difference);
    }

    private static Map<String, String> with(Map<String, String> tags, String key, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return more;
    }

    private static Map<String, Object> volume(int gib) {
        return Map.of("EbsVolumeConfig", Map.of("VolumeSizeInGB", gib));
    }

    /** With a key that no request can name: who has it takes the volume from the nodes. */
    private static Map<String, Object> encrypted(int gib, boolean root) {
        return Map.of(
                "EbsVolumeConfig", Map.of("VolumeSizeInGB", gib, "VolumeKmsKeyId", "of-another", "RootVolume", root));
    }

    private static Map<String, Object> mount(String id) {
        return Map.of(
                "FsxLustreConfig",
                Map.of(
                        "DnsName",
                        id + ".fsx.us-east-1.amazonaws.com",
                        "MountName",
                        "abcdefgh",
                        "MountPath",
                        "/shared"));
    }

    /** With all that a request can say of a group. */
    private void everything() {
        group.put("threadsPerCore", 1)
                .put("ebsVolumeGiB", 500)
                .put("mountPath", "/shared")
                .put("trainingPlanArn", "arn:aws:sagemaker:us-east-1:111122223333:training-plan/p");
        group.putArray("deepHealthChecks").add("InstanceStress").add("InstanceConnectivity");
        ObjectNode network = group.putObject("network");
        network.putArray("subnetIds").add("subnet-own");
        network.putArray("securityGroupIds").add("sg-own");
        request.putObject("tags").put("team", "nova");
    }

    private void sharedEnvironment(int sizeGiB) {
        group.remove("fileSystem");
        request.putObject("sharedEnvironment")
                .putObject("fileSystem")
                .put("sizeGiB", sizeGiB)
                .put("throughputMBpsPerTiB", 125);
    }

    private HyperPodCluster created() {
        return account.clusterNamed("nova-rig");
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
                .hasMessageContainingAll("eksClusterArn", "SageMaker says: ", "one for one");
    }

    @Test
    void theNameOfAnotherExecutionsClusterOnTheSameEksClusterIsTaken() {
        account.cluster("nova-rig")
                .orchestratedBy(request.get("eksClusterArn").textValue())
                .ownedBy("app", "e-2");
        assertThatThrownBy(this::create).isInstanceOf(ClusterNameTakenException.class);
    }

    /** Another execution was quicker: what is in use is not the name. */
    @Test
    void anEksClusterThatIsTakenMeanwhileIsInUse() {
        otherExecutionCreates();
        assertThatThrownBy(this::create).isInstanceOf(EksClusterInUseException.class);
    }

    /** A describe call may be late: the own cluster of an earlier try is not somebody else's for that. */
    @Test
    void aNameInUseThatIsNotShownYetIsLookedForAgain() {
        create();
        account.fails("DescribeCluster", "ResourceNotFound", 400);
        assertThatThrownBy(this::create)
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContainingAll("'nova-rig'", "does not show such a cluster yet");
        account.recovers("DescribeCluster");
        assertThat(create()).isEqualTo(created().arn());
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
        assertThatThrownBy(() -> create(EXECUTION, Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("mount is missing");
        assertThat(account.calls("CreateCluster")).isEmpty();
    }

    /** With the other policy a rollback would leave a file system that costs. */
    @Test
    void groupsShareAnEnvironmentThatGoesWithThem() {
        sharedEnvironment(2_400);
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
        Execution execution = new Execution("e-2", AwsAccount.execution("e-2"), EXECUTION.startDate());
        ledger.begin(execution, other);
        creation().create(execution, SampleRequest.read(other), Optional.empty());
    }

    private List<String> callsOf(Supplier<String> doing) {
        int before = account.calls().size();
        doing.get();
        return account.calls().stream().skip(before).map(Call::operation).toList();
    }

    private String create() {
        return create(EXECUTION, MOUNT);
    }

    private String create(Execution execution, Optional<MountSource> mount) {
        return creation().create(execution, SampleRequest.read(request), mount);
    }

    private ClusterCreation creation() {
        SageMakerClient sageMaker = account.creatingClient(SageMakerClient.builder());
        return new ClusterCreation(
                sageMaker, new HyperPodClusters(sageMaker), ledger, InstantSource.fixed(AwsAccount.NOW), "app");
    }

    private LedgerEntry entry() {
        return ledger.entry(EXECUTION.arn(), EXECUTION.startDate()).orElseThrow();
    }
}
