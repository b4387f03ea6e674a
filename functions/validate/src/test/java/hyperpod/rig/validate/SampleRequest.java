package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.ledger.Ledger;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.EksCluster;
import hyperpod.rig.testkit.IamRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/** The sample request, and an account that can meet it; a test changes one thing of either. */
abstract class SampleRequest {

    static final String ROLE = "arn:aws:iam::111122223333:role/nova-rig";
    static final String EKS_CLUSTER = "arn:aws:eks:us-east-1:111122223333:cluster/nova-eks";
    static final String VPC = "vpc-0a1b2c3d4e5f60718";
    static final String FIRST_SUBNET = "subnet-0a1b2c3d4e5f60718";
    static final String SECOND_SUBNET = "subnet-0b1c2d3e4f5a60729";
    static final String SMALL_SUBNET = "subnet-00000000000000011";
    static final String SECURITY_GROUP = "sg-0123456789abcdef0";
    static final String CONTROL_PLANE = "sg-000000000000000ec";
    static final String ZONE = "us-east-1a";

    private static final RequestSchema SCHEMA = new RequestSchema();

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    final Ledger ledger = new Ledger(
            account.client(DynamoDbClient.builder()),
            AwsAccount.LEDGER_TABLE,
            Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC));

    final EksCluster eksCluster = account.eksCluster("nova-eks", VPC);
    final IamRole role = account.role(ROLE);
    ValidateRequestHandler.Input sample = sample();
    final ObjectNode request = (ObjectNode) sample.input();
    final ObjectNode group = (ObjectNode) request.at("/restrictedInstanceGroups/0");
    String region = AwsAccount.REGION;
    List<String> allowedRegions = List.of("us-east-1");
    String executionRoleResource = "role/*";
    EgressPolicy.Mode defaultMode = EgressPolicy.Mode.STRICT;
    EgressPolicyCeiling ceiling = EgressPolicyCeiling.CLOSED;
    List<String> linkedBucketArns = List.of("arn:aws:s3:::nova-rig-training-data");

    @BeforeEach
    void fill() {
        subnet(FIRST_SUBNET, VPC, 4091);
        subnet(SECOND_SUBNET, VPC, 4091);
        securityGroup(SECURITY_GROUP, VPC);
        controlPlane(SECURITY_GROUP);
        eksCluster.vpcConfig("clusterSecurityGroupId", CONTROL_PLANE).vpcConfig("subnetIds", List.of(FIRST_SUBNET));
        account.bucket("nova-rig-training-data").bucket("nova-rig-results");
        instanceType("p5.48xlarge", true);
        instanceType("g5.xlarge", false);
    }

    void assertRefused(String... words) {
        assertThatThrownBy(this::validate)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(words);
    }

    List<String> warnings() {
        return validate().warnings();
    }

    ValidateRequestHandler.Output validate() {
        return new RequestValidator(
                        SCHEMA,
                        new RegionRule(region, allowedRegions),
                        new LinkedBucketRule(linkedBucketArns),
                        new EgressPolicyRule.Setting(defaultMode, ceiling),
                        executionRoleResource,
                        Duration.ofHours(4),
                        ledger,
                        Clock.fixed(AwsAccount.NOW, ZoneOffset.UTC),
                        new RequestValidator.Clients(
                                account.client(EksClient.builder()),
                                account.client(Ec2Client.builder()),
                                account.client(IamClient.builder()),
                                account.client(S3Client.builder()),
                                account.client(SageMakerClient.builder()),
                                account.client(ServiceQuotasClient.builder())))
                .validate(sample.execution(), request);
    }

    /** Another execution of the application, with a request like the sample's for a cluster of this name. */
    OtherExecution another(String clusterName) {
        return new OtherExecution(account, ledger, request.deepCopy().put("clusterName", clusterName));
    }

    /** In the zone of the sample's. */
    void subnet(String id, String vpcId, int freeAddresses) {
        subnet(id, vpcId, freeAddresses, ZONE);
    }

    void subnet(String id, String vpcId, int freeAddresses, String zone) {
        account.removed("Subnets", "SubnetId", id).network("""
                {"Subnets": [{"SubnetId": "%s", "VpcId": "%s", "AvailableIpAddressCount": %d, "CidrBlock": "10.0.0.0/20",
                 "AvailabilityZone": "%s"}]}""".formatted(id, vpcId, freeAddresses, zone));
    }

    /** Open among its members and towards the control plane. */
    void securityGroup(String id, String vpcId) {
        securityGroup(
                id,
                vpcId,
                among(id),
                among(id) + ", {\"IpProtocol\": \"tcp\", \"FromPort\": 443, \"ToPort\": 443, \"UserIdGroupPairs\":"
                        + " [{\"GroupId\": \"" + CONTROL_PLANE + "\"}]}");
    }

    void securityGroup(String id, String vpcId, String inbound, String outbound) {
        account.removed("SecurityGroups", "GroupId", id).network("""
                {"SecurityGroups": [{"GroupId": "%s", "VpcId": "%s", "IpPermissions": [%s], "IpPermissionsEgress": [%s]}]}""".formatted(id, vpcId, inbound, outbound));
    }

    /** A rule for all traffic whose other side is a group. */
    static String among(String groupId) {
        return "{\"IpProtocol\": \"-1\", \"UserIdGroupPairs\": [{\"GroupId\": \"" + groupId + "\"}]}";
    }

    /** The control plane lets this group in. */
    void controlPlane(String groupId) {
        securityGroup(CONTROL_PLANE, VPC, among(groupId), "");
    }

    void instanceType(String name, boolean efa) {
        account.removed("InstanceTypes", "InstanceType", name).network("""
                {"InstanceTypes": [{"InstanceType": "%s", "NetworkInfo": {"EfaSupported": %s}}]}""".formatted(name, efa));
    }

    /** One more group like the sample's. */
    ObjectNode anotherGroup(String name) {
        ArrayNode groups = (ArrayNode) request.get("restrictedInstanceGroups");
        groups.add(group.deepCopy());
        return ((ObjectNode) groups.get(groups.size() - 1)).put("name", name);
    }

    static ObjectNode network(ObjectNode ofGroup, String... subnetIds) {
        ObjectNode network = ofGroup.putObject("network");
        ArrayNode ids = network.putArray("subnetIds");
        List.of(subnetIds).forEach(ids::add);
        network.putArray("securityGroupIds").add(SECURITY_GROUP);
        return network;
    }

    private static ValidateRequestHandler.Input sample() {
        try {
            return Json.MAPPER.readValue(
                    Path.of("../../events/stepfunctions/ValidateRequest.json").toFile(),
                    ValidateRequestHandler.Input.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
