package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.ClusterNameTakenException;
import hyperpod.rig.core.InvalidRequestException;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.ResourceType;
import hyperpod.rig.testkit.AwsAccount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestValidatorTest extends SampleRequest {

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
    void manySubnetsAreAskedForInPartsThatEc2Accepts() {
        for (int i = 1; i < 20; i++) {
            ArrayNode ids = network(anotherGroup("rig-" + (i + 1)).put("instanceCount", 1))
                    .putArray("subnetIds");
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
        assertThat(validate().warnings()).singleElement().asString().contains("SimulatePrincipalPolicy");
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
        validate();
        ledger.intend(
                sample.execution(),
                new Intent(
                        ResourceType.CLUSTER,
                        AwsAccount.NOW,
                        Optional.of("nova-rig"),
                        Optional.empty(),
                        Map.of(),
                        Map.of()));
        account.cluster("nova-rig");
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
}
