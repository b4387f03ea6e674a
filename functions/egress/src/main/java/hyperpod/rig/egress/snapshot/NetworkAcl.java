package hyperpod.rig.egress.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * A network ACL, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-network-acls.html">describe-network-acls</a>
 * prints it.
 *
 * @param networkAclId {@code acl-...}
 * @param vpcId {@code vpc-...}
 * @param isDefault whether it governs the VPC's subnets that are associated with no other one
 * @param subnetIds the subnets associated with it
 * @param ingress its inbound rules in the order of evaluation; the first that matches decides, and what none matches is
 *     refused
 * @param egress its outbound rules, likewise
 */
public record NetworkAcl(
        String networkAclId,
        String vpcId,
        boolean isDefault,
        List<String> subnetIds,
        List<NetworkAclEntry> ingress,
        List<NetworkAclEntry> egress) {

    static NetworkAcl from(AwsElement acl) {
        List<AwsElement> entries = acl.requiredElements("Entries");
        return new NetworkAcl(
                acl.requiredText("NetworkAclId"),
                acl.requiredText("VpcId"),
                acl.flag("IsDefault"),
                acl.elements("Associations").stream()
                        .flatMap(association -> association.text("SubnetId").stream())
                        .toList(),
                entries(entries, false),
                entries(entries, true));
    }

    private static List<NetworkAclEntry> entries(List<AwsElement> entries, boolean egress) {
        return entries.stream()
                .filter(entry -> entry.requiredFlag("Egress") == egress)
                .map(NetworkAclEntry::from)
                .sorted(Comparator.comparingInt(NetworkAclEntry::ruleNumber))
                .toList();
    }
}
