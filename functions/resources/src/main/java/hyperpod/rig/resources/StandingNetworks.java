package hyperpod.rig.resources;

import hyperpod.rig.core.Network;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.ClusterInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/**
 * The networks of a cluster that stands, as DescribeCluster shows them.
 *
 * @param ofCluster what groups have that have none of their own
 * @param restricted by the name of the restricted instance group
 * @param standard by the name of the instance group that is not restricted; no request asks for one
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html">DescribeCluster</a>
 */
public record StandingNetworks(Network ofCluster, Map<String, Network> restricted, Map<String, Network> standard) {

    /** Those of a cluster; an answer without a network is no answer. */
    public static StandingNetworks of(DescribeClusterResponse cluster) {
        Network own =
                network(ServiceUnavailableException.unlessMissing(cluster.vpcConfig(), "DescribeCluster.VpcConfig"));
        Map<String, Network> restricted = new LinkedHashMap<>();
        for (ClusterRestrictedInstanceGroupDetails group : cluster.restrictedInstanceGroups()) {
            restricted.put(
                    group.instanceGroupName(),
                    override(group.overrideVpcConfig()).orElse(own));
        }
        Map<String, Network> standard = new LinkedHashMap<>();
        for (ClusterInstanceGroupDetails group : cluster.instanceGroups()) {
            standard.put(
                    group.instanceGroupName(),
                    override(group.overrideVpcConfig()).orElse(own));
        }
        return new StandingNetworks(own, restricted, standard);
    }

    private static Optional<Network> override(VpcConfig config) {
        return Optional.ofNullable(config).map(StandingNetworks::network);
    }

    private static Network network(VpcConfig config) {
        return new Network(config.subnets(), config.securityGroupIds());
    }

    /** Each network once, the cluster's own first. */
    public List<Network> all() {
        return Stream.of(Stream.of(ofCluster), restricted.values().stream(), standard.values().stream())
                .flatMap(networks -> networks)
                .distinct()
                .toList();
    }

    /** The network of a group, restricted or not; empty if there is no such group. */
    public Optional<Network> ofGroup(String name) {
        return Stream.of(restricted.get(name), standard.get(name))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** What is not as the request asked for it, a sentence each. */
    public List<String> differences(ProvisionRequest request) {
        List<String> differences = new ArrayList<>();
        compare("the cluster", request.network(), ofCluster).ifPresent(differences::add);
        Map<String, RestrictedInstanceGroup> asked = new LinkedHashMap<>();
        request.restrictedInstanceGroups().forEach(group -> asked.put(group.name(), group));
        asked.forEach((name, group) -> {
            if (!restricted.containsKey(name)) {
                differences.add("restricted instance group '" + name + "' is gone");
            }
        });
        restricted.forEach((name, network) -> {
            RestrictedInstanceGroup group = asked.get(name);
            if (group == null) {
                differences.add("restricted instance group '" + name + "' is one that the request does not ask for");
            } else {
                compare("restricted instance group '" + name + "'", request.networkOf(group), network)
                        .ifPresent(differences::add);
            }
        });
        standard.keySet()
                .forEach(name -> differences.add(
                        "instance group '" + name + "' is not restricted, and the request does" + " not ask for it"));
        return differences;
    }

    private static Optional<String> compare(String whose, Network asked, Network stands) {
        if (same(asked.subnetIds(), stands.subnetIds()) && same(asked.securityGroupIds(), stands.securityGroupIds())) {
            return Optional.empty();
        }
        return Optional.of(whose + " is in " + stands.subnetIds() + " with " + stands.securityGroupIds()
                + ", and the request asks for " + asked.subnetIds() + " with " + asked.securityGroupIds());
    }

    private static boolean same(List<String> some, List<String> others) {
        return new HashSet<>(some).equals(new HashSet<>(others));
    }
}
