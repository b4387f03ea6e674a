package hyperpod.rig.sandbox.simulator.network;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The network of the local stack's EC2. */
public final class Ec2Network implements Network, AutoCloseable {

    private final Ec2Client ec2;

    /**
     * Connects to an EC2 endpoint.
     *
     * @param endpoint of the local stack
     * @param account whose network it is. Without credentials in the environment it is also the access key: the local
     *     stack reads a 12-digit access key as the account
     */
    public Ec2Network(URI endpoint, String region, String account) {
        this.ec2 = Ec2Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(AwsCredentialsProviderChain.of(
                        EnvironmentVariableCredentialsProvider.create(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test"))))
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(2))
                        .socketTimeout(Duration.ofSeconds(5))
                        .build())
                .build();
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

    @Override
    public void close() {
        ec2.close();
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
