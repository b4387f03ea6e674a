package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.testkit.AwsAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where data comes from and goes to, and who may move it. */
class BucketsAndRolesTest extends SampleRequest {

    @Test
    void aBucketThatDoesNotExistIsRefusedWhereverItIsNamed() {
        request.putObject("s3").put("inputBucket", "nova-rig-typo").put("outputBucket", "nova-rig-typo-2");
        assertRefused(
                "2 violations;",
                "s3.inputBucket is \"nova-rig-typo\", which does not exist",
                "s3.outputBucket is \"nova-rig-typo-2\", which does not exist: create the bucket in us-east-1");
    }

    @Test
    void aLinkedBucketThatDoesNotExistIsRefused() {
        linkedBucketArns = List.of("*");
        request.withObject("/sharedFileSystem/s3").put("bucket", "nova-rig-typo");
        assertRefused("1 violation;", "sharedFileSystem.s3.bucket is \"nova-rig-typo\", which does not exist");
    }

    @Test
    void aBucketOfAnotherRegionIsRefused() {
        account.bucket("nova-rig-results", "eu-west-1", "111122223333", false);
        assertRefused("1 violation;", "s3.outputBucket is \"nova-rig-results\", which lies in eu-west-1");
    }

    @Test
    void aBucketOfAnotherAccountIsRefused() {
        account.bucket("nova-rig-results", "us-east-1", "444455556666", false);
        assertRefused(
                "1 violation;",
                "s3.outputBucket is",
                "belongs to another account: name a bucket of account 111122223333");
    }

    @Test
    void anOwnBucketThatLetsNobodyInIsWarnedOf() {
        account.bucket("nova-rig-results", "us-east-1", "111122223333", true);
        assertThat(warnings()).singleElement().asString().contains("the bucket's policy refuses");
        account.bucket("nova-rig-results", "us-west-2", "111122223333", true);
        assertRefused("1 violation;", "lies in us-west-2");
    }

    @Test
    void aBucketWhoseOwnerCannotBeFoundOutIsRefused() {
        account.bucket("nova-rig-results", "us-east-1", "444455556666", true).fails("ListBuckets", "AccessDenied", 403);
        assertRefused("1 violation;", "s3.outputBucket is", "its owner is not known", "s3:ListAllMyBuckets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DescribeSubnets",
                "ecr:GetAuthorizationToken"
            })
    void whatEveryNodeDoesMustBeAllowed(String action) {
        role.denies(action);
        assertRefused("1 violation;", "does not allow " + action + " on ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecr:BatchGetImage", "eks-auth:AssumeRoleForPodIdentity"})
    void whatMayBeAllowedMoreNarrowlyIsWarnedOf(String action) {
        role.denies(action);
        assertThat(warnings()).singleElement().asString().contains("does not allow " + action);
    }

    /** Whoever may start an execution can have the role passed: which ones, the administrator says. */
    @ParameterizedTest
    @ValueSource(strings = {"role/other-*", "role/nova", "role/team/*"})
    void aRoleThatTheApplicationMayNotPassIsRefusedBeforeIamIsAsked(String passable) {
        executionRoleResource = passable;
        account.fails("GetRole", "AccessDenied", 403);
        assertRefused("1 violation;", ROLE, "ExecutionRoleResource is " + passable, "name another role");
    }

    @Test
    void permissionsOnConditionsAreWarnedOf() {
        role.allowsOnCondition("ec2:CreateNetworkInterface", "ec2:Vpc");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("allows ec2:CreateNetworkInterface", "on conditions that cannot be checked");
    }

    @Test
    void reinforcementFineTuningNeedsLambdaAndSqs() {
        role.denies("lambda:InvokeFunction", "sqs:ReceiveMessage");
        assertThat(warnings()).isEmpty();
        request.put("reinforcementFineTuning", true);
        assertRefused("2 violations;", "does not allow lambda:InvokeFunction", "does not allow sqs:ReceiveMessage");
        role.denies();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nova!", "it's", "a(1)", "nova-\u20ac"})
    void anExecutionNameThatNoTagCanHoldIsRefused(String name) {
        Execution before = sample.execution();
        sample = new ValidateRequestHandler.Input(
                new Execution(name, AwsAccount.execution(name), before.startDate()), request);
        assertRefused("1 violation;", "execution.name is \"" + name + "\"", "a tag cannot hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nova-rig_1.b=c+d@e", "d6f1c1f8-8c1c-4d2b-9d55-8d7a6f0f0c11", "übung"})
    void aNameThatATagCanHoldIsNoMatter(String name) {
        Execution before = sample.execution();
        sample = new ValidateRequestHandler.Input(
                new Execution(name, AwsAccount.execution(name), before.startDate()), request);
        assertThat(warnings()).isEmpty();
    }

    /** Nova Forge alone is offered there; nothing of the sample lies there. */
    @Test
    void oregonIsWarnedOf() {
        ViolationCollector found = new ViolationCollector();
        String text = request.toString().replace("us-east-1", "us-west-2");
        new RegionRule("us-west-2", List.of("us-west-2")).check(read(text), sample.execution(), found);
        assertThat(found.violations()).isEmpty();
        assertThat(found.warnings()).singleElement().asString().contains("Nova Forge");
    }

    private static ProvisionRequest read(String json) {
        try {
            return Json.MAPPER.readValue(json, ProvisionRequest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
