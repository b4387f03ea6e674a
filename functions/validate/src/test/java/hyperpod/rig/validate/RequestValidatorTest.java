package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.RequestSchema;
import hyperpod.rig.resources.OwnClusters;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.EksCluster;
import hyperpod.rig.testkit.IamRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class RequestValidatorTest {

    private static final RequestSchema SCHEMA = new RequestSchema();
    private static final String ROLE = "arn:aws:iam::111122223333:role/nova-rig";
    private static final String SMALL_SUBNET = "subnet-00000000000000011";

    private static final String VPC = "vpc-0a1b2c3d4e5f60718";
    private static final String FIRST_SUBNET = "subnet-0a1b2c3d4e5f60718";
    private static final String SECOND_SUBNET = "subnet-0b1c2d3e4f5a60729";
    private static final String SECURITY_GROUP = "sg-0123456789abcdef0";

    @RegisterExtension
    final AwsAccount account = new AwsAccount();

    private final EksCluster eksCluster = account.eksCluster("nova-eks", VPC);
    private final IamRole role = account.role(ROLE);
    private final ValidateRequestHandler.Input sample = sample();
    private final ObjectNode request = (ObjectNode) sample.input();
    private final ObjectNode group = (ObjectNode) request.at("/restrictedInstanceGroups/0");
    private List<String> allowedRegions = List.of("us-east-1");
    private List<String> linkedBucketArns = List.of("arn:aws:s3:::nova-rig-training-data");

    /** What the sample asks for; tests change one thing of it. */
    @BeforeEach
    void fill() {
        subnet(FIRST_SUBNET, VPC, 4091);
        subnet(SECOND_SUBNET, VPC, 4091);
        securityGroup(SECURITY_GROUP, VPC);
    }

    @Test
    void theSampleCanBeMet() {
        ValidateRequestHandler.Output output = validate();
        assertThat(output.vpcId()).isEqualTo(VPC);
        assertThat(output.warnings()).isEmpty();
        assertThat(output.request().clusterName()).isEqualTo("nova-rig");
    }

    @Test
    void theEksClusterOfAnotherRegionOrAccountIsRefused() {
        request.put("eksClusterArn", "arn:aws:eks:eu-west-1:444455556666:cluster/nova-eks");
        assertRefused("2 violations", "lies in Region eu-west-1", "belongs to account 444455556666");
    }

    @Test
    void aRegionThatIsNotAllowedIsRefused() {
        allowedRegions = List.of("us-west-2", " eu-north-1");
        assertRefused("1 violation;", "use one of us-west-2, eu-north-1");
    }

    @Test
    void anEksClusterThatDoesNotExistIsRefusedTogetherWithTheRest() {
        eksCluster.gone();
        role.gone();
        assertRefused("2 violations", "create the EKS cluster first", "create the role, or correct the ARN");
    }

    @Test
    void anEksClusterThatIsNotReadyForHyperPodIsRefused() {
        eksCluster.status("UPDATING");
        eksCluster.authenticationMode("CONFIG_MAP");
        assertRefused("is UPDATING", "authenticationMode=API_AND_CONFIG_MAP");
    }

    @Test
    void anEksClusterWithoutAnAddOnIsWarnedOf() {
        eksCluster.addOns("vpc-cni", "kube-proxy");
        assertThat(validate().warnings()).singleElement().asString().contains("coredns");
    }

    @Test
    void theNetworkMustExistInTheVpcOfTheEksCluster() {
        account.removed("Subnets", "SubnetId", FIRST_SUBNET);
        subnet(SECOND_SUBNET, "vpc-00000000000000002", 4091);
        securityGroup(SECURITY_GROUP, "vpc-00000000000000002");
        assertRefused(
                "3 violations",
                "network.subnetIds[0] is \"subnet-0a1b2c3d4e5f60718\", which does not exist",
                "network.subnetIds[1] is \"subnet-0b1c2d3e4f5a60729\", which lies in vpc-00000000000000002",
                "network.securityGroupIds[0] is \"sg-0123456789abcdef0\", which lies in vpc-00000000000000002");
    }

    @Test
    void aGroupsOwnNetworkIsCheckedToo() {
        network(group, SMALL_SUBNET).putArray("securityGroupIds").add("sg-00000000000000002");
        assertRefused(
                "restrictedInstanceGroups[0].network.subnetIds[0]",
                "restrictedInstanceGroups[0].network.securityGroupIds[0]");
    }

    @Test
    void nodesNeedMoreAddressesThanTheSubnetsHave() {
        group.put("instanceCount", 102);
        assertRefused("network.subnetIds is", "has 8182 free addresses where the request needs 8263");
    }

    @Test
    void theSubnetsOfAGroupsOwnNetworkAreNamed() {
        subnet(SMALL_SUBNET, VPC, 161);
        network(group, SMALL_SUBNET);
        assertRefused(
                "restrictedInstanceGroups[0].network.subnetIds is",
                "has 161 free addresses where the request needs 162");
    }

    @Test
    void groupsWithOverlappingSubnetsShareTheAddresses() {
        subnet(SMALL_SUBNET, VPC, 200);
        subnet("subnet-00000000000000012", VPC, 100);
        network(group, SMALL_SUBNET);
        ObjectNode other = ((ArrayNode) request.get("restrictedInstanceGroups"))
                .add(group.deepCopy())
                .get(1)
                .require();
        network(other.put("name", "rig-2"), SMALL_SUBNET, "subnet-00000000000000012");
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[1].network.subnetIds is",
                "has 300 free addresses where the request needs 324");
    }

    @Test
    void theSharedFileSystemNeedsAnAddressInTheFirstSubnet() {
        subnet(FIRST_SUBNET, VPC, 0);
        assertRefused("has 0 free addresses where the request needs 1");
    }

    @Test
    void oneFreeAddressIsNoPlural() {
        subnet(SMALL_SUBNET, VPC, 1);
        network(group, SMALL_SUBNET);
        assertRefused("has 1 free address where the request needs 162");
    }

    @Test
    void manySubnetsAreAskedForInPartsThatEc2Accepts() {
        ArrayNode groups = (ArrayNode) request.get("restrictedInstanceGroups");
        for (int i = 1; i < 20; i++) {
            ObjectNode one = groups.add(group.deepCopy()).get(i).require();
            ArrayNode ids = network(one.put("name", "rig-" + (i + 1))).putArray("subnetIds");
            for (int j = 0; j < 16; j++) {
                String id = "subnet-%017x".formatted(i * 16 + j);
                subnet(id, VPC, 4091);
                ids.add(id);
            }
        }
        validate();
        assertThat(account.calls("DescribeSubnets"))
                .extracting(call -> call.at("/Filter/0/Value").size())
                .containsExactly(200, 106);
    }

    @Test
    void theExecutionRoleMustTrustSageMaker() {
        role.trust(
                "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"eks.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}}");
        assertRefused("restrictedInstanceGroups[0].executionRoleArn is", "does not let SageMaker assume it");
    }

    @Test
    void trustOnConditionsIsWarnedOf() {
        role.trust("""
                {"Statement": {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole",
                 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}}""");
        assertThat(validate().warnings()).singleElement().asString().contains("on conditions");
    }

    @Test
    void aRoleOfAnotherPathIsAnotherRole() {
        role.with("Arn", "arn:aws:iam::111122223333:role/nova/nova-rig");
        assertRefused("create the role, or correct the ARN");
    }

    @Test
    void aRoleOfAnotherAccountIsRefused() {
        group.put("executionRoleArn", "arn:aws:iam::444455556666:role/nova-rig");
        assertRefused("belongs to account 444455556666", "111122223333");
    }

    @Test
    void theExecutionRoleMustReachTheBuckets() {
        role.denies("s3:PutObject");
        assertRefused("1 violation;", "does not allow s3:PutObject on arn:aws:s3:::nova-rig-results");
    }

    @Test
    void permissionsThatCannotBeSimulatedAreWarnedOf() {
        account.fails("SimulatePrincipalPolicy", "AccessDenied", 403);
        assertThat(validate().warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("SimulatePrincipalPolicy"));
    }

    @Test
    void aTrainingPlanOfAnotherRegionIsRefused() {
        group.put("trainingPlanArn", "arn:aws:sagemaker:us-west-2:111122223333:training-plan/plan-1");
        assertRefused("restrictedInstanceGroups[0].trainingPlanArn is", "in us-west-2");
    }

    @Test
    void theNameOfSomebodyElsesClusterIsTaken() {
        account.cluster("nova-rig").ownedBy("hyperpod-rig", "another");
        assertThatThrownBy(this::validate)
                .isInstanceOf(ClusterNameTakenException.class)
                .hasMessageContaining("choose another name");
    }

    @Test
    void aTakenNameIsToldWithTheOtherViolations() {
        account.cluster("nova-rig");
        eksCluster.status("CREATING");
        assertRefused("2 violations", "is CREATING", "clusterName is \"nova-rig\", which is in use");
    }

    @Test
    void theClusterOfThisVeryExecutionIsNoObstacle() {
        account.cluster("nova-rig").ownedBy("hyperpod-rig", sample.execution().name());
        assertThat(validate().request().clusterName()).isEqualTo("nova-rig");
    }

    @Test
    void aRequestThatBreaksTheSchemaIsRefusedBeforeAwsIsAsked() {
        request.put("clusterName", "-").put("nodeRecovery", "perhaps");
        role.gone();
        assertRefused("2 violations; nothing was created", "clusterName is", "nodeRecovery is");
    }

    @Test
    void aMessageTellsOnlyTheFirstOfManyViolations() {
        for (int i = 0; i < 5000; i++) {
            request.put("x".repeat(50) + i, i);
        }
        assertThatThrownBy(this::validate)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("and 4980 more")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(7_000));
    }

    @Test
    void aBucketThatTheApplicationMayNotLinkIsRefusedWithTheParameterThatSaysSo() {
        linkedBucketArns = List.of();
        assertRefused(
                "1 violation;",
                "sharedFileSystem.s3.bucket is \"nova-rig-training-data\"",
                "the template's parameter LinkedBucketArns names none",
                "have arn:aws:s3:::nova-rig-training-data added to LinkedBucketArns");
        linkedBucketArns = List.of("arn:aws:s3:::nova-rig", "arn:aws:s3:::*-results", "nova-rig-training-data");
        assertRefused("names arn:aws:s3:::nova-rig, arn:aws:s3:::*-results, nova-rig-training-data");
    }

    @Test
    void aBucketMayBeNamedWithWildcards() {
        for (String arn :
                List.of("arn:aws:s3:::nova-*", "arn:aws:s3:::*", "*", "arn:aws:s3:::nova-rig-training-dat?")) {
            linkedBucketArns = List.of("arn:aws:s3:::other", arn);
            assertThat(validate().request().sharedFileSystem()).as(arn).isPresent();
        }
    }

    @Test
    void whoLinksNoBucketNeedsNone() {
        linkedBucketArns = List.of();
        ((ObjectNode) request.get("sharedFileSystem")).remove("s3");
        assertThat(validate().request().sharedFileSystem()).isPresent();
        request.remove("sharedFileSystem");
        assertThat(validate().request().sharedFileSystem()).isEmpty();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::validate)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(words);
    }

    private ValidateRequestHandler.Output validate() {
        return new RequestValidator(
                        SCHEMA,
                        new RegionRule("us-east-1", allowedRegions),
                        new EksClusterRule(account.client(EksClient.builder())),
                        new NetworkRule(account.client(Ec2Client.builder())),
                        new ExecutionRoleRule(account.client(IamClient.builder())),
                        new LinkedBucketRule(linkedBucketArns),
                        new ClusterNameRule(new OwnClusters(account.client(SageMakerClient.builder()), "hyperpod-rig")))
                .validate(sample.execution(), request);
    }

    private void subnet(String id, String vpcId, int freeAddresses) {
        account.removed("Subnets", "SubnetId", id).network("""
                {"Subnets": [{"SubnetId": "%s", "VpcId": "%s", "AvailableIpAddressCount": %d}]}""".formatted(id, vpcId, freeAddresses));
    }

    private void securityGroup(String id, String vpcId) {
        account.removed("SecurityGroups", "GroupId", id).network("""
                {"SecurityGroups": [{"GroupId": "%s", "VpcId": "%s"}]}""".formatted(id, vpcId));
    }

    private ObjectNode network(ObjectNode ofGroup, String... subnetIds) {
        ObjectNode network = ofGroup.putObject("network");
        ArrayNode ids = network.putArray("subnetIds");
        List.of(subnetIds).forEach(ids::add);
        network.putArray("securityGroupIds").add("sg-0123456789abcdef0");
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
