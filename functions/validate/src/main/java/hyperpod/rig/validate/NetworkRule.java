package hyperpod.rig.validate;

import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Subnets and security groups exist, lie in the EKS cluster's VPC, and the subnets have enough free addresses. */
final class NetworkRule {

    /** EC2 takes so many values of a filter in one call. */
    private static final int FILTER_VALUES = 200;

    private final Ec2Client ec2;

    NetworkRule(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** Checks the cluster's network and each group's own; {@code vpcId} is empty if the EKS cluster is not known. */
    void check(ProvisionRequest request, Optional<String> vpcId, ViolationCollector found) {
        Map<String, Network> networks = networks(request);
        Map<String, Subnet> subnets = subnets(ids(networks, Network::subnetIds));
        Map<String, SecurityGroup> groups = securityGroups(ids(networks, Network::securityGroupIds));
        networks.forEach((path, network) -> {
            for (int i = 0; i < network.subnetIds().size(); i++) {
                String id = network.subnetIds().get(i);
                place(
                        path + ".subnetIds[" + i + "]",
                        id,
                        Optional.ofNullable(subnets.get(id)).map(Subnet::vpcId),
                        vpcId,
                        found);
            }
            for (int i = 0; i < network.securityGroupIds().size(); i++) {
                String id = network.securityGroupIds().get(i);
                place(
                        path + ".securityGroupIds[" + i + "]",
                        id,
                        Optional.ofNullable(groups.get(id)).map(SecurityGroup::vpcId),
                        vpcId,
                        found);
            }
        });
        Map<String, Integer> free = new LinkedHashMap<>();
        subnets.forEach((id, subnet) -> free.put(id, subnet.availableIpAddressCount()));
        new FreeAddressesRule(free).check(request, found);
    }

    private static Map<String, Network> networks(ProvisionRequest request) {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("network", request.network());
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            String path = "restrictedInstanceGroups[" + i + "].network";
            request.restrictedInstanceGroups().get(i).network().ifPresent(network -> networks.put(path, network));
        }
        return networks;
    }

    private static List<String> ids(Map<String, Network> networks, Function<Network, List<String>> kind) {
        return networks.values().stream()
                .flatMap(network -> kind.apply(network).stream())
                .distinct()
                .toList();
    }

    private Map<String, Subnet> subnets(List<String> ids) {
        return filters("subnet-id", ids)
                .flatMap(filter -> ec2.describeSubnetsPaginator(r -> r.filters(filter)).subnets().stream())
                .collect(Collectors.toMap(Subnet::subnetId, Function.identity()));
    }

    private Map<String, SecurityGroup> securityGroups(List<String> ids) {
        return filters("group-id", ids)
                .flatMap(
                        filter -> ec2.describeSecurityGroupsPaginator(r -> r.filters(filter)).securityGroups().stream())
                .collect(Collectors.toMap(SecurityGroup::groupId, Function.identity()));
    }

    private static Stream<Filter> filters(String name, List<String> values) {
        return values.stream()
                .gather(Gatherers.windowFixed(FILTER_VALUES))
                .map(window -> Filter.builder().name(name).values(window).build());
    }

    private static void place(
            String path, String id, Optional<String> itsVpc, Optional<String> vpcId, ViolationCollector found) {
        if (itsVpc.isEmpty()) {
            found.violation(path, id, "does not exist in this Region and account", "correct the id");
        } else if (vpcId.isPresent() && !itsVpc.equals(vpcId)) {
            found.violation(
                    path, id, "lies in " + itsVpc.get(), "choose one in " + vpcId.get() + ", the EKS cluster's VPC");
        }
    }
}
