package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.check.MissingPart;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.routing.RoutingTables;
import hyperpod.rig.egress.snapshot.IpPermission;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.PrefixList;
import hyperpod.rig.egress.snapshot.ResourceKind;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.SecurityGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the given security groups let in beyond what a restricted instance group needs, whoever can use it now. */
final class InboundRuleChecks {

    private final NetworkSnapshot network;
    private final RoutingTables tables;
    private final List<String> groupIds;

    InboundRuleChecks(NetworkSnapshot network, RoutingTables tables, List<String> groupIds) {
        this.network = network;
        this.tables = tables;
        this.groupIds = groupIds;
    }

    List<Finding> findings(String vpcId, RouteTable table) {
        List<Finding> findings = new ArrayList<>();
        AddressSet elsewhere = AddressSpace.ALL.minus(tables.ownAddresses(vpcId, table));
        for (String id : groupIds) {
            for (IpPermission rule :
                    network.securityGroup(id).map(SecurityGroup::ingress).orElse(List.of())) {
                of(id, rule, elsewhere).ifPresent(findings::add);
                rule.prefixListIds().stream()
                        .filter(list -> network.prefixList(list).isEmpty())
                        .forEach(list -> findings.add(MissingPart.inbound(ResourceKind.PREFIX_LIST, list, network)));
            }
        }
        return findings;
    }

    private Optional<Finding> of(String groupId, IpPermission rule, AddressSet elsewhere) {
        AddressSet letIn = rule.prefixListIds().stream()
                .flatMap(list -> network.prefixList(list).stream())
                .map(PrefixList::addresses)
                .reduce(rule.addresses(), AddressSet::union)
                .intersect(elsewhere);
        if (!letIn.intersect(AddressSpace.PUBLIC).isEmpty()) {
            return Optional.of(found(
                    Control.WIDE_INBOUND_RULE, groupId, rule, "the group lets connections in from public addresses"));
        }
        if (!letIn.intersect(AddressSpace.VPC_LATTICE).isEmpty()) {
            return Optional.of(found(
                    Control.CONNECTION_THROUGH_SERVICE,
                    groupId,
                    rule,
                    "the group lets in VPC Lattice, whose services pass on the requests of other VPCs and accounts"));
        }
        return letIn.intersect(AddressSpace.PRIVATE).isEmpty()
                ? Optional.empty()
                : Optional.of(found(
                        Control.INBOUND_RULE_WIDER_THAN_NEEDED,
                        groupId,
                        rule,
                        "the group lets connections in from private addresses outside the VPC, which a restricted"
                                + " instance group never needs"));
    }

    private static Finding found(Control control, String groupId, IpPermission rule, String message) {
        return Finding.of(
                control,
                groupId,
                message + ": " + rule.traffic().text(),
                groupId + " inbound: " + rule.text(),
                Remedy.command(
                                "aws",
                                "ec2",
                                "revoke-security-group-ingress",
                                "--group-id",
                                groupId,
                                "--ip-permissions",
                                rule.text())
                        .explained("revoke the rule, and let in the nodes' own group alone"));
    }
}
