package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The subnets have a free address for everything that the request puts into them. HyperPod selects one subnet of a
 * group's list for the whole group, so that what is free in several does not add up; the shared file system stands in
 * the network's first.
 *
 * @param free free addresses of the subnets that exist, by id
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html">VpcConfig</a>
 */
record FreeAddressesRule(Map<String, Integer> free) {

    private static final String NETWORK = "network.subnetIds";
    /** FSx for Lustre makes one network interface or more. */
    private static final int FILE_SYSTEM_ADDRESSES = 1;
    /** Far more than the distributions of a request that a person would write. */
    private static final int MAX_TRIES = 100_000;

    /** What one thing needs of one of its subnets. */
    private record Demand(String path, List<String> subnetIds, int addresses) {}

    void check(ProvisionRequest request, ViolationCollector found) {
        List<Demand> demands = demands(request).stream()
                .filter(demand -> free.keySet().containsAll(demand.subnetIds()))
                .toList();
        List<Demand> hopeless =
                demands.stream().filter(demand -> !fitsAlone(demand, found)).toList();
        if (hopeless.isEmpty()) {
            fitTogether(demands, found);
        }
    }

    private static List<Demand> demands(ProvisionRequest request) {
        List<Demand> demands = new ArrayList<>();
        for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
            RestrictedInstanceGroup group = request.restrictedInstanceGroups().get(i);
            int addresses = group.instanceCount() * NodeAddresses.of(group.instanceType());
            if (addresses > 0) {
                demands.add(new Demand(
                        DescribedNetwork.pathOfNetwork(request, i) + ".subnetIds",
                        request.networkOf(group).subnetIds(),
                        addresses));
            }
        }
        if (request.sharedFileSystem().isPresent()) {
            demands.add(
                    new Demand(NETWORK, List.of(request.network().subnetIds().getFirst()), FILE_SYSTEM_ADDRESSES));
        }
        return demands;
    }

    private boolean fitsAlone(Demand demand, ViolationCollector found) {
        List<String> tooSmall = demand.subnetIds().stream()
                .filter(id -> free.get(id) < demand.addresses())
                .toList();
        if (tooSmall.size() == demand.subnetIds().size()) {
            found.violation(
                    demand.path(),
                    String.join(", ", demand.subnetIds()),
                    "has " + addresses(tooSmall) + " where one subnet must have " + demand.addresses(),
                    "name a subnet that is large enough, or ask for fewer nodes: a group's nodes all come up in one");
            return false;
        }
        if (!tooSmall.isEmpty()) {
            found.warning(demand.path() + ": HyperPod selects one subnet for all nodes of a group, and "
                    + String.join(", ", tooSmall) + " has " + addresses(tooSmall) + " where the group needs "
                    + demand.addresses() + "; leave it out");
        }
        return true;
    }

    /** Such as {@code 200 and 100 free addresses}. */
    private String addresses(List<String> subnetIds) {
        String counts = subnetIds.stream().map(id -> free.get(id).toString()).collect(Collectors.joining(" and "));
        return counts + (counts.equals("1") ? " free address" : " free addresses");
    }

    private void fitTogether(List<Demand> demands, ViolationCollector found) {
        List<Demand> largestFirst = demands.stream()
                .sorted(Comparator.comparingInt(Demand::addresses)
                        .reversed()
                        .thenComparing(demand -> demand.subnetIds().size()))
                .toList();
        TreeSet<String> all = new TreeSet<>();
        demands.forEach(demand -> all.addAll(demand.subnetIds()));
        boolean enough = all.stream().mapToInt(free::get).sum()
                >= demands.stream().mapToInt(Demand::addresses).sum();
        Distribution distribution = new Distribution(largestFirst, new HashMap<>(free));
        if (enough && distribution.exists(0)) {
            return;
        }
        if (distribution.tries > MAX_TRIES) {
            found.warning("whether the request's subnets have room for all groups at once is not known");
            return;
        }
        found.violation(
                largestFirst.getFirst().path(),
                String.join(", ", all),
                "has " + addresses(List.copyOf(all)) + ", of which each group needs its own in one subnet: "
                        + largestFirst.stream()
                                .map(demand -> Integer.toString(demand.addresses()))
                                .collect(Collectors.joining(", ")),
                "name more or larger subnets, or ask for fewer nodes");
    }

    /** Looks for a subnet for each demand. */
    private static final class Distribution {

        private final List<Demand> demands;
        private final Map<String, Integer> left;
        private int tries;

        private Distribution(List<Demand> demands, Map<String, Integer> left) {
            this.demands = demands;
            this.left = left;
        }

        private boolean exists(int from) {
            if (from == demands.size()) {
                return true;
            }
            Demand demand = demands.get(from);
            for (String id : demand.subnetIds()) {
                if (tries++ > MAX_TRIES) {
                    return false;
                }
                int before = left.get(id);
                if (before >= demand.addresses()) {
                    left.put(id, before - demand.addresses());
                    if (exists(from + 1)) {
                        return true;
                    }
                    left.put(id, before);
                }
            }
            return false;
        }
    }
}
