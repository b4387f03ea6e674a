package hyperpod.rig.validate;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingPlanResponse;
import software.amazon.awssdk.services.sagemaker.model.ReservedCapacityStatus;
import software.amazon.awssdk.services.sagemaker.model.ReservedCapacitySummary;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerResourceName;
import software.amazon.awssdk.services.sagemaker.model.TrainingPlanStatus;

/**
 * The training plans that groups name have what these ask for, now and where their subnets lie. A plan that has not
 * begun leaves a cluster waiting until the deadline passes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingPlan.html">DescribeTrainingPlan</a>
 */
final class TrainingPlanRule {

    private final SageMakerClient sageMaker;
    private final InstantSource clock;
    private final Duration clusterDeadline;

    /** @param clusterDeadline how long a cluster may take to come up; a plan that ends before is of no use */
    TrainingPlanRule(SageMakerClient sageMaker, InstantSource clock, Duration clusterDeadline) {
        this.sageMaker = sageMaker;
        this.clock = clock;
        this.clusterDeadline = clusterDeadline;
    }

    /** The plans of the account and Region that the request names, by ARN; empty where there is none. */
    Map<String, Optional<DescribeTrainingPlanResponse>> read(ProvisionRequest request, RegionRule region) {
        Map<String, Supplier<Optional<DescribeTrainingPlanResponse>>> calls = new LinkedHashMap<>();
        request.restrictedInstanceGroups().stream()
                .flatMap(group -> group.trainingPlanArn().stream())
                .filter(arn -> region.isOwn(arn, request))
                .forEach(arn -> calls.putIfAbsent(arn, () -> describe(arn)));
        return SideBySide.call(calls);
    }

    private Optional<DescribeTrainingPlanResponse> describe(String arn) {
        String name = Arn.fromString(arn).resource().resource();
        try {
            return Optional.of(sageMaker.describeTrainingPlan(r -> r.trainingPlanName(name)))
                    .filter(plan -> arn.equals(plan.trainingPlanArn()));
        } catch (SageMakerException e) {
            if (AwsErrors.code(e).equals("ResourceNotFound")
                    || AwsErrors.code(e).equals("ValidationException")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void check(
            ProvisionRequest request,
            Map<String, Optional<DescribeTrainingPlanResponse>> plans,
            DescribedNetwork network,
            ViolationCollector found) {
        plans.forEach((arn, plan) -> {
            List<Integer> groups = groupsOf(arn, request);
            String path = DescribedNetwork.pathOfGroup(groups.getFirst()) + ".trainingPlanArn";
            if (plan.isEmpty()) {
                found.violation(
                        path, arn, "does not exist", "correct the ARN; aws sagemaker list-training-plans shows all");
                return;
            }
            usable(path, arn, plan.get(), found);
            int wanted = groups.stream()
                    .mapToInt(i -> request.restrictedInstanceGroups().get(i).instanceCount())
                    .sum();
            enough(path, arn, plan.get(), wanted, found);
            groups.forEach(i -> reserved(request, i, plan.get(), network, found));
        });
    }

    private static List<Integer> groupsOf(String arn, ProvisionRequest request) {
        List<RestrictedInstanceGroup> groups = request.restrictedInstanceGroups();
        return IntStream.range(0, groups.size())
                .filter(i -> groups.get(i).trainingPlanArn().filter(arn::equals).isPresent())
                .boxed()
                .toList();
    }

    private void usable(String path, String arn, DescribeTrainingPlanResponse plan, ViolationCollector found) {
        Instant now = clock.instant();
        if (plan.status() != TrainingPlanStatus.ACTIVE) {
            found.violation(
                    path,
                    arn,
                    "is " + plan.statusAsString()
                            + Optional.ofNullable(plan.startTime())
                                    .map(start -> " (from " + start + " to " + plan.endTime() + ")")
                                    .orElse(""),
                    "provision when the plan is Active, or name another");
        } else if (plan.startTime() != null && plan.startTime().isAfter(now)) {
            found.violation(path, arn, "begins at " + plan.startTime(), "provision when the plan has begun");
        }
        if (plan.endTime() != null && plan.endTime().isBefore(now.plus(clusterDeadline))) {
            found.violation(
                    path,
                    arn,
                    "ends at " + plan.endTime() + ", before the cluster must be ready",
                    "name a plan that lasts longer");
        }
        if (!plan.targetResources().contains(SageMakerResourceName.HYPERPOD_CLUSTER)) {
            found.violation(
                    path,
                    arn,
                    "is a plan for " + String.join(", ", plan.targetResourcesAsStrings()),
                    "name a plan whose target resources include hyperpod-cluster");
        }
    }

    private static void enough(
            String path, String arn, DescribeTrainingPlanResponse plan, int wanted, ViolationCollector found) {
        if (plan.availableInstanceCount() == null) {
            found.warning("how many instances of " + arn + " are free is not known");
        } else if (plan.availableInstanceCount() < wanted) {
            found.violation(
                    path,
                    arn,
                    "has " + plan.availableInstanceCount() + " free instances where the request needs " + wanted,
                    "ask for fewer nodes, or free some of the plan");
        }
    }

    private static void reserved(
            ProvisionRequest request,
            int index,
            DescribeTrainingPlanResponse plan,
            DescribedNetwork network,
            ViolationCollector found) {
        RestrictedInstanceGroup group = request.restrictedInstanceGroups().get(index);
        List<ReservedCapacitySummary> ofType = plan.reservedCapacitySummaries().stream()
                .filter(reserved -> group.instanceType().equals(reserved.instanceTypeAsString()))
                .toList();
        if (ofType.isEmpty()) {
            found.violation(
                    DescribedNetwork.pathOfGroup(index) + ".instanceType",
                    group.instanceType(),
                    "is not what the training plan reserves: "
                            + plan.reservedCapacitySummaries().stream()
                                    .map(ReservedCapacitySummary::instanceTypeAsString)
                                    .distinct()
                                    .collect(Collectors.joining(", ")),
                    "choose the plan's instance type, or another plan");
            return;
        }
        List<ReservedCapacitySummary> now = ofType.stream()
                .filter(reserved -> reserved.status() == null || reserved.status() == ReservedCapacityStatus.ACTIVE)
                .toList();
        if (now.isEmpty()) {
            found.violation(
                    DescribedNetwork.pathOfGroup(index) + ".trainingPlanArn",
                    plan.trainingPlanArn(),
                    "has no reserved capacity that is Active now",
                    "provision when one of its reserved capacities is Active");
            return;
        }
        zones(DescribedNetwork.pathOfNetwork(request, index) + ".subnetIds", now, request, group, network, found);
    }

    /** Capacity in another zone than the reservation's is paid for twice. */
    private static void zones(
            String path,
            List<ReservedCapacitySummary> reserved,
            ProvisionRequest request,
            RestrictedInstanceGroup group,
            DescribedNetwork network,
            ViolationCollector found) {
        String zones = reserved.stream()
                .map(ReservedCapacitySummary::availabilityZone)
                .distinct()
                .collect(Collectors.joining(", "));
        List<Subnet> subnets = network.subnets(request.networkOf(group).subnetIds());
        List<String> elsewhere = subnets.stream()
                .filter(subnet -> reserved.stream()
                        .noneMatch(capacity -> subnet.availabilityZone() != null
                                && subnet.availabilityZone().equals(capacity.availabilityZone())))
                .map(Subnet::subnetId)
                .toList();
        if (!elsewhere.isEmpty() && elsewhere.size() == subnets.size()) {
            found.violation(
                    path,
                    String.join(", ", elsewhere),
                    "lies outside the Availability Zone of the training plan, " + zones,
                    "give group " + group.name() + " a network with a subnet in that zone");
        } else if (!elsewhere.isEmpty()) {
            found.warning(path + ": HyperPod selects one subnet for group " + group.name() + ", and "
                    + String.join(", ", elsewhere) + " lies outside the training plan's zone, " + zones
                    + "; leave it out");
        }
    }
}
