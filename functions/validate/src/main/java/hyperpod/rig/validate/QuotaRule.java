package hyperpod.rig.validate;

import hyperpod.rig.core.LustreSize;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SharedEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.ClusterRestrictedInstanceGroupDetails;
import software.amazon.awssdk.services.sagemaker.model.DescribeClusterResponse;

/**
 * What the request asks for fits into the account's quotas, beside what the clusters that stand use already. Service
 * Quotas knows no use of these quotas: it is counted here.
 *
 * @param quotas by name; those that could not be read are not in it
 * @param clusters the other HyperPod clusters of the account and Region
 * @param sharedLustreGiB sizes of the file systems of shared environments, by name of their cluster
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites.html">Prerequisites:
 *     SageMaker HyperPod quotas</a>
 */
record QuotaRule(
        Map<String, Quota> quotas, List<DescribeClusterResponse> clusters, Map<String, Integer> sharedLustreGiB) {

    private static final double GIB_IN_TIB = 1_024;

    /** How many nodes of a type, reserved ones apart. */
    private record Nodes(String instanceType, boolean reserved, int count) {}

    void check(ProvisionRequest request, ViolationCollector found) {
        List<RestrictedInstanceGroup> groups = request.restrictedInstanceGroups();
        int nodes =
                groups.stream().mapToInt(RestrictedInstanceGroup::instanceCount).sum();
        List<Nodes> standing =
                clusters.stream().flatMap(cluster -> nodesOf(cluster).stream()).toList();
        check("restrictedInstanceGroups", QuotaReader.INSTANCES_OF_CLUSTER, 0, nodes, "nodes in one cluster", found);
        int standingNodes = standing.stream().mapToInt(Nodes::count).sum();
        check("restrictedInstanceGroups", QuotaReader.INSTANCES_OF_ACCOUNT, standingNodes, nodes, "nodes", found);
        double usedTiB = clusters.stream().mapToDouble(this::lustreGiB).sum() / GIB_IN_TIB;
        double wantedTiB = Stream.concat(
                                groups.stream()
                                        .map(RestrictedInstanceGroup::fileSystem)
                                        .flatMap(Optional::stream),
                                request.sharedEnvironment().map(SharedEnvironment::fileSystem).stream())
                        .mapToDouble(LustreSize::sizeGiB)
                        .sum()
                / GIB_IN_TIB;
        check("restrictedInstanceGroups", QuotaReader.LUSTRE_TIB, usedTiB, wantedTiB, "TiB of FSx for Lustre", found);
        ofTypes(groups, standing, found);
        volumes(groups, found);
    }

    private void ofTypes(List<RestrictedInstanceGroup> groups, List<Nodes> standing, ViolationCollector found) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        Map<String, Integer> firstOfType = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            // A training plan's instances were counted when it was bought.
            if (groups.get(i).trainingPlanArn().isEmpty()) {
                wanted.merge(groups.get(i).instanceType(), groups.get(i).instanceCount(), Integer::sum);
                firstOfType.putIfAbsent(groups.get(i).instanceType(), i);
            }
        }
        wanted.forEach((type, count) -> check(
                DescribedNetwork.pathOfGroup(firstOfType.get(type)) + ".instanceCount",
                QuotaReader.instancesOf(type),
                standing.stream()
                        .filter(nodes -> nodes.instanceType().equals(type) && !nodes.reserved())
                        .mapToInt(Nodes::count)
                        .sum(),
                count,
                "nodes of " + type,
                found));
    }

    private void volumes(List<RestrictedInstanceGroup> groups, ViolationCollector found) {
        for (int i = 0; i < groups.size(); i++) {
            Optional<Integer> volume = groups.get(i).ebsVolumeGiB();
            if (volume.isPresent()) {
                check(
                        DescribedNetwork.pathOfGroup(i) + ".ebsVolumeGiB",
                        QuotaReader.VOLUME_GB,
                        0,
                        volume.get(),
                        "GB of EBS for each node",
                        found);
            }
        }
    }

    private void check(String path, String name, double used, double wanted, String what, ViolationCollector found) {
        if (wanted == 0) {
            return;
        }
        Quota quota = quotas.get(name);
        if (quota == null) {
            found.warning("the quota \"" + name + "\" could not be read: whether it has room for " + Quota.shown(wanted)
                    + " " + what + " is not known");
        } else if (used + wanted > quota.value()) {
            found.violation(
                    path,
                    Quota.shown(wanted) + " " + what,
                    "is more than the quota \"" + name + "\" (" + quota.code() + ") has room for: it is "
                            + Quota.shown(quota.value()) + ", of which " + Quota.shown(used) + " is in use",
                    quota.remedy(used + wanted));
        }
    }

    private static List<Nodes> nodesOf(DescribeClusterResponse cluster) {
        List<Nodes> nodes = new ArrayList<>();
        cluster.instanceGroups()
                .forEach(group -> nodes.add(new Nodes(
                        String.valueOf(group.instanceTypeAsString()),
                        group.trainingPlanArn() != null,
                        larger(group.currentCount(), group.targetCount()))));
        cluster.restrictedInstanceGroups()
                .forEach(group -> nodes.add(new Nodes(
                        String.valueOf(group.instanceTypeAsString()),
                        group.trainingPlanArn() != null,
                        larger(group.currentCount(), group.targetCount()))));
        return nodes;
    }

    /** A group that grows or shrinks counts with what it has or will have. */
    private static int larger(Integer current, Integer target) {
        return Math.max(
                Optional.ofNullable(current).orElse(0),
                Optional.ofNullable(target).orElse(0));
    }

    /** Of each group's own file system, and of the one that groups share. */
    private double lustreGiB(DescribeClusterResponse cluster) {
        double ofGroups = cluster.restrictedInstanceGroups().stream()
                .map(ClusterRestrictedInstanceGroupDetails::environmentConfig)
                .flatMap(environment -> Optional.ofNullable(environment).stream())
                .flatMap(environment -> Optional.ofNullable(environment.fSxLustreConfig()).stream())
                .flatMap(lustre -> Optional.ofNullable(lustre.sizeInGiB()).stream())
                .mapToDouble(Integer::doubleValue)
                .sum();
        return ofGroups + sharedLustreGiB.getOrDefault(cluster.clusterName(), 0);
    }
}
