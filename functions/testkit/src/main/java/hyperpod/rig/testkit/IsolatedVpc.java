package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A VPC from which nothing leads out: {@code vpc-1} with {@code subnet-1}, of which the route table {@code rtb-1} knows
 * local routes alone, {@code subnet-2}, {@code subnet-3}, and the security group {@code sg-1}, whose members may reach
 * one another. The audit calls it LOCKED.
 */
public final class IsolatedVpc {

    private final Ec2 ec2;

    IsolatedVpc(Ec2 ec2) {
        this.ec2 = ec2;
        ec2.add(document("""
                {"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333", "DhcpOptionsId": "dopt-1", "CidrBlock": "10.0.0.0/16",
                   "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}]}],
                 "DhcpOptions": [{"DhcpOptionsId": "dopt-1", "OwnerId": "111122223333",
                   "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]}],
                 "Subnets": [
                   {"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/24", "MapPublicIpOnLaunch": false},
                   {"SubnetId": "subnet-2", "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.9.0/24", "MapPublicIpOnLaunch": false},
                   {"SubnetId": "subnet-3", "VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.5.0/24", "MapPublicIpOnLaunch": false}],
                 "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
                   "Associations": [{"SubnetId": "subnet-1"}, {"SubnetId": "subnet-2"}, {"SubnetId": "subnet-3"}],
                   "Entries": [{"Egress": true, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}],
                 "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1",
                   "IpPermissionsEgress": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]}]}],
                 "RouteTables": [
                   {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": false, "SubnetId": "subnet-1"}],
                    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]},
                   {"RouteTableId": "rtb-2", "VpcId": "vpc-1", "Associations": [{"Main": true}],
                    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]},
                   {"RouteTableId": "rtb-3", "VpcId": "vpc-1", "Associations": [{"Main": false, "SubnetId": "subnet-3"}],
                    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]}]}"""));
    }

    /**
     * Opens it: the subnet's default route leads to the NAT gateway {@code nat-1}, whose subnet's leads to the internet
     * gateway {@code igw-1}, and the security group lets everything out. The audit calls it OPEN, and {@code subnet-3}
     * by itself WEAKENED.
     */
    public IsolatedVpc open() {
        ec2.add(document("""
                {"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
                 "NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-2", "State": "available",
                   "ConnectivityType": "public"}]}"""));
        ((ObjectNode) ec2.list("RouteTables").get(0))
                .withArray("/Routes")
                .addObject()
                .put("DestinationCidrBlock", "0.0.0.0/0")
                .put("NatGatewayId", "nat-1")
                .put("State", "active");
        ((ObjectNode) ec2.list("RouteTables").get(1))
                .withArray("/Routes")
                .addObject()
                .put("DestinationCidrBlock", "0.0.0.0/0")
                .put("GatewayId", "igw-1")
                .put("State", "active");
        ((ObjectNode) ec2.list("SecurityGroups").get(0))
                .withArray("/IpPermissionsEgress")
                .addObject()
                .put("IpProtocol", "-1")
                .putArray("IpRanges")
                .addObject()
                .put("CidrIp", "0.0.0.0/0");
        return this;
    }

    /** Takes back {@link #open()}, but for the security group. The audit calls it WEAKENED. */
    public IsolatedVpc closeRoutes() {
        for (int i = 0; i < 2; i++) {
            ((ObjectNode) ec2.list("RouteTables").get(i)).withArray("/Routes").remove(1);
        }
        ec2.list("NatGateways").removeAll();
        ec2.list("InternetGateways").removeAll();
        return this;
    }

    /** With one more network interface in {@code subnet-1}. */
    public IsolatedVpc networkInterface(String id, String privateIpAddress, String... securityGroupIds) {
        ObjectNode added = ec2.list("NetworkInterfaces")
                .addObject()
                .put("NetworkInterfaceId", id)
                .put("SubnetId", "subnet-1")
                .put("VpcId", "vpc-1")
                .put("InterfaceType", "interface")
                .put("SourceDestCheck", true)
                .put("Status", "in-use")
                .put("PrivateIpAddress", privateIpAddress);
        added.putArray("PrivateIpAddresses")
                .addObject()
                .put("PrivateIpAddress", privateIpAddress)
                .put("Primary", true);
        List.of(securityGroupIds)
                .forEach(group -> added.withArray("/Groups").addObject().put("GroupId", group));
        return this;
    }

    private static ObjectNode document(String json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
