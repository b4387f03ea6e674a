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
class RefusedClustersTest implements ConformingResponses {

    private static final String GROUP = "/RestrictedInstanceGroups/0";
    private static final String STANDARD = """
            {'ClusterName': '%s', 'Orchestrator': {'Eks': {'ClusterArn': '%s'}}, 'NodeProvisioningMode': 'Continuous',
             'VpcConfig': {'Subnets': ['%s'], 'SecurityGroupIds': ['%s']},
             'InstanceGroups': [{'InstanceGroupName': 'workers', 'InstanceType': 'ml.p5.48xlarge', 'InstanceCount': 1,
               'ExecutionRole': '%s', 'LifeCycleConfig': {'SourceS3Uri': 's3://sagemaker-a', 'OnCreate': 'a.sh'}}]}
            """;

    private final LocalAccount account = LocalAccount.shared();
    private final World world = account.world();

    @Test
    void theUnchangedRequestIsAccepted() {
        assertThat(account.call("SageMaker.CreateCluster", cluster().toString()).statusCode())
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

    private ObjectNode cluster() {
        return change(
                new ClusterWorld(account, world).request(), GROUP + "/OnStartDeepHealthChecks", "['InstanceStress']");
    }

    private ObjectNode standard() {
        return (ObjectNode) LocalAccount.json(STANDARD.formatted(
                world.clusterName(), world.eksCluster(), world.subnetId(), world.groupId(), world.role()));
    }

    private static String changed(ObjectNode request, String where, String what) {
        return change(request, where, what).toString();
    }
}
