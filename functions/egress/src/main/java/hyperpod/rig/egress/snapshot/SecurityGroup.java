package hyperpod.rig.egress.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * A security group, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-security-groups.html">describe-security-groups</a>
 * prints it.
 *
 * @param groupId {@code sg-...}
 * @param vpcId the VPC that it was made in
 * @param ownerId the account that owns it, 12 digits
 * @param ingress its inbound rules; what none of them allows is refused
 * @param ingressKnown whether the inbound rules are in the snapshot: AWS prints them always, but not every hand that
 *     wrote a snapshot did
 * @param egress its outbound rules; what none of them allows is refused
 */
public record SecurityGroup(
        String groupId,
        Optional<String> vpcId,
        Optional<String> ownerId,
        List<IpPermission> ingress,
        boolean ingressKnown,
        List<IpPermission> egress) {

    static SecurityGroup from(AwsElement group) {
        return new SecurityGroup(
                group.requiredText("GroupId"),
                group.text("VpcId"),
                group.text("OwnerId"),
                group.elements("IpPermissions").stream().map(IpPermission::from).toList(),
                group.json().hasNonNull("IpPermissions"),
                group.requiredElements("IpPermissionsEgress").stream()
                        .map(IpPermission::from)
                        .toList());
    }
}
