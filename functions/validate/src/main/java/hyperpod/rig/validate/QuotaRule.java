package hyperpod.rig.validate;

import hyperpod.rig.core.LustreSize;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SharedEnvironment;
import hyperpod.rig.ledger.LedgerEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the request asks for fits into the account's quotas, beside what the application's other executions asked for
 * and have. Service Quotas knows no use of these quotas. What others have in the account could be learned only by
 * describing every cluster: where that leaves no room, SageMaker refuses to create.
 *
 * @param quotas by name; those that could not be read are not in it
 * @param others what the executions asked for whose clusters stand or come up
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites.html">Prerequisites:
 *     SageMaker HyperPod quotas</a>
 */
record QuotaRule(Map<String, Quota> quotas, List<ProvisionRequest> others) {

    private static final double GIB_IN_TIB = 1_024;

    /** How many nodes of a type, reserved ones apart. */
    private record Nodes(String instanceType, boolean reserved, int count) {}

    static QuotaRule of(Map<String, Quota> quotas, List<LedgerEntry> others) {
        return new QuotaRule(
                quotas, others.stream().map(LedgerEntry::provisionRequest).toList());
    }

    void check(ProvisionRequest request, ViolationCollector found) {
        List<RestrictedInstanceGroup> groups = request.restrictedInstanceGroups();
        int nodes =
                groups.stream().mapToInt(RestrictedInstanceGroup::instanceCount).sum();
        List<Nodes> standing = others.stream().flatMap(QuotaRule::nodesOf).toList();
        check("restrictedInstanceGroups", QuotaReader.INSTANCES_OF_CLUSTER, 0, nodes, "nodes in one cluster", found);
        int standingNodes = standing.stream().mapToInt(Nodes::count).sum();
        check("restrictedInstanceGroups", QuotaReader.INSTANCES_OF_ACCOUNT, standingNodes, nodes, "nodes", found);
        double usedTiB = others.stream().mapToDouble(QuotaRule::lustreTiB).sum();
        check(
                "restrictedInstanceGroups",
                QuotaReader.LUSTRE_TIB,
                usedTiB,
                lustreTiB(request),
                "TiB of FSx for Lustre",
                found);
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

    private static Stream<Nodes> nodesOf(ProvisionRequest request) {
        return request.restrictedInstanceGroups().stream()
                .map(group ->
                        new Nodes(group.instanceType(), group.trainingPlanArn().isPresent(), group.instanceCount()));
    }

    /** Of each group's own file system, and of the one that groups share. */
    private static double lustreTiB(ProvisionRequest request) {
        return Stream.concat(
                                request.restrictedInstanceGroups().stream()
                                        .map(RestrictedInstanceGroup::fileSystem)
                                        .flatMap(Optional::stream),
                                request.sharedEnvironment().map(SharedEnvironment::fileSystem).stream())
                        .mapToDouble(LustreSize::sizeGiB)
                        .sum()
                / GIB_IN_TIB;
    }
}
