package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressFamily;
import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A subnet, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-subnets.html">describe-subnets</a> prints it.
 *
 * @param subnetId {@code subnet-...}
 * @param vpcId {@code vpc-...}
 * @param ownerId the account that owns it, 12 digits
 * @param availabilityZone such as {@code us-east-1a}
 * @param ipv4Block its IPv4 block; none if the subnet is IPv6-only
 * @param ipv6Blocks every IPv6 block that is or will be associated with it
 * @param publicIpv6 whether one of these blocks can be routed on the internet: neither unique local nor marked private
 * @param localNetworkInterfaces whether instances get local network interfaces, which reach the network around an
 *     Outpost past every route table and security group
 * @param mapPublicIpOnLaunch whether an interface gets a public IPv4 address on launch
 */
public record Subnet(
        String subnetId,
        String vpcId,
        Optional<String> ownerId,
        Optional<String> availabilityZone,
        Optional<Cidr> ipv4Block,
        List<Cidr> ipv6Blocks,
        boolean publicIpv6,
        boolean localNetworkInterfaces,
        boolean mapPublicIpOnLaunch) {

    static Subnet from(AwsElement subnet) {
        List<Cidr> ipv6 = new ArrayList<>();
        boolean publicIpv6 = false;
        for (AwsElement association : subnet.elements("Ipv6CidrBlockAssociationSet")) {
            Optional<Cidr> block = association.cidr("Ipv6CidrBlock", AddressFamily.IPV6);
            if (block.isPresent() && isOrWillBeAssociated(association)) {
                ipv6.add(block.get());
                boolean markedPrivate = association
                        .text("Ipv6AddressAttribute")
                        .filter("private"::equals)
                        .isPresent();
                publicIpv6 |= !markedPrivate && isPublic(block.get());
            }
        }
        return new Subnet(
                subnet.requiredText("SubnetId"),
                subnet.requiredText("VpcId"),
                subnet.text("OwnerId"),
                subnet.text("AvailabilityZone"),
                subnet.cidr("CidrBlock", AddressFamily.IPV4),
                List.copyOf(ipv6),
                publicIpv6,
                subnet.number("EnableLniAtDeviceIndex").isPresent(),
                subnet.flag("MapPublicIpOnLaunch"));
    }

    /** An interface has or gets addresses of a block unless the block is gone; one without a state is there. */
    private static boolean isOrWillBeAssociated(AwsElement association) {
        return association
                .element("Ipv6CidrBlockState")
                .flatMap(state -> state.text("State"))
                .filter(state -> state.equals("disassociated") || state.equals("failing") || state.equals("failed"))
                .isEmpty();
    }

    private static boolean isPublic(Cidr block) {
        return !AddressSet.of(List.of(block)).intersect(AddressSpace.PUBLIC).isEmpty();
    }

    /** Every block of the subnet, IPv4 and IPv6. */
    public List<Cidr> cidrBlocks() {
        List<Cidr> blocks = new ArrayList<>(ipv6Blocks);
        ipv4Block.ifPresent(blocks::add);
        return blocks;
    }
}
