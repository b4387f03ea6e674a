package hyperpod.rig.sandbox.simulator.hyperpod;

import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refusal;
import static hyperpod.rig.sandbox.simulator.hyperpod.ClusterRequestChecks.refuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.sandbox.simulator.services.OtherServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What SageMaker checks of the resources that a request names: network, EKS cluster, execution roles, training plans.
 * Every refusal is a {@code ValidationException}.
 */
final class ClusterSurroundings {

    private final OtherServices services;
    private final TrainingPlans plans;

    ClusterSurroundings(OtherServices services, TrainingPlans plans) {
        this.services = services;
        this.plans = plans;
    }

    /** Checks what a new cluster names beside its groups. */
    void cluster(ObjectNode request) {
        String vpcId = vpc(request.path("VpcConfig"), "VpcConfig", "");
        JsonNode eks = request.path("Orchestrator").path("Eks");
        if (!eks.isMissingNode()) {
            String arn = eks.path("ClusterArn").asText();
            services.eksClusters().whyUnfit(arn, vpcId).ifPresent(why -> {
                throw refusal("The EKS cluster " + arn + " cannot be the orchestrator: " + why + ".");
            });
        }
    }

    /**
     * Checks what groups name.
     *
     * @param ofCluster the network of the cluster
     * @param present the groups that are there already
     * @param youngest how old an execution role must be
     */
    void groups(
            JsonNode ofCluster,
            Iterable<ObjectNode> groups,
            Map<String, InstanceGroup> present,
            Duration youngest,
            Instant now) {
        Set<String> assumable = new HashSet<>();
        Optional<String> vpcId = firstSubnet(ofCluster).map(Subnet::vpcId);
        for (ObjectNode group : groups) {
            String name = group.path("InstanceGroupName").asText();
            vpc(group.path("OverrideVpcConfig"), "OverrideVpcConfig of instance group " + name, vpcId.orElse(""));
            String role = group.path("ExecutionRole").asText();
            if (assumable.add(role)) {
                services.roles().whyNotAssumed(role, now, youngest).ifPresent(why -> {
                    throw refusal("SageMaker cannot assume the execution role " + role + ": " + why
                            + ". Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com'"
                            + " to assume the role.");
                });
            }
            if (group.has("TrainingPlanArn")) {
                String plan = group.path("TrainingPlanArn").asText();
                List<String> zones = subnetIds(group, ofCluster).stream()
                        .flatMap(id -> zone(id).stream())
                        .toList();
                plans.whyUnfit(plan, group, zones, Optional.ofNullable(present.get(name)), now)
                        .ifPresent(why -> {
                            throw refusal("The training plan " + plan + " cannot be used for instance group " + name
                                    + ": " + why + ".");
                        });
            }
        }
    }

    /**
     * Chooses the one subnet of a group: where its reserved capacity is, or else the last of its list. AWS does not say
     * which one it takes; who counts on the first is found out.
     */
    void place(InstanceGroup group, JsonNode ofCluster) {
        List<String> ids = subnetIds(group.specification(), ofCluster);
        if (!ids.isEmpty()) {
            group.placeIn(ids.stream()
                    .filter(id -> group.trainingPlan()
                            .filter(plan -> plans.isInZone(plan, group, zone(id)))
                            .isPresent())
                    .findFirst()
                    .orElse(ids.getLast()));
        }
    }

    private List<String> subnetIds(JsonNode group, JsonNode ofCluster) {
        JsonNode config = group.has("OverrideVpcConfig") ? group.path("OverrideVpcConfig") : ofCluster;
        List<String> ids = new ArrayList<>();
        config.path("Subnets").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private List<String> zone(String subnetId) {
        return services.network().subnet(subnetId).stream()
                .flatMap(subnet -> Stream.of(subnet.availabilityZone(), subnet.availabilityZoneId()))
                .toList();
    }

    private Optional<Subnet> firstSubnet(JsonNode config) {
        return Optional.ofNullable(config.path("Subnets").path(0).textValue()).flatMap(services.network()::subnet);
    }

    /** Checks that a network hangs together, in the given VPC unless that is empty; returns the VPC. */
    private String vpc(JsonNode config, String owner, String within) {
        unique(config.path("Subnets"), "subnet", owner);
        unique(config.path("SecurityGroupIds"), "security group", owner);
        List<Subnet> subnets = new ArrayList<>();
        for (JsonNode id : config.path("Subnets")) {
            subnets.add(services.network()
                    .subnet(id.asText())
                    .orElseThrow(() -> refusal("The subnet ID '" + id.asText() + "' of " + owner + " does not exist")));
        }
        List<String> vpcs = subnets.stream().map(Subnet::vpcId).distinct().toList();
        refuse(vpcs.size() > 1, "The subnets of " + owner + " are not in one VPC.");
        String vpcId = vpcs.isEmpty() ? within : vpcs.getFirst();
        refuse(
                !within.isEmpty() && !within.equals(vpcId),
                "The subnets of " + owner + " are not in the VPC of the cluster.");
        for (JsonNode id : config.path("SecurityGroupIds")) {
            SecurityGroup group = services.network()
                    .securityGroup(id.asText())
                    .orElseThrow(
                            () -> refusal("The security group '" + id.asText() + "' of " + owner + " does not exist"));
            refuse(
                    !vpcId.equals(group.vpcId()),
                    "The security group '" + group.id() + "' and the subnets of " + owner + " are not in one VPC.");
        }
        return vpcId;
    }

    private static void unique(JsonNode ids, String kind, String owner) {
        Set<String> known = new HashSet<>();
        ids.forEach(
                id -> refuse(!known.add(id.asText()), "Duplicate " + kind + " " + id.asText() + " in " + owner + "."));
    }
}
