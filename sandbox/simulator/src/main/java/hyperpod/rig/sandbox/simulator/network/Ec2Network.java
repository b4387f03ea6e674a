package hyperpod.rig.sandbox.simulator.network;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The network of the local stack's EC2. */
public final class Ec2Network implements Network {

    private final Ec2Client ec2;

    /** The network that a client sees. */
    public Ec2Network(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    @Override
    public Optional<Subnet> subnet(String id) {
        return found(
                        () -> ec2.describeSubnets(r -> r.subnetIds(id)).subnets(),
                        "InvalidSubnetID.NotFound",
                        "InvalidSubnetID.Malformed")
                .map(s -> new Subnet(
                        s.subnetId(), s.vpcId(), s.cidrBlock(), s.availabilityZone(), s.availabilityZoneId()));
    }

    @Override
    public Optional<SecurityGroup> securityGroup(String id) {
        return found(
                        () -> ec2.describeSecurityGroups(r -> r.groupIds(id)).securityGroups(),
                        "InvalidGroup.NotFound",
                        "InvalidGroupId.Malformed")
                .map(Ec2Network::securityGroup);
    }

    @Override
    public Optional<SecurityGroup> defaultSecurityGroup(String vpcId) {
        Filter inVpc = Filter.builder().name("vpc-id").values(vpcId).build();
        Filter isDefault = Filter.builder().name("group-name").values("default").build();
        return found(() -> ec2.describeSecurityGroups(r -> r.filters(inVpc, isDefault))
                        .securityGroups())
                .map(Ec2Network::securityGroup);
    }

    @Override
    public NetworkInterface createInterface(String subnetId, List<String> securityGroupIds, String description)
            throws InterfaceRefusedException {
        try {
            var made = ec2.createNetworkInterface(
                            r -> r.subnetId(subnetId).groups(securityGroupIds).description(description))
                    .networkInterface();
            return new NetworkInterface(made.networkInterfaceId(), made.privateIpAddress());
        } catch (Ec2Exception e) {
            if (e.statusCode() >= 500 || e.isThrottlingException()) {
                throw e;
            }
            throw new InterfaceRefusedException(e.awsErrorDetails().errorMessage(), e);
        }
    }

    @Override
    public void deleteInterface(String id) {
        try {
            ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id));
        } catch (Ec2Exception e) {
            if (!e.awsErrorDetails().errorCode().equals("InvalidNetworkInterfaceID.NotFound")) {
                throw e;
            }
        }
    }

    private interface Lookup<T> {
        List<T> get();
    }

    private static <T> Optional<T> found(Lookup<T> lookup, String... notFoundCodes) {
        try {
            return lookup.get().stream().findFirst();
        } catch (Ec2Exception e) {
            if (List.of(notFoundCodes).contains(e.awsErrorDetails().errorCode())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static SecurityGroup securityGroup(software.amazon.awssdk.services.ec2.model.SecurityGroup group) {
        return new SecurityGroup(
                group.groupId(), group.vpcId(), rules(group.ipPermissions()), rules(group.ipPermissionsEgress()));
    }

    private static List<SecurityGroup.Rule> rules(List<IpPermission> permissions) {
        return permissions.stream()
                .map(p -> new SecurityGroup.Rule(
                        p.ipProtocol(),
                        Optional.ofNullable(p.fromPort()).orElse(0),
                        Optional.ofNullable(p.toPort()).orElse(65535),
                        p.ipRanges().stream().map(IpRange::cidrIp).toList(),
                        p.userIdGroupPairs().stream()
                                .map(UserIdGroupPair::groupId)
                                .toList()))
                .toList();
    }
}
