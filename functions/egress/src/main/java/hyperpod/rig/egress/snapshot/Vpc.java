package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A VPC, as <a href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpcs.html">describe-vpcs</a> prints
 * it.
 *
 * @param vpcId {@code vpc-...}
 * @param ownerId the account that owns it, 12 digits
 * @param dhcpOptionsId {@code dopt-...}, or {@code default}
 * @param cidrBlocks every IPv4 and IPv6 block that is associated with it
 */
public record Vpc(String vpcId, Optional<String> ownerId, Optional<String> dhcpOptionsId, List<Cidr> cidrBlocks) {

    static Vpc from(AwsElement vpc) {
        List<Cidr> blocks = new ArrayList<>();
        vpc.cidr("CidrBlock", AddressFamily.IPV4).ifPresent(blocks::add);
        for (AwsElement association : vpc.elements("CidrBlockAssociationSet")) {
            if (isAssociated(association, "CidrBlockState")) {
                association.cidr("CidrBlock", AddressFamily.IPV4).ifPresent(blocks::add);
            }
        }
        for (AwsElement association : vpc.elements("Ipv6CidrBlockAssociationSet")) {
            if (isAssociated(association, "Ipv6CidrBlockState")) {
                association.cidr("Ipv6CidrBlock", AddressFamily.IPV6).ifPresent(blocks::add);
            }
        }
        return new Vpc(vpc.requiredText("VpcId"), vpc.text("OwnerId"), vpc.text("DhcpOptionsId"), List.copyOf(blocks));
    }

    /** Whether a block belongs to its VPC now; a block without a state does. */
    private static boolean isAssociated(AwsElement association, String stateField) {
        return association
                .element(stateField)
                .flatMap(state -> state.text("State"))
                .map(state -> state.equals("associated"))
                .orElse(true);
    }
}
