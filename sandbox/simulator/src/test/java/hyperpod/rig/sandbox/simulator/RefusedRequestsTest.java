package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A good request with one change each: where (JSON pointer), to what ("-" removes it), and the error that it must meet.
 */
class RefusedRequestsTest implements ConformingResponses {

    private static final String CLUSTER = """
            {'ClusterName': '%s', 'Orchestrator': {'Eks': {'ClusterArn': 'arn:aws:eks:us-east-1:000000000000:cluster/nova'}},
             'VpcConfig': {'Subnets': ['%s'], 'SecurityGroupIds': ['%s']}, 'NodeRecovery': 'Automatic',
             'Tags': [{'Key': 'a', 'Value': 'b'}],
             'RestrictedInstanceGroups': [{'InstanceGroupName': 'rig-1', 'InstanceType': 'ml.p5.48xlarge', 'InstanceCount': 1,
               'ExecutionRole': 'arn:aws:iam::000000000000:role/nova', 'ThreadsPerCore': 1,
               'InstanceStorageConfigs': [{'EbsVolumeConfig': {'VolumeSizeInGB': 500}}],
               'OnStartDeepHealthChecks': ['InstanceStress'],
               'EnvironmentConfig': {'FSxLustreConfig': {'SizeInGiB': 1200, 'PerUnitStorageThroughput': 125}}}]}
            """;
    private static final String FILE_SYSTEM = """
            {'ClientRequestToken': '%s', 'FileSystemType': 'LUSTRE', 'StorageCapacity': 1200, 'StorageType': 'SSD',
             'SubnetIds': ['%s'], 'SecurityGroupIds': ['%s'], 'Tags': [{'Key': 'a', 'Value': 'b'}],
             'LustreConfiguration': {'DeploymentType': 'PERSISTENT_2', 'PerUnitStorageThroughput': 125,
               'DataCompressionType': 'LZ4'}}
            """;

    private final LocalAccount account = LocalAccount.shared();
    private final World world = account.world();

    @Test
    void theUnchangedRequestsAreAccepted() {
        assertThat(account.call("SageMaker.CreateCluster", cluster().toString()).statusCode())
                .isEqualTo(200);
        assertThat(account.call(FSX + "CreateFileSystem", fileSystem().toString())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /ClusterName | - | clusterName
            /ClusterName | '' | clusterName
            /ClusterName | '-rig' | clusterName
            /ClusterName | 'rig_1' | clusterName
            /ClusterName | 'a234567890123456789012345678901234567890123456789012345678901234' | clusterName
            /Orchestrator | {} | Exactly one orchestrator
            /Orchestrator/Eks/ClusterArn | 'nova' | orchestrator.eks.clusterArn
            /Orchestrator/Eks/ClusterArn | - | orchestrator.eks.clusterArn
            /Orchestrator | - | Eks orchestrator
            /VpcConfig | - | VpcConfig is required
            /VpcConfig/Subnets | [] | vpcConfig.subnets
            /VpcConfig/Subnets | - | vpcConfig.subnets
            /VpcConfig/Subnets/0 | 'subnet-0000000000000dead' | does not exist
            /VpcConfig/SecurityGroupIds | [] | vpcConfig.securityGroupIds
            /VpcConfig/SecurityGroupIds | ['sg-1','sg-2','sg-3','sg-4','sg-5','sg-6'] | vpcConfig.securityGroupIds
            /VpcConfig/SecurityGroupIds/0 | 'sg-0000000000000dead' | does not exist
            /NodeRecovery | 'Sometimes' | nodeRecovery
            /NodeProvisioningMode | 'Continuous' | NodeProvisioningMode
            /Tags/0/Key | 'aws:mine' | reserved
            /Tags/0/Key | - | tags.1.member.key
            /Tags/0/Value | - | tags.1.member.value
            /RestrictedInstanceGroups | - | InstanceGroups
            /RestrictedInstanceGroups | [] | restrictedInstanceGroups
            /RestrictedInstanceGroups/0/InstanceGroupName | - | instanceGroupName
            /RestrictedInstanceGroups/0/InstanceGroupName | 'a b' | instanceGroupName
            /RestrictedInstanceGroups/0/InstanceType | 'ml.p5' | instanceType
            /RestrictedInstanceGroups/0/InstanceType | - | instanceType
            /RestrictedInstanceGroups/0/InstanceCount | -1 | instanceCount
            /RestrictedInstanceGroups/0/InstanceCount | 6759 | instanceCount
            /RestrictedInstanceGroups/0/InstanceCount | - | instanceCount
            /RestrictedInstanceGroups/0/ExecutionRole | 'nova' | executionRole
            /RestrictedInstanceGroups/0/ExecutionRole | - | executionRole
            /RestrictedInstanceGroups/0/ThreadsPerCore | 3 | threadsPerCore
            /RestrictedInstanceGroups/0/InstanceStorageConfigs/0/EbsVolumeConfig/VolumeSizeInGB | 16385 | volumeSizeInGB
            /RestrictedInstanceGroups/0/InstanceStorageConfigs/0/EbsVolumeConfig/VolumeSizeInGB | 0 | volumeSizeInGB
            /RestrictedInstanceGroups/0/OnStartDeepHealthChecks/0 | 'Stress' | onStartDeepHealthChecks
            /RestrictedInstanceGroups/0/OnStartDeepHealthChecks | ['InstanceStress','InstanceStress'] | Duplicate
            /RestrictedInstanceGroups/0/TrainingPlanArn | 'plan' | trainingPlanArn
            /RestrictedInstanceGroups/0/OverrideVpcConfig | {'Subnets':['subnet-0000000000000dead'],'SecurityGroupIds':['sg-1']} | does not exist
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig | - | FSxLustreConfig
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/SizeInGiB | 1201 | 1200 or a multiple of 2400
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/SizeInGiB | 3600 | 1200 or a multiple of 2400
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/SizeInGiB | 100801 | sizeInGiB
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/SizeInGiB | - | sizeInGiB
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/PerUnitStorageThroughput | 300 | 125, 250, 500, 1000
            /RestrictedInstanceGroups/0/EnvironmentConfig/FSxLustreConfig/PerUnitStorageThroughput | 100 | perUnitStorageThroughput
            """)
    void aWrongClusterIsAValidationException(String where, String what, String named) {
        HttpResponse<String> refused = account.call("SageMaker.CreateCluster", changed(cluster(), where, what));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(LocalAccount.parsed(refused.body()).path("__type").asText()).isEqualTo("ValidationException");
        assertThat(refused.body()).contains(named);
        assertThat(account.state().path("clusters").findValuesAsText("ClusterName"))
                .doesNotContain(world.clusterName());
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /FileSystemType | - | BadRequest
            /FileSystemType | 'EXT4' | BadRequest
            /FileSystemType | 'WINDOWS' | BadRequest
            /ClientRequestToken | - | BadRequest
            /ClientRequestToken | 'a b' | BadRequest
            /StorageCapacity | - | BadRequest
            /StorageCapacity | 0 | BadRequest
            /StorageCapacity | 1201 | BadRequest
            /StorageCapacity | 3600 | BadRequest
            /StorageCapacity | -1 | BadRequest
            /StorageType | 'HDD' | BadRequest
            /StorageType | 'INTELLIGENT_TIERING' | BadRequest
            /SubnetIds | - | BadRequest
            /SubnetIds | [] | BadRequest
            /SubnetIds | ['subnet-00000001','subnet-00000002'] | BadRequest
            /SubnetIds/0 | 'net-1' | BadRequest
            /SubnetIds/0 | 'subnet-0000000000000dead' | InvalidNetworkSettings
            /SecurityGroupIds/0 | 'sg-0000000000000dead' | InvalidNetworkSettings
            /SecurityGroupIds/0 | 'sg' | BadRequest
            /Tags | [] | BadRequest
            /Tags/0/Key | 'aws:mine' | BadRequest
            /Tags | [{'Key':'a','Value':'1'},{'Key':'a','Value':'2'}] | BadRequest
            /NetworkType | 'DUAL' | BadRequest
            /FileSystemTypeVersion | '2.10' | BadRequest
            /FileSystemTypeVersion | '3' | BadRequest
            /WindowsConfiguration | {'ThroughputCapacity':8} | BadRequest
            /LustreConfiguration | {} | ok
            /LustreConfiguration/DeploymentType | 'PERSISTENT_3' | BadRequest
            /LustreConfiguration/DeploymentType | 'PERSISTENT_1' | InvalidPerUnitStorageThroughput
            /LustreConfiguration/DeploymentType | 'SCRATCH_2' | BadRequest
            /LustreConfiguration/PerUnitStorageThroughput | 300 | InvalidPerUnitStorageThroughput
            /LustreConfiguration/PerUnitStorageThroughput | 200 | InvalidPerUnitStorageThroughput
            /LustreConfiguration/PerUnitStorageThroughput | 1001 | BadRequest
            /LustreConfiguration/PerUnitStorageThroughput | - | BadRequest
            /LustreConfiguration/DataCompressionType | 'ZIP' | BadRequest
            /LustreConfiguration/ImportPath | 's3://bucket' | BadRequest
            /LustreConfiguration/ExportPath | 's3://bucket' | BadRequest
            /LustreConfiguration/AutoImportPolicy | 'NEW' | BadRequest
            /LustreConfiguration/ImportedFileChunkSize | 1024 | BadRequest
            /LustreConfiguration/DriveCacheType | 'READ' | BadRequest
            /LustreConfiguration/EfaEnabled | true | BadRequest
            /LustreConfiguration/ThroughputCapacity | 4000 | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED'} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':4500} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'AUTOMATIC'} | ok
            /LustreConfiguration/DailyAutomaticBackupStartTime | '05:00' | BadRequest
            /LustreConfiguration/WeeklyMaintenanceStartTime | '8:00:00' | BadRequest
            """)
    void aWrongFileSystemMeetsItsError(String where, String what, String code) {
        HttpResponse<String> answer = account.call(FSX + "CreateFileSystem", changed(fileSystem(), where, what));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText("ok"))
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code.equals("ok") ? 200 : 400);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /ClusterName | 1
            /ClusterName | ['rig']
            /VpcConfig | []
            /VpcConfig/Subnets | 'subnet-1'
            /RestrictedInstanceGroups | {}
            /RestrictedInstanceGroups/0/InstanceCount | '1'
            /RestrictedInstanceGroups/0/InstanceCount | 1.5
            /RestrictedInstanceGroups/0/InstanceCount | 3000000000
            """)
    void anotherTypeIsASerializationException(String where, String what) {
        HttpResponse<String> refused = account.call("SageMaker.CreateCluster", changed(cluster(), where, what));

        assertThat(LocalAccount.parsed(refused.body()).path("__type").asText()).isEqualTo("SerializationException");
    }

    @Test
    void allViolationsAreReportedAtOnce() {
        ObjectNode wrong = cluster();
        wrong.put("ClusterName", "-").put("NodeRecovery", "Sometimes");

        assertThat(account.call("SageMaker.CreateCluster", wrong.toString()).body())
                .contains("2 validation errors detected", "clusterName", "nodeRecovery");
    }

    @Test
    void membersThatTheModelDoesNotKnowAreIgnoredAsTheProtocolSays() {
        assertThat(account.call(
                                "SageMaker.CreateCluster",
                                cluster().put("Colour", "blue").toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static final String FSX = "AWSSimbaAPIService_v20180301.";

    private ObjectNode cluster() {
        return (ObjectNode)
                LocalAccount.json(CLUSTER.formatted(world.clusterName(), world.subnetId(), world.groupId()));
    }

    private ObjectNode fileSystem() {
        return (ObjectNode)
                LocalAccount.json(FILE_SYSTEM.formatted(world.subnetId(), world.subnetId(), world.groupId()));
    }

    private static String changed(ObjectNode request, String where, String what) {
        String parent = where.substring(0, where.lastIndexOf('/'));
        String last = where.substring(where.lastIndexOf('/') + 1);
        JsonNode owner = request.at(parent);
        JsonNode value = what.equals("-") ? MissingNode.getInstance() : LocalAccount.json(what);
        switch (owner) {
            case ObjectNode object when value.isMissingNode() -> object.remove(last);
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> array.set(Integer.parseInt(last), value);
            default -> throw new IllegalArgumentException(where);
        }
        return request.toString();
    }
}
