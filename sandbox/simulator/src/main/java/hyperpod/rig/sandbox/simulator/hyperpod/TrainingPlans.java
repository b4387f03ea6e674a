package hyperpod.rig.sandbox.simulator.hyperpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The account's training plans: capacity that is reserved for a time, in one Availability Zone. Each is a document of
 * DescribeTrainingPlan's form that somebody put here.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingPlan.html">
 *     DescribeTrainingPlan</a>
 */
final class TrainingPlans {

    private static final String AVAILABLE = "AvailableInstanceCount";
    private static final String IN_USE = "InUseInstanceCount";

    private final Map<String, ObjectNode> plans = new LinkedHashMap<>();
    private final Collection<Cluster> clusters;

    /** No plans yet; the clusters use up those that come. */
    TrainingPlans(Collection<Cluster> clusters) {
        this.clusters = clusters;
    }

    /** Adds a plan, or replaces the one of its ARN. */
    void put(ObjectNode plan) {
        plans.put(plan.path("TrainingPlanArn").asText(), plan);
    }

    /** DescribeTrainingPlan: the document, less what clusters use of it. */
    ObjectNode describe(String nameOrArn) {
        ObjectNode plan = plans.values().stream()
                .filter(each -> Stream.of("TrainingPlanArn", "TrainingPlanName")
                        .anyMatch(member -> each.path(member).asText().equals(nameOrArn)))
                .findFirst()
                .orElseThrow(() ->
                        new ServiceException("ResourceNotFound", "Training plan '" + nameOrArn + "' does not exist."))
                .deepCopy();
        int used = used(plan.path("TrainingPlanArn").asText(), Optional.empty());
        if (used > 0) {
            plan.put(AVAILABLE, Math.max(0, plan.path(AVAILABLE).asInt() - used));
            plan.put(IN_USE, plan.path(IN_USE).asInt() + used);
        }
        return plan;
    }

    /**
     * Why a group cannot use a plan; empty if it can.
     *
     * @param zones the zones, by name and by identifier, of the subnets that the group may be in
     * @param present the group as it is, if it is there already: what it uses counts for it
     */
    Optional<String> whyUnfit(
            String arn, JsonNode group, List<String> zones, Optional<InstanceGroup> present, Instant now) {
        ObjectNode plan = plans.get(arn);
        if (plan == null) {
            return Optional.of("it does not exist");
        }
        String status = plan.path("Status").asText();
        if (!List.of("Active", "Scheduled").contains(status) || ended(plan, now)) {
            return Optional.of("its status is " + (ended(plan, now) ? "Expired" : status));
        }
        if (!texts(plan.path("TargetResources")).contains("hyperpod-cluster")) {
            return Optional.of("its target resources are " + texts(plan.path("TargetResources")));
        }
        String type = group.path("InstanceType").asText();
        List<JsonNode> ofType = reserved(plan, type);
        if (ofType.isEmpty()) {
            return Optional.of("it reserves no " + type);
        }
        if (ofType.stream().noneMatch(capacity -> isIn(capacity, zones))) {
            return Optional.of("its capacity is in the Availability Zone " + zone(ofType.getFirst())
                    + ", the subnets of the instance group are in " + zones);
        }
        int free = plan.path(AVAILABLE).asInt() - used(arn, present);
        int wanted = group.path("InstanceCount").asInt();
        return wanted > free
                ? Optional.of("it has " + free + " instances available, the instance group asks for " + wanted)
                : Optional.empty();
    }

    /** Whether the capacity of a plan is there already. */
    boolean hasBegun(String arn, Instant now) {
        ObjectNode plan = plans.get(arn);
        return plan.path("Status").asText().equals("Active")
                && plan.path("StartTime").asDouble() * 1000 <= now.toEpochMilli();
    }

    /** Whether a plan's capacity for a group is in a zone, given by name and identifier. */
    boolean isInZone(String arn, InstanceGroup group, List<String> zone) {
        return reserved(plans.get(arn), group.instanceType()).stream().anyMatch(capacity -> isIn(capacity, zone));
    }

    private int used(String arn, Optional<InstanceGroup> besides) {
        return clusters.stream()
                .flatMap(cluster -> cluster.groups().values().stream())
                .filter(group -> group.trainingPlan().equals(Optional.of(arn)))
                .filter(group -> besides.isEmpty() || besides.get() != group)
                .mapToInt(InstanceGroup::targetCount)
                .sum();
    }

    private static List<JsonNode> reserved(JsonNode plan, String instanceType) {
        return StreamSupport.stream(plan.path("ReservedCapacitySummaries").spliterator(), false)
                .filter(capacity -> capacity.path("InstanceType").asText().equals(instanceType))
                .toList();
    }

    private static boolean isIn(JsonNode capacity, List<String> zones) {
        return zone(capacity).isEmpty() || zones.contains(zone(capacity));
    }

    private static String zone(JsonNode capacity) {
        return capacity.path("AvailabilityZoneId")
                .asText(capacity.path("AvailabilityZone").asText());
    }

    private static boolean ended(JsonNode plan, Instant now) {
        return plan.has("EndTime") && plan.path("EndTime").asDouble() * 1000 <= now.toEpochMilli();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
