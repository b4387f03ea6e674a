package hyperpod.rig.validate;

import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.egress.address.Cidr;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The script that AWS gives for restricted instance groups has pods take their addresses from prefixes, which are whole
 * free blocks of 16: a subnet whose free addresses lie scattered may have none.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html">Prefix mode</a>
 */
record ContiguousBlocksRule(DescribedNetwork network) {

    private static final int BLOCK = 16;
    private static final int BLOCK_PREFIX_LENGTH = 28;

    void check(ProvisionRequest request, ViolationCollector found) {
        Map<String, Integer> nodes = new HashMap<>();
        for (RestrictedInstanceGroup group : request.restrictedInstanceGroups()) {
            int blocks = group.instanceCount() * NodeAddresses.blocksOf(group.instanceType());
            network.subnets(request.networkOf(group).subnetIds())
                    .forEach(subnet -> nodes.merge(subnet.subnetId(), blocks, Math::max));
        }
        nodes.forEach((id, needed) -> check(network.subnets().get(id), needed, found));
    }

    private void check(Subnet subnet, int needed, ViolationCollector found) {
        if (subnet.cidrBlock() == null) {
            return;
        }
        int free = freeBlocks(Cidr.parse(subnet.cidrBlock()), subnet.subnetId());
        if (free < needed) {
            found.warning("subnet " + subnet.subnetId() + " has " + subnet.availableIpAddressCount()
                    + " free addresses, but only " + free + " free /28 " + (free == 1 ? "block" : "blocks")
                    + " where the nodes' pods may need " + needed
                    + "; reserve some with aws ec2 create-subnet-cidr-reservation, or name an emptier subnet");
        }
    }

    /** EC2 keeps a subnet's first four addresses and its last. */
    private int freeBlocks(Cidr subnet, String id) {
        int first = asInt(subnet.addresses().getLower().getBytes());
        int blocks =
                subnet.prefixLength() >= BLOCK_PREFIX_LENGTH ? 1 : 1 << (BLOCK_PREFIX_LENGTH - subnet.prefixLength());
        Set<Integer> used = new HashSet<>();
        used.add(0);
        used.add(blocks - 1);
        network.interfaces().stream()
                .filter(face -> id.equals(face.subnetId()))
                .flatMap(ContiguousBlocksRule::addresses)
                .forEach(address ->
                        used.add((asInt(InetAddress.ofLiteral(address).getAddress()) - first) / BLOCK));
        return blocks - used.size();
    }

    private static Stream<String> addresses(NetworkInterface face) {
        return Stream.of(
                        Optional.ofNullable(face.privateIpAddress()).stream(),
                        face.privateIpAddresses().stream().map(NetworkInterfacePrivateIpAddress::privateIpAddress),
                        face.ipv4Prefixes().stream()
                                .map(Ipv4PrefixSpecification::ipv4Prefix)
                                .map(prefix -> prefix.substring(0, prefix.indexOf('/'))))
                .flatMap(addresses -> addresses);
    }

    private static int asInt(byte[] address) {
        return ByteBuffer.wrap(address).getInt();
    }
}
