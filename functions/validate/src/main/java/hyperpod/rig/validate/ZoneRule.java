package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The shared file system stands where the nodes are. HyperPod puts a group into one of its subnets, and so into one
 * Availability Zone; a file system in another is reached, but slowly, without EFA, and traffic between zones is billed.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance.html">Amazon FSx for Lustre
 *     performance</a>
 */
record ZoneRule(DescribedNetwork network) {

    void check(ProvisionRequest request, ViolationCollector found) {
        if (request.sharedFileSystem().isEmpty()) {
            return;
        }
        String first = request.network().subnetIds().getFirst();
        Optional<String> zone =
                Optional.ofNullable(network.subnets().get(first)).map(Subnet::availabilityZone);
        zone.ifPresent(known -> {
            for (int i = 0; i < request.restrictedInstanceGroups().size(); i++) {
                List<Subnet> subnets = network.subnets(
                        request.networkOf(request.restrictedInstanceGroups().get(i))
                                .subnetIds());
                check(DescribedNetwork.pathOfNetwork(request, i) + ".subnetIds", subnets, first, known, found);
            }
        });
    }

    private static void check(String path, List<Subnet> subnets, String first, String zone, ViolationCollector found) {
        List<String> elsewhere = subnets.stream()
                .filter(subnet -> !zone.equals(subnet.availabilityZone()))
                .map(Subnet::subnetId)
                .toList();
        if (elsewhere.isEmpty()) {
            return;
        }
        if (elsewhere.size() == subnets.size()) {
            found.violation(
                    path,
                    String.join(", ", elsewhere),
                    "lies outside Availability Zone " + zone + ", in which the shared file system would stand (" + first
                            + ")",
                    "name a subnet of the nodes' zone first in network.subnetIds");
        } else {
            found.warning(path + ": HyperPod selects one subnet for a group; in " + String.join(", ", elsewhere)
                    + " its nodes would be outside " + zone + ", where the shared file system stands (" + first + ")");
        }
    }
}
