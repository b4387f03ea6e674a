package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.sandbox.simulator.network.Network;
import hyperpod.rig.sandbox.simulator.network.NetworkInterface;
import hyperpod.rig.sandbox.simulator.network.SecurityGroup;
import hyperpod.rig.sandbox.simulator.network.Subnet;
import hyperpod.rig.testkit.AwsAccount;
import java.util.List;
import java.util.Optional;

/** The network of the account as the control planes see and change it: what they make there, the functions see. */
final class VirtualNetwork implements Network {

    private final AwsAccount account;
    private final Subnet subnet;
    private final SecurityGroup group;
    private int made;

    VirtualNetwork(AwsAccount account, String vpcId, String subnetId, String groupId) {
        this.account = account;
        subnet = new Subnet(subnetId, vpcId, "10.0.0.0/20", "us-east-1a", "use1-az1");
        List<SecurityGroup.Rule> toItself = List.of(new SecurityGroup.Rule("-1", -1, -1, List.of(), List.of(groupId)));
        group = new SecurityGroup(groupId, vpcId, toItself, toItself);
    }

    @Override
    public Optional<Subnet> subnet(String id) {
        return Optional.of(subnet).filter(known -> known.id().equals(id));
    }

    @Override
    public Optional<SecurityGroup> securityGroup(String id) {
        return Optional.of(group).filter(known -> known.id().equals(id));
    }

    @Override
    public Optional<SecurityGroup> defaultSecurityGroup(String vpcId) {
        return Optional.of(group);
    }

    @Override
    public NetworkInterface createInterface(String subnetId, List<String> securityGroupIds, String description) {
        made++;
        String id = "eni-%017x".formatted(made);
        String address = "10.0.%d.%d".formatted(1 + made / 200, 10 + made % 200);
        ObjectNode document = Json.MAPPER.createObjectNode();
        ObjectNode eni = document.putArray("NetworkInterfaces")
                .addObject()
                .put("NetworkInterfaceId", id)
                .put("SubnetId", subnetId)
                .put("VpcId", subnet.vpcId())
                .put("OwnerId", AwsAccount.ID)
                .put("InterfaceType", "interface")
                .put("Description", description)
                .put("SourceDestCheck", true)
                .put("Status", "in-use")
                .put("PrivateIpAddress", address);
        eni.putArray("PrivateIpAddresses")
                .addObject()
                .put("PrivateIpAddress", address)
                .put("Primary", true);
        (securityGroupIds.isEmpty() ? List.of(group.id()) : securityGroupIds)
                .forEach(each -> eni.withArray("/Groups").addObject().put("GroupId", each));
        account.network(document.toString());
        return new NetworkInterface(id, address);
    }

    @Override
    public void deleteInterface(String id) {
        account.removed("NetworkInterfaces", "NetworkInterfaceId", id);
    }
}
