package hyperpod.rig.egress.check;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Reach;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the given security groups let out beyond what a restricted instance group needs. */
final class SecurityGroupChecks {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final List<String> securityGroupIds;

    SecurityGroupChecks(NetworkSnapshot network, RoutingTables tables, List<String> securityGroupIds) {
        this.network = network;
        this.tables = tables;
        this.securityGroupIds = securityGroupIds;
    }

    List<Finding> findings(String vpcId, RouteTable table) {
        List<Finding> findings = new ArrayList<>();
        AddressSet towardsEndpoints = tables.throughGatewayEndpoints(table);
        // The VPC's own blocks may be public addresses, IPv6 blocks usually are; traffic to them does not leave the
        // VPC.
        AddressSet own = tables.ownAddresses(vpcId, table);
        AddressSet counting = AddressSpace.ALL.minus(towardsEndpoints).minus(own);
        otherVpc(vpcId).ifPresent(findings::add);
        for (String id : securityGroupIds) {
            Optional<SecurityGroup> group = network.securityGroup(id);
            if (group.isEmpty()) {
                findings.add(MissingPart.of(ResourceKind.SECURITY_GROUP, id, network));
                continue;
            }
            for (IpPermission permission : group.get().egress()) {
                AddressSet reached = reached(permission, table, findings).intersect(counting);
                AddressSet publicOnes = reached.intersect(AddressSpace.PUBLIC);
                if (!publicOnes.isEmpty()) {
                    findings.add(found(
                                    Control.WIDE_SECURITY_GROUP,
                                    id,
                                    permission,
                                    "the group lets traffic out to public addresses")
                            .reaching(Optional.of(Reach.of(publicOnes))));
                } else if (!reached.intersect(AddressSpace.PRIVATE).isEmpty()) {
                    findings.add(
                            found(
                                    Control.SECURITY_GROUP_WIDER_THAN_NEEDED,
                                    id,
                                    permission,
                                    "the group lets traffic out to private addresses outside the VPC, which a restricted instance group never needs"));
                }
            }
        }
        return findings;
    }

    /** That none of the groups is of the VPC, so that its interfaces have others, or these by an association. */
    private Optional<Finding> otherVpc(String vpcId) {
        boolean elsewhere = !securityGroupIds.isEmpty()
                && securityGroupIds.stream()
                        .allMatch(id -> network.securityGroup(id)
                                .flatMap(SecurityGroup::vpcId)
                                .filter(other -> !other.equals(vpcId))
                                .isPresent());
        return elsewhere
                ? Optional.of(Finding.of(
                        Control.MISSING_PART,
                        vpcId,
                        "none of the given security groups is of " + vpcId
                                + ", so that the groups of its interfaces are not known",
                        "given: " + String.join(", ", securityGroupIds),
                        Remedy.of("give the groups of the interfaces in " + vpcId)))
                : Optional.empty();
    }

    private static Finding found(Control control, String groupId, IpPermission permission, String message) {
        return Finding.of(
                control,
                groupId,
                message,
                groupId + " outbound: " + permission.text(),
                Remedy.command(
                                "aws",
                                "ec2",
                                "revoke-security-group-egress",
                                "--group-id",
                                groupId,
                                "--ip-permissions",
                                permission.text())
                        .explained(
                                "revoke the rule, and allow the VPC's own blocks, other groups and the prefix lists of"
                                        + " gateway endpoints alone"));
    }

    private AddressSet reached(IpPermission permission, RouteTable table, List<Finding> findings) {
        AddressSet reached = permission.addresses();
        for (String list : permission.prefixListIds()) {
            boolean endpoints = table.routes().stream()
                    .anyMatch(route ->
                            route.destination().text().equals(list) && network.isGatewayEndpoint(route.targetId()));
            if (network.prefixList(list).isPresent()) {
                reached = reached.union(network.prefixList(list).get().addresses());
            } else if (!endpoints) {
                findings.add(MissingPart.of(ResourceKind.PREFIX_LIST, list, network));
            }
        }
        return reached;
    }
}
