package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * A training plan for HyperPod clusters: Active since a day and for a month to come, with nothing reserved, unless a
 * test says otherwise.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingPlan.html">DescribeTrainingPlan</a>
 */
public final class TrainingPlan extends Resource<TrainingPlan> {

    TrainingPlan(String name) {
        with("TrainingPlanArn", AwsAccount.arn("sagemaker", "training-plan/" + name))
                .with("TrainingPlanName", name);
        with("TargetResources", List.of("hyperpod-cluster"));
        at("StartTime", AwsAccount.NOW.minus(Duration.ofDays(1)));
        at("EndTime", AwsAccount.NOW.plus(Duration.ofDays(30)));
        status("Active");
    }

    /** Its ARN. */
    public String arn() {
        return get("TrainingPlanArn");
    }

    /** Pending, Active, Scheduled, Expired or Failed. */
    public TrainingPlan status(String status) {
        return with("Status", status);
    }

    /** With free instances of a type in a zone, reserved and Active. */
    public TrainingPlan reserves(String instanceType, int instances, String availabilityZone) {
        ArrayNode reserved = json.withArray("/ReservedCapacitySummaries");
        ObjectNode capacity = reserved.addObject();
        capacity.put("ReservedCapacityArn", AwsAccount.arn("sagemaker", "reserved-capacity/rc-" + reserved.size()))
                .put("InstanceType", instanceType)
                .put("TotalInstanceCount", instances)
                .put("Status", "Active")
                .put("AvailabilityZone", availabilityZone);
        json.put("AvailableInstanceCount", json.path("AvailableInstanceCount").asInt() + instances);
        return this;
    }

    @Override
    TrainingPlan self() {
        return this;
    }
}
