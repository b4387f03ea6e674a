package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.snapshot.InterfaceService;
import hyperpod.rig.egress.snapshot.NetworkInterface;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.Subnet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Those to whom the way in is sought: the interfaces of the audited subnets that have the given security groups. */
final class Nodes {

    /** Nodes run in an account of SageMaker's, which has their interfaces lent. */
    private static final Set<InterfaceService> MAY_BE_NODES =
            EnumSet.of(InterfaceService.SAGEMAKER, InterfaceService.OTHER_ACCOUNT, InterfaceService.UNKNOWN);

    private final NetworkSnapshot network;
    private final List<String> groupIds;
    private final Set<String> subnetIds;

    /** @param groupIds the given groups; none if nobody named them: then every interface of an instance is a node's */
    Nodes(NetworkSnapshot network, List<Subnet> audited, List<String> groupIds) {
        this.network = network;
        this.groupIds = List.copyOf(groupIds);
        subnetIds = audited.stream().map(Subnet::subnetId).collect(Collectors.toUnmodifiableSet());
    }

    List<String> groupIds() {
        return groupIds;
    }

    /**
     * Whether the interface is a node's. One with another group beside the given ones is not: it lets in whom that
     * group lets in, and is judged for itself.
     */
    boolean include(NetworkInterface candidate) {
        Optional<InterfaceService> service = candidate.usedBy();
        boolean ofInstance =
                service.filter(used -> !MAY_BE_NODES.contains(used)).isEmpty();
        return ofInstance
                && subnetIds.contains(candidate.subnetId())
                && (groupIds.isEmpty()
                        ? service.isEmpty()
                        : !candidate.securityGroupIds().isEmpty()
                                && groupIds.containsAll(candidate.securityGroupIds()));
    }

    /** The nodes of a subnet, those that may come too. */
    Target in(Subnet subnet, RouteTable table) {
        return new Target(subnet, table, groupIds, publicIpv4(subnet), subnet.publicIpv6(), subnet.subnetId());
    }

    private Optional<Boolean> publicIpv4(Subnet subnet) {
        boolean found = subnet.mapPublicIpOnLaunch()
                || network.networkInterfacesIn(subnet.subnetId()).stream()
                        .anyMatch(member -> !member.publicIpv4().isEmpty() && include(member));
        return found || network.holds(ResourceKind.NETWORK_INTERFACE) ? Optional.of(found) : Optional.empty();
    }
}
