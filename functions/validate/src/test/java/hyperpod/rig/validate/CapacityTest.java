package hyperpod.rig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.testkit.AwsAccount;
import hyperpod.rig.testkit.TrainingPlan;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotas and training plans. */
class CapacityTest extends SampleRequest {

    private static final String P5 = "L-8762A75F";
    private static final String CLUSTER = "L-2CE978FC";
    private static final String ALL = "L-3308CCC7";
    private static final String LUSTRE = "L-FC4D7F52";
    private static final String VOLUME = "L-E13DF72A";

    private static final Consumer<ObjectNode> ELSEWHERE = request -> request.put(
            "eksClusterArn", EKS_CLUSTER + "-" + request.get("clusterName").asText());

    private OtherExecution standing(String clusterName) {
        return another(clusterName).asks(ELSEWHERE).succeeds();
    }

    @Test
    void nodesThatTheQuotaOfTheirTypeHasNoRoomForAreRefused() {
        account.quota(P5, 3);
        assertThat(warnings()).isEmpty();
        standing("another");
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[0].instanceCount is \"2 nodes of ml.p5.48xlarge\"",
                "(L-8762A75F) has room for: it is 3, of which 2 is in use",
                "--quota-code L-8762A75F --desired-value 4");
    }

    @Test
    void groupsOfOneTypeAddUp() {
        account.quota(P5, 3);
        anotherGroup("rig-2");
        assertRefused("\"4 nodes of ml.p5.48xlarge\"");
    }

    @Test
    void whatCannotBeToldFromTheLedgerAloneIsAskedOfSageMaker() {
        account.quota(P5, 3);
        standing("another");
        account.clusterNamed("another").gone();
        assertThat(warnings()).isEmpty();
        standing("third").fails();
        assertRefused("it is 3, of which 2 is in use");
    }

    @Test
    void whatIsNotCreatedYetOrGaveUpCountsNot() {
        account.quota(P5, 3);
        another("another").asks(ELSEWHERE).locks();
        another("third").asks(ELSEWHERE).creates().fails();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void reservedNodesCountNowhereButInTheTotals() {
        account.quota(P5, 1);
        String plan = account.trainingPlan("plan-1")
                .reserves("ml.p5.48xlarge", 4, ZONE)
                .arn();
        group.put("trainingPlanArn", plan);
        assertThat(warnings()).isEmpty();
        another("another")
                .asks(ELSEWHERE)
                .asks(request -> ((ObjectNode) request.at("/restrictedInstanceGroups/0")).put("instanceCount", 1))
                .succeeds();
        group.putNull("trainingPlanArn").put("instanceCount", 1);
        assertThat(warnings()).isEmpty();
        account.quota(ALL, 1);
        assertRefused("\"1 nodes\"", "it is 1, of which 1 is in use");
    }

    @Test
    void aClusterMayHaveOnlySoManyNodes() {
        account.quota(CLUSTER, 1);
        assertRefused("1 violation;", "2 nodes in one cluster", CLUSTER);
    }

    @Test
    void lustreOfAllGroupsHasAQuota() {
        account.quota(LUSTRE, 6);
        assertThat(warnings()).isEmpty();
        another("another")
                .asks(ELSEWHERE)
                .asks(request ->
                        ((ObjectNode) request.at("/restrictedInstanceGroups/0/fileSystem")).put("sizeGiB", 2400))
                .succeeds();
        assertRefused(
                "1 violation;", "4.7 TiB of FSx for Lustre", "it is 6, of which 2.3 is in use", "--desired-value 8");
    }

    @Test
    void lustreOfASharedEnvironmentCountsToo() {
        account.quota(LUSTRE, 6);
        another("another")
                .asks(ELSEWHERE)
                .asks(request -> {
                    ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("fileSystem");
                    request.putObject("sharedEnvironment")
                            .putObject("fileSystem")
                            .put("sizeGiB", 2400)
                            .put("throughputMBpsPerTiB", 250);
                })
                .succeeds();
        assertRefused(
                "1 violation;", "4.7 TiB of FSx for Lustre", "it is 6, of which 2.3 is in use", "--desired-value 8");
    }

    @Test
    void aVolumeLargerThanTheQuotaIsRefused() {
        account.quota(VOLUME, 499);
        assertRefused(
                "1 violation;", "restrictedInstanceGroups[0].ebsVolumeGiB", "500 GB of EBS for each node", VOLUME);
    }

    @Test
    void aTypeWhoseCodeIsNotKnownIsLookedForInTheList() {
        group.put("instanceType", "ml.g5.xlarge");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("\"ml.g5.xlarge for cluster usage\" could not be read");
        for (int i = 0; i < 150; i++) {
            account.listedQuota("ml.g5.%dxlarge for training job usage".formatted(i), "L-%08d".formatted(i), 0);
        }
        account.listedQuota("ml.g5.xlarge for cluster usage", "L-0000ABCD", 1);
        assertRefused("1 violation;", "(L-0000ABCD) has room for: it is 1");
    }

    @Test
    void quotasThatCannotBeReadAreWarnedOf() {
        account.fails("GetServiceQuota", "AccessDeniedException", 400);
        assertThat(warnings())
                .hasSize(5)
                .allSatisfy(warning -> assertThat(warning).contains("could not be read"));
    }

    @Test
    void aPlanThatHasWhatTheGroupAsksForIsNoMatter() {
        plan();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Scheduled", "Pending", "Expired", "Failed"})
    void aPlanThatIsNotActiveIsRefused(String status) {
        plan().status(status);
        assertRefused(
                "1 violation;", "restrictedInstanceGroups[0].trainingPlanArn is", "is " + status + " (from 2026-07-10");
    }

    @Test
    void aPlanOfAnotherTimeIsRefused() {
        TrainingPlan plan = plan().at("StartTime", AwsAccount.NOW.plusSeconds(1));
        assertRefused("1 violation;", "begins at 2026-07-11T10:30:01Z");
        plan.at("StartTime", AwsAccount.NOW).at("EndTime", AwsAccount.NOW.plus(Duration.ofHours(3)));
        assertRefused("1 violation;", "ends at 2026-07-11T13:30:00Z, before the cluster must be ready");
    }

    @Test
    void aPlanForOtherResourcesIsRefused() {
        plan().with("TargetResources", List.of("training-job"));
        assertRefused("1 violation;", "is a plan for training-job");
    }

    @Test
    void aPlanWithTooFewInstancesIsRefused() {
        plan();
        anotherGroup("rig-2");
        anotherGroup("rig-3").putNull("trainingPlanArn");
        assertRefused("1 violation;", "has 2 free instances where the request needs 4");
    }

    @Test
    void aPlanForAnotherTypeIsRefused() {
        account.trainingPlan("other").reserves("ml.p4d.24xlarge", 2, ZONE);
        group.put("trainingPlanArn", AwsAccount.arn("sagemaker", "training-plan/other"));
        assertRefused(
                "1 violation;",
                "restrictedInstanceGroups[0].instanceType is",
                "not what the training plan reserves: ml.p4d.24xlarge");
    }

    @Test
    void aPlanThatDoesNotExistIsRefused() {
        plan().gone();
        assertRefused("1 violation;", "does not exist");
    }

    @Test
    void aPlanInAnotherZoneIsRefused() {
        account.trainingPlan("other").reserves("ml.p5.48xlarge", 2, "us-east-1c");
        group.put("trainingPlanArn", AwsAccount.arn("sagemaker", "training-plan/other"));
        assertRefused(
                "1 violation;",
                "network.subnetIds is",
                "lies outside the Availability Zone of the training plan, us-east-1c");
        request.remove("sharedFileSystem");
        subnet(SECOND_SUBNET, VPC, 4091, "us-east-1c");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(FIRST_SUBNET + " lies outside the training plan's zone");
    }

    private TrainingPlan plan() {
        TrainingPlan plan = account.trainingPlan("plan-1").reserves("ml.p5.48xlarge", 2, ZONE);
        group.put("trainingPlanArn", plan.arn());
        return plan;
    }
}
