package hyperpod.rig.sandbox.simulator.lustre;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What FSx checks of the network of a file system: the subnet and the security groups exist in one VPC, and the groups
 * let Lustre's traffic (TCP 988 and 1018 to 1023, both ways) pass between the file servers and their clients.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html">File system
 *     access control with Amazon VPC</a>
 */
record FileSystemNetwork(Network network) {

    private static final List<Integer> LUSTRE_PORTS = List.of(988, 1018, 1019, 1020, 1021, 1022, 1023);

    /**
     * The subnet that the file system is going to be in.
     *
     * @throws ServiceException {@code InvalidNetworkSettings}
     */
    Subnet check(ObjectNode request) {
        String subnetId = request.path("SubnetIds").get(0).asText();
        Subnet subnet = network.subnet(subnetId)
                .orElseThrow(() -> invalid(
                        "The subnet ID '" + subnetId + "' does not exist", Map.of("InvalidSubnetId", subnetId)));
        List<SecurityGroup> groups = new ArrayList<>();
        request.path("SecurityGroupIds").forEach(id -> groups.add(group(id.asText(), subnet)));
        if (groups.isEmpty()) {
            network.defaultSecurityGroup(subnet.vpcId()).ifPresent(groups::add);
        }
        for (int port : LUSTRE_PORTS) {
            if (!passes(port, groups, SecurityGroup::inbound, subnet)
                    || !passes(port, groups, SecurityGroup::outbound, subnet)) {
                throw invalid(
                        "The file system cannot be created because the default security group in the subnet provided or the"
                                + " provided security groups do not permit Lustre LNET network traffic on port " + port,
                        Map.of());
            }
        }
        return subnet;
    }

    private SecurityGroup group(String id, Subnet subnet) {
        SecurityGroup group = network.securityGroup(id)
                .orElseThrow(() -> invalid(
                        "The security group '" + id + "' does not exist", Map.of("InvalidSecurityGroupId", id)));
        if (!group.vpcId().equals(subnet.vpcId())) {
            throw invalid(
                    "The security group '" + id + "' and the subnet '" + subnet.id()
                            + "' belong to different networks.",
                    Map.of("InvalidSecurityGroupId", id));
        }
        return group;
    }

    private static boolean passes(
            int port,
            List<SecurityGroup> groups,
            Function<SecurityGroup, List<SecurityGroup.Rule>> direction,
            Subnet subnet) {
        List<String> given = groups.stream().map(SecurityGroup::id).toList();
        return groups.stream()
                .flatMap(group -> direction.apply(group).stream())
                .filter(rule -> rule.coversTcp(port))
                .anyMatch(rule -> rule.groupIds().stream().anyMatch(given::contains)
                        || rule.cidrBlocks().stream().anyMatch(block -> overlap(block, subnet.cidrBlock())));
    }

    private static boolean overlap(String block, String other) {
        int length = Math.min(prefixLength(block), prefixLength(other));
        return length == 0 || (address(block) ^ address(other)) >>> (32 - length) == 0;
    }

    private static int prefixLength(String block) {
        return Integer.parseInt(block.substring(block.indexOf('/') + 1));
    }

    private static int address(String block) {
        int address = 0;
        for (String part : block.substring(0, block.indexOf('/')).split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    private static ServiceException invalid(String message, Map<String, String> members) {
        return new ServiceException("InvalidNetworkSettings", message, members);
    }
}
