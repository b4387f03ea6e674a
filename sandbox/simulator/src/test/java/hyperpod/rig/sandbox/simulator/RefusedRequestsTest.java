package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.ClusterWorld.change;
import static org.assertj.core.api.Assertions.assertThat;

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

    private static final String GROUP = "/RestrictedInstanceGroups/0";
    private static final String STANDARD = """
            {'ClusterName': '%s', 'Orchestrator': {'Eks': {'ClusterArn': '%s'}}, 'NodeProvisioningMode': 'Continuous',
             'VpcConfig': {'Subnets': ['%s'], 'SecurityGroupIds': ['%s']},
             'InstanceGroups': [{'InstanceGroupName': 'workers', 'InstanceType': 'ml.p5.48xlarge', 'InstanceCount': 1,
               'ExecutionRole': '%s', 'LifeCycleConfig': {'SourceS3Uri': 's3://sagemaker-a', 'OnCreate': 'a.sh'}}]}
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
            /VpcConfig/SecurityGroupIds | ['sg-1','sg-1'] | Duplicate security group
            /VpcConfig/Subnets | ['subnet-0000000000000001','subnet-0000000000000001'] | Duplicate subnet
            /AutoScaling | {'Mode':'Enable','AutoScalerType':'Karpenter'} | AutoScaling
            /TieredStorageConfig | {'Mode':'Disable','InstanceMemoryAllocationPercentage':30} | InstanceMemoryAllocationPercentage
            /RestrictedInstanceGroups/0/InstanceType | 'ml.t3.medium' | not supported
            /RestrictedInstanceGroups/0/InstanceType | 'ml.c5.xlarge' | not supported
            /RestrictedInstanceGroups/0/InstanceType | 'ml.m5.xlarge' | not supported
            /RestrictedInstanceGroups/0/InstanceType | 'ml.r5d.16xlarge' | not supported
            /RestrictedInstanceGroups/0/InstanceType | 'ml.i3en.large' | not supported
            /RestrictedInstanceGroups/0/TrainingPlanArn | 'arn:aws:sagemaker:us-east-1:000000000000:training-plan/none' | does not exist
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'EbsVolumeConfig':{'RootVolume':true,'VolumeSizeInGB':100,'VolumeKmsKeyId':'k'}}] | VolumeSizeInGB cannot
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'EbsVolumeConfig':{'RootVolume':true}}] | VolumeKmsKeyId is required
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'EbsVolumeConfig':{'RootVolume':true,'VolumeKmsKeyId':'k'}},{'EbsVolumeConfig':{'RootVolume':true,'VolumeKmsKeyId':'k'}}] | one root volume
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'EbsVolumeConfig':{'VolumeSizeInGB':1}},{'EbsVolumeConfig':{'VolumeSizeInGB':2}}] | one secondary volume
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'EbsVolumeConfig':{}}] | VolumeSizeInGB is required
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{}] | exactly one value
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'FsxLustreConfig':{'DnsName':'fs-1.fsx.us-east-1.amazonaws.com','MountName':'fsx'}}] | dnsName
            /RestrictedInstanceGroups/0/InstanceStorageConfigs | [{'FsxLustreConfig':{'DnsName':'fs-00000000.fsx.us-east-1.amazonaws.com'}}] | mountName
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
            /SecurityGroupIds | ['sg-00000001','sg-00000001'] | BadRequest
            /KmsKeyId | 'arn:aws:kms:eu-west-1:000000000000:key/abc' | BadRequest
            /KmsKeyId | 'arn:aws:kms:us-east-1:000000000000:key/abc' | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'65534:65534'} | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'0:0'} | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'0:65534'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'65534:0'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'4294967295:1'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'1:9999999999'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'NoSquashNids':['10.0.1.6@tcp']} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/aws/fsx/mine'} | ok
            /LustreConfiguration/LogConfiguration | {'Level':'DISABLED','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:999999999999:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:eu-west-1:000000000000:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:firehose:us-east-1:000000000000:deliverystream/aws-fsx'} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_2','PerUnitStorageThroughput':125,'EfaEnabled':true,'MetadataConfiguration':{'Mode':'AUTOMATIC'}} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://bucket','CopyTagsToBackups':true} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://bucket'} | ok
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://a..b'} | InvalidImportPath
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://192.168.0.1'} | InvalidImportPath
            /LustreConfiguration/WeeklyMaintenanceStartTime | '8:00:00' | BadRequest
            """)
    void aWrongFileSystemMeetsItsError(String where, String what, String code) {
        HttpResponse<String> answer = account.call(FSX + "CreateFileSystem", changed(fileSystem(), where, what));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText("ok"))
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code.equals("ok") ? 200 : 400);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /Colour | 'blue' | ok
            /InstanceGroups/0/MinInstanceCount | 1 | ok
            /InstanceGroups/0/MinInstanceCount | 2 | MinInstanceCount
            /InstanceGroups/0/InstanceRequirements | {'InstanceTypes':['ml.p5.48xlarge']} | Exactly one of InstanceType
            /InstanceGroups/0/InstanceType | - | Exactly one of InstanceType
            /InstanceGroups/0/LifeCycleConfig | - | LifeCycleConfig
            /InstanceGroups/0/CapacityRequirements | {'Spot':{},'OnDemand':{}} | either Spot or OnDemand
            /InstanceGroups/0/SlurmConfig | {'NodeType':'Compute'} | SlurmConfig
            /InstanceGroups/+ | {'InstanceGroupName':'Workers','InstanceType':'ml.p5.48xlarge','InstanceCount':1,'ExecutionRole':'arn:aws:iam::000000000000:role/nova','LifeCycleConfig':{'SourceS3Uri':'s3://sagemaker-a','OnCreate':'a.sh'}} | whatever their case
            /Orchestrator | {'Slurm':{}} | requires the Eks orchestrator
            /AutoScaling | {'Mode':'Enable','AutoScalerType':'Karpenter'} | ClusterRole
            /NodeProvisioningMode | - | ok
            /RestrictedInstanceGroupsConfig | {'SharedEnvironmentConfig':{'FSxLustreDeletionPolicy':'Keep','FSxLustreConfig':{'SizeInGiB':1200,'PerUnitStorageThroughput':125}}} | requires RestrictedInstanceGroups
            """)
    void aWrongStandardClusterIsAValidationException(String where, String what, String named) {
        HttpResponse<String> answer = account.call("SageMaker.CreateCluster", changed(standard(), where, what));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(named.equals("ok") ? 200 : 400);
        assertThat(answer.body()).contains(named.equals("ok") ? "ClusterArn" : named);
    }

    @Test
    void aGroupsNetworkIsInTheVpcOfTheCluster() {
        World other = account.world();
        String override = "{'Subnets':['%s'],'SecurityGroupIds':['%s']}".formatted(other.subnetId(), other.groupId());

        assertThat(new ClusterWorld(account, world).refusal(GROUP + "/OverrideVpcConfig", override))
                .startsWith("ValidationException")
                .contains("VPC of the cluster");
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /FileSystemTypeVersion | '2.15' | ok
            /LustreConfiguration/ThroughputCapacity | 8000 | ok
            /LustreConfiguration/ThroughputCapacity | 6000 | BadRequest
            /LustreConfiguration/ThroughputCapacity | - | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'AUTOMATIC'} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':12000} | ok
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':24000} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':1500} | BadRequest
            /LustreConfiguration/MetadataConfiguration | - | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | - | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED'} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'NO_CACHE','SizeGiB':64} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':31} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':131072} | ok
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':131073} | BadRequest
            /StorageCapacity | 1200 | BadRequest
            """)
    void aWrongIntelligentTieringFileSystemMeetsItsError(String where, String what, String code) {
        ObjectNode request =
                change(change(fileSystem(), "/StorageCapacity", "-"), "/StorageType", "'INTELLIGENT_TIERING'");
        change(request, "/LustreConfiguration", """
                {'DeploymentType': 'PERSISTENT_2', 'ThroughputCapacity': 4000,
                 'MetadataConfiguration': {'Mode': 'USER_PROVISIONED', 'Iops': 6000},
                 'DataReadCacheConfiguration': {'SizingMode': 'NO_CACHE'}}""");
        HttpResponse<String> answer = account.call(FSX + "CreateFileSystem", changed(request, where, what));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText("ok"))
                .as(answer.body())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "/data, s3://bucket/a, ''",
        "/data, s3://a..b/c, BadRequest",
        "/data, s3://192.168.0.1/, BadRequest",
        "/data, s3://xn--abc, BadRequest",
        "/data, s3://sthree-a, BadRequest",
        "/data, s3://name-s3alias, BadRequest",
        "/data, s3://name--ol-s3, BadRequest",
        "/data, s3://no-such-bucket, BadRequest",
        "/data/../x, s3://bucket/b, BadRequest",
        "/data//x, s3://bucket/b, BadRequest",
        "data, s3://bucket/b, BadRequest"
    })
    void aLinkNeedsAPlainDirectoryAndABucketThatIsThere(String path, String repository, String code) {
        account.aws().remove("no-such-bucket");
        String id = account.answer(FSX + "CreateFileSystem", fileSystem().toString())
                .at("/FileSystem/FileSystemId")
                .asText();
        LocalAccount.eventually(
                () -> account.answer(FSX + "DescribeFileSystems", "{\"FileSystemIds\":[\"" + id + "\"]}")
                        .at("/FileSystems/0/Lifecycle")
                        .asText()
                        .equals("AVAILABLE"));
        HttpResponse<String> answer = account.call(
                FSX + "CreateDataRepositoryAssociation",
                "{\"ClientRequestToken\":\"%s\",\"FileSystemId\":\"%s\",\"FileSystemPath\":\"%s\",\"DataRepositoryPath\":\"%s\"}"
                        .formatted(id, id, path, repository));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText()).isEqualTo(code);
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
        return change(
                new ClusterWorld(account, world).request(), GROUP + "/OnStartDeepHealthChecks", "['InstanceStress']");
    }

    private ObjectNode standard() {
        return (ObjectNode) LocalAccount.json(STANDARD.formatted(
                world.clusterName(), world.eksCluster(), world.subnetId(), world.groupId(), world.role()));
    }

    private ObjectNode fileSystem() {
        return (ObjectNode)
                LocalAccount.json(FILE_SYSTEM.formatted(world.subnetId(), world.subnetId(), world.groupId()));
    }

    private static String changed(ObjectNode request, String where, String what) {
        return change(request, where, what).toString();
    }
}
