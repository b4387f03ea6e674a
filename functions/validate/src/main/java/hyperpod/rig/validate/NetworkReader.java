package hyperpod.rig.validate;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SideBySide;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Asks EC2 for what a request names, and for the control plane's part of the VPC. */
final class NetworkReader {

    /** EC2 takes so many values of a filter in one call. */
    private static final int FILTER_VALUES = 200;

    private static final String ML = "ml.";

    private final Ec2Client ec2;

    NetworkReader(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** EC2's name of an instance type of SageMaker. */
    static String ec2Type(String instanceType) {
        return instanceType.substring(ML.length());
    }

    /** Reads all side by side; {@code orchestrator} is empty if the EKS cluster is not known. */
    DescribedNetwork read(ProvisionRequest request, Optional<Orchestrator> orchestrator) {
        Collection<Network> networks = DescribedNetwork.networks(request).values();
        List<String> subnetIds = ids(networks, Network::subnetIds);
        List<String> allSubnetIds = with(subnetIds, orchestrator.map(Orchestrator::subnetIds));
        List<String> groupIds =
                with(ids(networks, Network::securityGroupIds), orchestrator.map(Orchestrator::securityGroupIds));
        List<String> types = request.restrictedInstanceGroups().stream()
                .map(RestrictedInstanceGroup::instanceType)
                .map(NetworkReader::ec2Type)
                .distinct()
                .toList();
        Map<String, Supplier<List<?>>> calls = new LinkedHashMap<>();
        calls.put("subnets", () -> subnets(allSubnetIds));
        calls.put("groups", () -> securityGroups(groupIds));
        calls.put("interfaces", () -> interfaces(subnetIds));
        types.forEach(type -> calls.put(type, () -> instanceType(type)));
        Map<String, List<?>> read = SideBySide.call(calls);
        return new DescribedNetwork(
                byId(read.get("subnets"), Subnet.class, Subnet::subnetId),
                byId(read.get("groups"), SecurityGroup.class, SecurityGroup::groupId),
                read.get("interfaces").stream()
                        .map(NetworkInterface.class::cast)
                        .toList(),
                byId(
                        types.stream().flatMap(type -> read.get(type).stream()).toList(),
                        InstanceTypeInfo.class,
                        InstanceTypeInfo::instanceTypeAsString));
    }

    private List<Subnet> subnets(List<String> ids) {
        return filters("subnet-id", ids)
                .flatMap(filter -> ec2.describeSubnetsPaginator(r -> r.filters(filter)).subnets().stream())
                .toList();
    }

    private List<SecurityGroup> securityGroups(List<String> ids) {
        return filters("group-id", ids)
                .flatMap(
                        filter -> ec2.describeSecurityGroupsPaginator(r -> r.filters(filter)).securityGroups().stream())
                .toList();
    }

    private List<NetworkInterface> interfaces(List<String> subnetIds) {
        return filters("subnet-id", subnetIds)
                .flatMap(filter ->
                        ec2.describeNetworkInterfacesPaginator(r -> r.filters(filter)).networkInterfaces().stream())
                .toList();
    }

    /** EC2 refuses a call that names a type which the Region does not have. */
    private List<InstanceTypeInfo> instanceType(String type) {
        try {
            return ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings(type))
                    .instanceTypes();
        } catch (Ec2Exception e) {
            if (AwsErrors.code(e).equals("InvalidInstanceType")) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<String> ids(Collection<Network> networks, Function<Network, List<String>> kind) {
        return networks.stream()
                .flatMap(network -> kind.apply(network).stream())
                .distinct()
                .toList();
    }

    private static List<String> with(List<String> ids, Optional<List<String>> more) {
        List<String> all = new ArrayList<>(ids);
        more.ifPresent(all::addAll);
        return all.stream().distinct().toList();
    }

    private static <T> Map<String, T> byId(List<?> found, Class<T> type, Function<T, String> id) {
        return found.stream().map(type::cast).collect(Collectors.toMap(id, Function.identity(), (one, same) -> one));
    }

    private static Stream<Filter> filters(String name, List<String> values) {
        return values.stream()
                .gather(Gatherers.windowFixed(FILTER_VALUES))
                .map(window -> Filter.builder().name(name).values(window).build());
    }
}
