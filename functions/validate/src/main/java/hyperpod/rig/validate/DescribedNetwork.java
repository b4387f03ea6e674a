package hyperpod.rig.validate;

import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * What EC2 says of the request's network, and of the control plane's. What does not exist is not in it.
 *
 * @param subnets by id
 * @param securityGroups by id
 * @param interfaces in the request's subnets
 * @param instanceTypes by EC2's name, such as {@code p5.48xlarge}; those that EC2 does not know in the Region are not
 *     in it
 */
record DescribedNetwork(
        Map<String, Subnet> subnets,
        Map<String, SecurityGroup> securityGroups,
        List<NetworkInterface> interfaces,
        Map<String, InstanceTypeInfo> instanceTypes) {

    /** The networks of a request by their paths in it: the cluster's, and those of groups that have their own. */
    static Map<String, Network> networks(ProvisionRequest request) {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("network", request.network());
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            String path = pathOfGroup(i) + ".network";
            request.restrictedInstanceGroups().get(i).network().ifPresent(network -> networks.put(path, network));
        }
        return networks;
    }

    /** Where a group's network stands in the request. */
    static String pathOfNetwork(ProvisionRequest request, int group) {
        boolean own = request.restrictedInstanceGroups().get(group).network().isPresent();
        return own ? pathOfGroup(group) + ".network" : "network";
    }

    static String pathOfGroup(int index) {
        return "restrictedInstanceGroups[" + index + "]";
    }

    /** The security groups; empty if one of them does not exist. */
    Optional<SecurityGroups> groups(List<String> ids) {
        return securityGroups.keySet().containsAll(ids)
                ? Optional.of(
                        new SecurityGroups(ids.stream().map(securityGroups::get).toList()))
                : Optional.empty();
    }

    /** The subnets that exist. */
    List<Subnet> subnets(List<String> ids) {
        return ids.stream().filter(subnets::containsKey).map(subnets::get).toList();
    }

    /** The first address blocks of the subnets that exist. */
    List<String> blocks(List<String> subnetIds) {
        return subnets(subnetIds).stream()
                .flatMap(subnet -> Optional.ofNullable(subnet.cidrBlock()).stream())
                .toList();
    }
}
