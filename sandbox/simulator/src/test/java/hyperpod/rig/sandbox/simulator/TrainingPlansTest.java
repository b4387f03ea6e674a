package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.LocalAccount.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingPlanResponse;

/** Reserved capacity: what DescribeTrainingPlan says of it, and what CreateCluster makes of it. */
class TrainingPlansTest implements ConformingResponses {

    private static final String GROUP = "/RestrictedInstanceGroups/0";
    private static final String PLAN = """
            [{'TrainingPlanArn': '%s', 'TrainingPlanName': '%s', 'Status': 'Active', 'TotalInstanceCount': 4,
              'AvailableInstanceCount': 4, 'InUseInstanceCount': 0, 'TargetResources': ['hyperpod-cluster'],
              'StartTime': 1700000000, 'EndTime': 4102444800,
              'ReservedCapacitySummaries': [{'ReservedCapacityArn':
                 'arn:aws:sagemaker:us-east-1:000000000000:reserved-capacity/abc', 'InstanceType': 'ml.p5.48xlarge',
                 'TotalInstanceCount': 4, 'Status': 'Active', 'AvailabilityZoneId': 'use1-az1'}]}]""";

    private final LocalAccount account = LocalAccount.shared();
    private final ClusterWorld cluster = ClusterWorld.fresh();
    private final String plan = "arn:aws:sagemaker:us-east-1:000000000000:training-plan/" + cluster.name();

    @Test
    void aPlanIsDescribedAsItWasPutLessWhatIsUsed() {
        assertThat(account.refusal("SageMaker.DescribeTrainingPlan", "{\"TrainingPlanName\":\"" + plan + "\"}"))
                .startsWith("ResourceNotFound");
        put("", "");
        assertThat(described().availableInstanceCount()).isEqualTo(4);
        cluster.create(GROUP + "/TrainingPlanArn", quoted(plan), GROUP + "/InstanceCount", "3");
        assertThat(described().availableInstanceCount()).isEqualTo(1);
        assertThat(described().inUseInstanceCount()).isEqualTo(3);
        assertThat(ClusterWorld.fresh()
                        .refusal(GROUP + "/TrainingPlanArn", quoted(plan), GROUP + "/InstanceCount", "2"))
                .contains("1 instances available");
        cluster.becomes("InService");
        cluster.delete();
        cluster.isGone();
        assertThat(described().availableInstanceCount()).isEqualTo(4);
    }

    @Test
    void aPlanThatDoesNotFitIsRefused() {
        assertThat(refusal()).startsWith("ValidationException").contains("does not exist");
        put("'Status': 'Active', 'Total", "'Status': 'Expired', 'Total");
        assertThat(refusal()).contains("its status is Expired");
        put("'Status': 'Active', 'Total", "'Status': 'Pending', 'Total");
        assertThat(refusal()).contains("its status is Pending");
        put("4102444800", "1700000001");
        assertThat(refusal()).contains("its status is Expired");
        put("hyperpod-cluster", "training-job");
        assertThat(refusal()).contains("training-job");
        put("ml.p5.48xlarge", "ml.p5e.48xlarge");
        assertThat(refusal()).contains("it reserves no ml.p5.48xlarge");
        put("use1-az1", "use1-az6");
        assertThat(refusal()).contains("use1-az6");
        put("'AvailableInstanceCount': 4", "'AvailableInstanceCount': 0");
        assertThat(refusal()).contains("0 instances available");
    }

    @Test
    void aGroupGoesWhereItsCapacityIs() {
        put("use1-az1", "use1-az3");
        String first = account.aws().subnet(cluster.world().vpcId(), "3");
        String last = account.aws().subnet(cluster.world().vpcId(), "2");
        cluster.create(
                GROUP + "/TrainingPlanArn",
                quoted(plan),
                "/VpcConfig/Subnets/+",
                quoted(first),
                "/VpcConfig/Subnets/+",
                quoted(last));
        cluster.becomes("InService");
        assertThat(account.aws().interfacesIn(first)).hasSize(1);
    }

    @Test
    void nodesOfAPlanThatHasNotBegunNeverStart() {
        put("'Status': 'Active', 'Total", "'Status': 'Scheduled', 'Total");
        cluster.scenario("{'cluster': {'seconds': {'creating': 300, 'creationTimeout': 5000}}}");
        cluster.create(GROUP + "/TrainingPlanArn", quoted(plan));
        eventually(
                () -> account.nodes(cluster.name()).findValuesAsText("Status").contains("Pending"));
        cluster.becomes("Failed");
        put("1700000000", String.valueOf(Instant.now().getEpochSecond() + 3600));
        ClusterWorld later = ClusterWorld.fresh();
        later.scenario("{'cluster': {'seconds': {'creating': 300, 'creationTimeout': 1500}}}");
        later.create(GROUP + "/TrainingPlanArn", quoted(plan));
        later.becomes("Failed");
    }

    @Test
    void whatIsNoListOfPlansIsRefusedByName() {
        assertThat(account.admin("PUT", "training-plans", "{}").body()).contains("list");
        assertThat(account.admin("PUT", "training-plans", "[1]").statusCode()).isEqualTo(400);
        assertThat(account.admin("PUT", "training-plans", "[{\"TrainingPlanName\":\"a\"}]")
                        .body())
                .contains("trainingPlanArn");
        assertThat(account.admin(
                                "PUT",
                                "training-plans",
                                text().replace("'Status'", "'Statos'").replace('\'', '"'))
                        .body())
                .contains("Statos");
    }

    private String text() {
        return PLAN.formatted(plan, cluster.name());
    }

    private void put(String what, String by) {
        String changed = what.isEmpty() ? text() : text().replace(what, by);
        assertThat(account.admin("PUT", "training-plans", changed.replace('\'', '"'))
                        .statusCode())
                .isEqualTo(200);
    }

    private String refusal() {
        return cluster.refusal(GROUP + "/TrainingPlanArn", quoted(plan));
    }

    private DescribeTrainingPlanResponse described() {
        return account.sageMaker().describeTrainingPlan(r -> r.trainingPlanName(cluster.name()));
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
