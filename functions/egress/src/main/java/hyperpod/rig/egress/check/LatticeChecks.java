package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import hyperpod.rig.egress.snapshot.ServiceNetworkVpcAssociation;
import hyperpod.rig.egress.snapshot.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Amazon VPC Lattice: a VPC that is associated with a service network reaches that network's services and resources in
 * any VPC and account at link-local addresses, without a route. Security groups and network ACLs do filter this
 * traffic, but an association that only they close is one rule from open.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html">Control traffic in VPC Lattice
 *     using security groups</a>
 */
final class LatticeChecks {

    private final NetworkSnapshot network;
    private final List<SecurityGroup> groups;
    private final boolean groupsKnown;
    private final Map<String, List<ServiceNetworkVpcAssociation>> ofVpc;

    LatticeChecks(NetworkSnapshot network, List<String> securityGroupIds) {
        this.network = network;
        groups = securityGroupIds.stream()
                .flatMap(id -> network.securityGroup(id).stream())
                .toList();
        groupsKnown = !securityGroupIds.isEmpty() && groups.size() == securityGroupIds.size();
        ofVpc = network.all(ResourceKind.SERVICE_NETWORK_VPC_ASSOCIATION, ServiceNetworkVpcAssociation.class).stream()
                .filter(association -> !association.failed())
                .collect(Collectors.groupingBy(ServiceNetworkVpcAssociation::vpcId));
    }

    List<Finding> findings(String vpcId) {
        List<Finding> findings = new ArrayList<>();
        if (!network.holdsServiceNetworksOf(vpcId)) {
            findings.add(MissingPart.of(ResourceKind.SERVICE_NETWORK_VPC_ASSOCIATION, vpcId, network));
        }
        ofVpc.getOrDefault(vpcId, List.of()).forEach(association -> findings.add(associated(association)));
        groups.forEach(group -> group.egress().stream()
                .filter(this::isForLattice)
                .forEach(permission -> findings.add(Finding.of(
                        Control.VPC_LATTICE,
                        group.groupId(),
                        "the group lets traffic out to the addresses of VPC Lattice",
                        group.groupId() + " outbound: " + permission.text(),
                        Remedy.command(
                                "aws",
                                "ec2",
                                "revoke-security-group-egress",
                                "--group-id",
                                group.groupId(),
                                "--ip-permissions",
                                permission.text())))));
        return findings;
    }

    private Finding associated(ServiceNetworkVpcAssociation association) {
        String serviceNetwork = association.serviceNetworkArn().orElse("a service network");
        String owner = Arns.foreignAccount(
                        association.serviceNetworkArn(),
                        network.vpc(association.vpcId()).flatMap(Vpc::ownerId))
                .map(account -> " of the account " + account)
                .orElse("");
        boolean closed = groupsKnown
                && groups.stream()
                        .flatMap(group -> group.egress().stream())
                        .noneMatch(permission -> reachesLattice(permission) || hasUnknownList(permission));
        return Finding.of(
                Control.VPC_LATTICE,
                association.id(),
                (closed
                                ? "only the security groups keep nodes from the services of the service network"
                                : "nodes reach the services of the service network")
                        + owner + " at link-local addresses, without a route",
                association.id() + ": " + association.vpcId() + " is associated with " + serviceNetwork,
                Remedy.command(
                        "aws",
                        "vpc-lattice",
                        "delete-service-network-vpc-association",
                        "--service-network-vpc-association-identifier",
                        association.id()));
    }

    /** Whether a rule is about VPC Lattice; one that reaches public addresses too is found by EGR-307. */
    private boolean isForLattice(IpPermission permission) {
        return reachesLattice(permission)
                && reached(permission).intersect(AddressSpace.PUBLIC).isEmpty();
    }

    private boolean reachesLattice(IpPermission permission) {
        return !reached(permission).intersect(AddressSpace.VPC_LATTICE).isEmpty();
    }

    private boolean hasUnknownList(IpPermission permission) {
        return permission.prefixListIds().stream()
                .anyMatch(id -> network.prefixList(id).isEmpty());
    }

    private AddressSet reached(IpPermission permission) {
        // A list whose entries are not known is found by EGR-202.
        return permission.prefixListIds().stream()
                .flatMap(id -> network.prefixList(id).stream())
                .map(PrefixList::addresses)
                .reduce(permission.addresses(), AddressSet::union);
    }
}
