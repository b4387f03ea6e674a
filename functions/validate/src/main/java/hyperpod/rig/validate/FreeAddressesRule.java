package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The subnets have a free address for everything that the request puts into them. A node may land in any subnet of its
 * group, the shared file system stands in the network's first.
 *
 * @param free free addresses of the subnets that exist, by id
 */
record FreeAddressesRule(Map<String, Integer> free) {

    private static final String NETWORK = "network.subnetIds";
    /** FSx for Lustre makes one network interface or more. */
    private static final int FILE_SYSTEM_ADDRESSES = 1;

    private record Demand(String path, Set<String> subnetIds, int addresses) {}

    void check(ProvisionRequest request, ViolationCollector found) {
        List<Demand> demands = demands(request);
        Map<Set<String>, String> pathOfSubnets = new LinkedHashMap<>();
        Set<String> all = new TreeSet<>();
        demands.forEach(demand -> {
            pathOfSubnets.putIfAbsent(demand.subnetIds(), demand.path());
            all.addAll(demand.subnetIds());
        });
        long tooSmall = pathOfSubnets.entrySet().stream()
                .filter(e -> !enough(e.getValue(), e.getKey(), demands, found))
                .count();
        if (tooSmall == 0 && !pathOfSubnets.containsKey(all)) {
            enough(NETWORK, all, demands, found);
        }
    }

    private static List<Demand> demands(ProvisionRequest request) {
        List<Demand> demands = new ArrayList<>();
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            RestrictedInstanceGroup group = request.restrictedInstanceGroups().get(i);
            demands.add(new Demand(
                    group.network().isPresent() ? "restrictedInstanceGroups[" + i + "]." + NETWORK : NETWORK,
                    new TreeSet<>(request.networkOf(group).subnetIds()),
                    group.instanceCount() * NodeAddresses.of(group.instanceType())));
        }
        if (request.sharedFileSystem().isPresent()) {
            demands.add(new Demand(NETWORK, Set.of(request.network().subnetIds().getFirst()), FILE_SYSTEM_ADDRESSES));
        }
        return demands;
    }

    /** Counts every demand that can be met from these subnets alone. */
    private boolean enough(String path, Set<String> subnetIds, List<Demand> demands, ViolationCollector found) {
        if (!free.keySet().containsAll(subnetIds)) {
            return true;
        }
        int needed = demands.stream()
                .filter(d -> subnetIds.containsAll(d.subnetIds()))
                .mapToInt(Demand::addresses)
                .sum();
        int available = subnetIds.stream().mapToInt(free::get).sum();
        if (available < needed) {
            found.violation(
                    path,
                    String.join(", ", subnetIds),
                    "has " + available + (available == 1 ? " free address" : " free addresses")
                            + " where the request needs " + needed,
                    "add a subnet, choose larger ones, or ask for fewer nodes");
        }
        return available >= needed;
    }
}
